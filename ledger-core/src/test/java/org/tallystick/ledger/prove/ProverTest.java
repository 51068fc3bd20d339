package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.ConsistencyProof;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.InclusionProof;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.log.RefusedProofException;
import org.tallystick.ledger.log.Tile;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.testing.TestData;

class ProverTest {

    /** Another author's log on disk gives the proofs that were made from it by other means, byte for byte. */
    @Test
    void inclusion_inATesseraLog_isTheKnownProof() throws Exception {
        Path log = TestData.path("c2sp/tessera-log");
        Path proofs = TestData.path("c2sp/tlog-proof/valid");
        Prover prover = new Prover(tile -> Files.readAllBytes(log.resolve(tile.path())));
        int compared = 0;
        try (var files = Files.list(proofs)) {
            for (Path file : files.toList()) {
                LogProof known = LogProof.parse(Files.readAllBytes(file));
                if (known.hasExtra()) {
                    continue;
                }
                SignedNote checkpoint = SignedNote.parse(Files.readAllBytes(
                        log.resolve("checkpoint." + known.checkpoint().size())));
                LogProof ours = prover.inclusion(known.inclusion().index(), checkpoint);
                assertThat(ours.toString()).as(file.toString()).isEqualTo(Files.readString(file));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(7);
        for (int size = 1; size <= 15; size++) {
            Checkpoint to = Checkpoint.of(SignedNote.parse(Files.readAllBytes(log.resolve("checkpoint." + size))));
            for (int from = 0; from <= size; from++) {
                prover.consistency(from, to);
            }
        }
    }

    @Test
    void proofs_ofEveryIndexAndSize_areThoseOfTheWholeTree() throws Exception {
        PublishedLog log = log(40);
        Prover prover = new Prover(log);
        for (int size = 1; size <= 40; size++) {
            SignedNote checkpoint = log.checkpoint(size);
            for (int index = 0; index < size; index++) {
                LogProof proof = prover.inclusion(index, checkpoint);
                assertThat(proof.inclusion()).isEqualTo(InclusionProof.prove(leaves(size), index));
                assertThat(proof.signedCheckpoint()).isEqualTo(checkpoint);
                assertThat(prover.entry(index, size)).isEqualTo(entry(index));
            }
            for (int from = 0; from <= size; from++) {
                ConsistencyProof proof = prover.consistency(from, Checkpoint.of(checkpoint));
                proof.verify(MerkleTree.root(leaves(from)), MerkleTree.root(leaves(size)));
            }
        }
    }

    @Test
    void proofs_acrossTiles_verify() throws Exception {
        PublishedLog log = log(70_000);
        Prover prover = new Prover(log);
        for (int size : new int[] {255, 256, 257, 65_535, 65_536, 65_537, 70_000}) {
            SignedNote checkpoint = log.checkpoint(size);
            for (int index : new int[] {0, 1, 254, size / 2, size - 1}) {
                if (index < size) {
                    prover.inclusion(index, checkpoint).verifyInclusion(MerkleTree.leafHash(entry(index)));
                }
            }
            for (int from : new int[] {1, 255, 256, size / 2, size - 1}) {
                if (from <= size) {
                    prover.consistency(from, Checkpoint.of(checkpoint));
                }
            }
        }
    }

    @Test
    void proof_fromDamagedFiles_isRefused() throws Exception {
        PublishedLog damagedEntry = log(300);
        damagedEntry.damage(new Tile(Tile.ENTRIES, 0, 256), 12);
        SignedNote checkpoint = log(300).checkpoint();
        refused(damagedEntry, 1, checkpoint);
        new Prover(damagedEntry).inclusion(2, checkpoint);

        PublishedLog damagedTile = log(300);
        damagedTile.damage(new Tile(0, 1, 44), 0);
        refused(damagedTile, 0, checkpoint);
        assertThatThrownBy(() -> new Prover(damagedTile).consistency(256, Checkpoint.of(checkpoint)))
                .isInstanceOf(RefusedProofException.class);
    }

    @Test
    void proof_underAnotherCheckpoint_isRefused() throws Exception {
        PublishedLog log = log(10);
        SignedNote forged = note(new Checkpoint("example.org/log", 10, Hash.sha256()).text());
        refused(log, 3, forged);
    }

    @Test
    void index_beyondTheSize_isAFaultOfTheCaller() {
        PublishedLog log = log(10);
        Prover prover = new Prover(log);
        assertThatThrownBy(() -> prover.inclusion(10, log.checkpoint())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> prover.entry(-1, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> prover.consistency(11, Checkpoint.of(log.checkpoint())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void refused(PublishedLog log, int index, SignedNote checkpoint) {
        assertThatThrownBy(() -> new Prover(log).inclusion(index, checkpoint))
                .isInstanceOf(RefusedProofException.class);
    }

    static PublishedLog log(int size) {
        List<byte[]> entries = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            entries.add(entry(index));
        }
        return new PublishedLog(entries, signer());
    }

    private static SignedNote note(String text) {
        return new SignedNote(text, List.of(signer().sign(text)));
    }

    private static NoteSigner signer() {
        return new NoteSigner("example.org/log", EvidenceWorld.key(5, 0));
    }

    private static byte[] entry(int index) {
        return ("entry " + index).getBytes(UTF_8);
    }

    private static List<Hash> leaves(int size) {
        List<Hash> leaves = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            leaves.add(MerkleTree.leafHash(entry(index)));
        }
        return leaves;
    }
}
