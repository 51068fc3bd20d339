package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.prove.VerificationReport.Verdict;
import org.tallystick.ledger.testing.FormatsDocument;

/** The worked vectors of docs/formats.md that are proofs. */
class EvidenceFormatsTest {

    @Test
    void receipt_ofTheDocument_isMadeReadAndVerified() throws Exception {
        PublishedLog log = ProverTest.log(3);
        Receipt receipt = new Prover(log)
                .receipt(1, Checkpoint.of(log.checkpoint()), "key 1".getBytes(UTF_8), EvidenceWorld.key(5, 1));
        assertHex("receipt", receipt.bytes());
        Receipt.parse(FormatsDocument.hex("receipt"))
                .verify(
                        MerkleTree.leafHash("entry 1".getBytes(UTF_8)),
                        EvidenceWorld.key(5, 1).publicKey());
    }

    @Test
    void evidence_ofTheDocument_isMadeAndVerified() throws Exception {
        EvidenceWorld world = new EvidenceWorld(1);
        byte[] file = EvidenceFile.write(List.of(world.event(5, 1, 11)), world.didLogs(), List.of(world.alone()), "");
        SequencedMap<String, byte[]> parts = ClosedZip.read(file);
        assertThat(FormatsDocument.text("evidence-sums"))
                .isEqualTo(new String(parts.getOrDefault(EvidenceFile.SUMS, new byte[0]), UTF_8));
        assertHex("evidence-sha256", Hash.sha256(file).bytes());
        assertThat(new EvidenceVerifier(new ToyKeyHistory())
                        .verify(file, List.of())
                        .verdict())
                .isEqualTo(Verdict.CONSISTENT);
    }

    private static void assertHex(String name, byte[] expected) {
        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(FormatsDocument.hex(name))).as(name).isEqualTo(hex.formatHex(expected));
    }
}
