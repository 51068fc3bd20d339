package org.tallystick.ledger.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.EntryBundle;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.log.RefusedProofException;
import org.tallystick.ledger.log.Tile;
import org.tallystick.ledger.log.TileReader;
import org.tallystick.ledger.log.TiledTree;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.prove.PolicyVerdict.Signed;

/**
 * The log in {@code src/test/resources/golden-log} is made again, byte for byte, and verified from its files. Every later
 * release has to: what it cannot verify, it has broken for everybody who holds a proof.
 */
class GoldenLogTest {

    private static final TileReader TILES =
            tile -> Files.readAllBytes(GoldenLog.folder().resolve(tile.path()));

    private static byte[] read(String name) throws Exception {
        return Files.readAllBytes(GoldenLog.folder().resolve(name));
    }

    /** With {@code -Dtallystick.golden=write} the files are written instead: for a new kind of file, never for a changed one. */
    @Test
    void files_madeAgain_areTheStoredOnes() throws Exception {
        Map<String, byte[]> made = GoldenLog.files();
        if ("write".equals(System.getProperty("tallystick.golden"))) {
            GoldenLog.write(made, GoldenLog.folder());
        }
        Map<String, byte[]> stored = GoldenLog.stored();

        assertThat(stored.keySet()).isEqualTo(made.keySet());
        made.forEach((name, bytes) -> assertThat(stored.get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void checkpoints_ofEverySize_holdUnderThePolicyAndAreTheRootsOfTheTiles() throws Exception {
        TrustPolicy policy = TrustPolicy.parse(read("policy"));
        for (int size : GoldenLog.SIZES) {
            SignedNote note = SignedNote.parse(read("checkpoint." + size));
            PolicyVerdict verdict = policy.check(note);

            assertThat(verdict.refusals()).isEmpty();
            assertThat(verdict.checkpoint().size()).isEqualTo(size);
            assertThat(verdict.signers().stream().filter(signer -> signer.signed() == Signed.YES))
                    .hasSizeBetween(4, 5);
            assertThat(new TiledTree(size, TILES).root())
                    .isEqualTo(verdict.checkpoint().root());
            assertThat(Frontier.load(size, TILES).root())
                    .isEqualTo(verdict.checkpoint().root());
        }
        assertThat(read("checkpoint")).isEqualTo(read("checkpoint.300"));
    }

    @Test
    void entryBundles_ofEverySize_hashToTheLeafTiles() throws Exception {
        for (int size : GoldenLog.SIZES) {
            for (long first = 0; first < size; first += Tile.FULL_WIDTH) {
                int width = (int) Math.min(Tile.FULL_WIDTH, size - first);
                Tile bundle = new Tile(Tile.ENTRIES, first / Tile.FULL_WIDTH, width);
                List<Hash> hashes = EntryBundle.parse(TILES.read(bundle), width).leafHashes();
                TiledTree tree = new TiledTree(size, TILES);
                for (int i = 0; i < width; i++) {
                    assertThat(hashes.get(i)).isEqualTo(tree.leafHash(first + i));
                }
            }
        }
    }

    @Test
    void checkpoints_everyPair_isConsistent() throws Exception {
        for (int from : GoldenLog.SIZES) {
            for (int to : GoldenLog.SIZES) {
                if (from <= to) {
                    new TiledTree(to, TILES)
                            .consistency(from)
                            .verify(checkpoint(from).root(), checkpoint(to).root());
                }
            }
        }
    }

    private static Checkpoint checkpoint(int size) throws Exception {
        return Checkpoint.of(SignedNote.parse(read("checkpoint." + size)));
    }

    @Test
    void proofs_all_proveTheirEntryAndNoOther() throws Exception {
        TrustPolicy policy = TrustPolicy.parse(read("policy"));
        for (int[] place : GoldenLog.PROOFS) {
            LogProof proof = LogProof.parse(read("proofs/" + place[0] + "-" + place[1] + ".tlog-proof"));

            assertThat(policy.check(proof.signedCheckpoint()).holds()).isTrue();
            proof.verifyInclusion(MerkleTree.leafHash(GoldenLog.entry(place[0])));
            for (int other = 0; other < GoldenLog.SIZE; other++) {
                if (other != place[0]) {
                    assertThat(proves(proof, MerkleTree.leafHash(GoldenLog.entry(other))))
                            .isFalse();
                }
            }
        }
    }

    private static boolean proves(LogProof proof, Hash leaf) {
        try {
            proof.verifyInclusion(leaf);
            return true;
        } catch (RefusedProofException e) {
            return false;
        }
    }

    /** Of this checkpoint no signature can be spared, so any change of the file must be noticed. */
    @Test
    void proof_anyByteChangedDroppedOrAdded_isRefused() throws Exception {
        TrustPolicy policy = TrustPolicy.parse(read("policy"));
        byte[] file = read("proofs/4-5.tlog-proof");
        Hash leaf = MerkleTree.leafHash(GoldenLog.entry(4));
        assertThat(policy.check(LogProof.parse(file).signedCheckpoint()).signers().stream()
                        .filter(signer -> signer.signed() == Signed.NO))
                .hasSize(1);
        List<byte[]> changes = new ArrayList<>();
        for (int i = 0; i < file.length; i++) {
            byte[] flipped = file.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            changes.add(flipped);
            byte[] shorter = new byte[file.length - 1];
            System.arraycopy(file, 0, shorter, 0, i);
            System.arraycopy(file, i + 1, shorter, i, file.length - 1 - i);
            changes.add(shorter);
            byte[] longer = new byte[file.length + 1];
            System.arraycopy(file, 0, longer, 0, i);
            longer[i] = (byte) ((i & 1) == 0 ? '\n' : 'A');
            System.arraycopy(file, i, longer, i + 1, file.length - i);
            changes.add(longer);
        }
        for (byte[] changed : changes) {
            try {
                LogProof proof = LogProof.parse(changed);
                proof.verifyInclusion(leaf);
                if (policy.check(proof.signedCheckpoint()).holds()) {
                    fail("accepted " + new String(changed, java.nio.charset.StandardCharsets.UTF_8));
                }
            } catch (MalformedLogException | RefusedProofException e) {
                // One of the two ways to be refused; the policy is the third.
            }
        }
    }
}
