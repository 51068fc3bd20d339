package org.tallystick.ledger.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.testing.FormatsDocument;

/** The worked vectors of docs/formats.md are what this release writes and reads. */
class FormatsVectorsTest {
    private static final String RECORD_ZERO = "{\"@context\":\"https://ref.gs1.org/standards/epcis/2.0.0/"
            + "epcis-context.jsonld\",\"type\":\"ObjectEvent\"}";

    @Test
    void recordDigest_ofTheDocument_isCalculated() {
        assertThat(FormatsDocument.text("record")).isEqualTo(RECORD_ZERO + "\n");
        assertHex("record-digest", salt(0).digest(bytes(RECORD_ZERO)).bytes());
    }

    @Test
    void capturePayload_ofTheDocument_isWrittenAndRead() throws Exception {
        List<Hash> digests = new ArrayList<>();
        digests.add(salt(0).digest(bytes(RECORD_ZERO)));
        digests.add(salt(1).digest(bytes("{\"second\":1}")));
        digests.add(salt(2).digest(bytes("{\"third\":2}")));
        Hash source = salt(3).digest(bytes("the document as it came"));
        CapturePayload payload = new CapturePayload(
                3,
                RecordTree.of(digests).root(),
                Optional.of(new CapturePayload.Source(new ContentType("application/ld+json"), source)));
        assertHex("capture-payload", payload.bytes());
        assertThat(CapturePayload.parse(FormatsDocument.hex("capture-payload"))).isEqualTo(payload);
    }

    @Test
    void capturePath_ofTheDocument_isPrintedAndLeadsToTheRoot() throws Exception {
        Hash second = salt(1).digest(bytes("{\"second\":1}"));
        RecordTree tree = RecordTree.of(
                List.of(salt(0).digest(bytes(RECORD_ZERO)), second, salt(2).digest(bytes("{\"third\":2}"))));
        CapturePath path = CapturePath.of(tree.path(1));
        assertThat(FormatsDocument.text("capture-path")).isEqualTo(path.toString());
        CapturePath.parse(path.bytes()).verify(second, CapturePayload.parse(FormatsDocument.hex("capture-payload")));
    }

    @Test
    void statement_ofTheDocument_isWrittenReadAndVerified() throws Exception {
        SignedStatement statement = SignedStatement.sign(
                Statements.header(ContentType.CAPTURE), FormatsDocument.hex("capture-payload"), Statements.key());
        assertHex("statement", statement.bytes());
        assertHex("statement-id", statement.id().hash().bytes());
        assertHex("statement-leaf", statement.leafHash().bytes());
        assertHex("statement-key", Statements.key().publicKey().bytes());
        SignedStatement.parse(FormatsDocument.hex("statement"))
                .verify(Statements.key().publicKey());
    }

    @Test
    void governancePayloads_ofTheDocument_areWrittenAndRead() throws Exception {
        Hash policy = Hash.sha256(bytes("policy"));
        var genesis = new GovernancePayload.Genesis(1, policy, 1, Optional.empty());
        assertHex("governance-genesis", genesis.bytes());
        assertThat(GovernancePayload.parse(FormatsDocument.hex("governance-genesis")))
                .isEqualTo(genesis);
        var succession = new GovernancePayload.PolicySuccession(2, policy);
        assertHex("governance-policy", succession.bytes());
        assertThat(GovernancePayload.parse(FormatsDocument.hex("governance-policy")))
                .isEqualTo(succession);
        var network = new GovernancePayload.NetworkGenesis(Hash.sha256(bytes("network")), 1, List.of(policy));
        assertHex("governance-network", network.bytes());
        assertThat(GovernancePayload.parse(FormatsDocument.hex("governance-network")))
                .isEqualTo(network);
    }

    private static void assertHex(String name, byte[] expected) {
        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(FormatsDocument.hex(name))).as(name).isEqualTo(hex.formatHex(expected));
    }

    private static RecordSalt salt(int seed) {
        byte[] bytes = new byte[RecordSalt.LENGTH_BYTES];
        Arrays.fill(bytes, (byte) seed);
        return RecordSalt.of(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
