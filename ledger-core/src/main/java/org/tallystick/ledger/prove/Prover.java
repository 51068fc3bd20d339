package org.tallystick.ledger.prove;

import java.io.IOException;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.ConsistencyProof;
import org.tallystick.ledger.log.EntryBundle;
import org.tallystick.ledger.log.InclusionProof;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.log.RefusedProofException;
import org.tallystick.ledger.log.Tile;
import org.tallystick.ledger.log.TileReader;
import org.tallystick.ledger.log.TiledTree;
import org.tallystick.ledger.note.SignedNote;

/**
 * Makes proofs from the published files of a log, for any index and size that they reach. Every proof is verified before
 * it is given away, the entry's own bytes included, so that a damaged tile or bundle is found here and not by an auditor:
 * {@link RefusedProofException} then says that the files do not agree with the checkpoint.
 *
 * <p>Holds no state; as safe for use by several threads as its reader.
 */
public final class Prover {
    private final TileReader reader;

    public Prover(TileReader reader) {
        this.reader = reader;
    }

    /**
     * That the entry is in the log of the checkpoint.
     *
     * @param index of the entry, below the checkpoint's size
     */
    public LogProof inclusion(long index, SignedNote signedCheckpoint)
            throws IOException, MalformedLogException, RefusedProofException {
        return LogProof.of(inclusion(index, Checkpoint.of(signedCheckpoint)), signedCheckpoint);
    }

    /** That the checkpoint's tree begins with the tree of size {@code from}. */
    public ConsistencyProof consistency(long from, Checkpoint to)
            throws IOException, MalformedLogException, RefusedProofException {
        ConsistencyProof proof = new TiledTree(to.size(), reader).consistency(from);
        proof.verify(new TiledTree(from, reader).root(), to.root());
        return proof;
    }

    /**
     * The receipt of an entry, RFC 9942, from the same tree.
     *
     * @param checkpoint of size 2 at least: RFC 9942 has no receipt for an only entry
     * @param kid names the key to whoever looks for it
     */
    public Receipt receipt(long index, Checkpoint checkpoint, byte[] kid, SigningKey key)
            throws IOException, MalformedLogException, RefusedProofException {
        return Receipt.sign(inclusion(index, checkpoint), checkpoint, kid, key);
    }

    /** The bytes of the entry, as a log of {@code size} entries publishes them. */
    public byte[] entry(long index, long size) throws IOException, MalformedLogException {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("no entry " + index + " in a log of size " + size);
        }
        long bundle = index / Tile.FULL_WIDTH;
        int width = (int) Math.min(Tile.FULL_WIDTH, size - bundle * Tile.FULL_WIDTH);
        byte[] bytes = reader.read(new Tile(Tile.ENTRIES, bundle, width));
        return EntryBundle.parse(bytes, width).entry((int) (index % Tile.FULL_WIDTH));
    }

    private InclusionProof inclusion(long index, Checkpoint checkpoint)
            throws IOException, MalformedLogException, RefusedProofException {
        InclusionProof proof = new TiledTree(checkpoint.size(), reader).inclusion(index);
        proof.verify(MerkleTree.leafHash(entry(index, checkpoint.size())), checkpoint.root());
        return proof;
    }
}
