package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.MlDsa44SigningKey;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.ConsistencyProof;
import org.tallystick.ledger.log.EntryBundle;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.InclusionProof;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.log.Tile;
import org.tallystick.ledger.log.TileContent;
import org.tallystick.ledger.log.TiledTree;
import org.tallystick.ledger.note.Cosigner;
import org.tallystick.ledger.note.NoteSignature;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.prove.TrustPolicy.Sizes;
import org.tallystick.ledger.prove.TrustPolicy.Witness;
import org.tallystick.ledger.testing.FormatsDocument;

/** The vectors of the sections "Keys and signatures" and "Log" of docs/formats.md are what this release writes and reads. */
class LogFormatsDocumentTest {

    private static final String ORIGIN = "tallystick.localhost/000102030405060708090a0b0c0d0e0f";
    private static final long TIME = 1_800_000_000L;

    private final List<byte[]> entries = List.of("one".getBytes(UTF_8), "two".getBytes(UTF_8), "three".getBytes(UTF_8));
    private final List<Hash> leaves = entries.stream().map(MerkleTree::leafHash).toList();
    private final NoteSigner log = new NoteSigner(ORIGIN, Ed25519SigningKey.ofSeed(seed(1)));
    private final Cosigner north = new Cosigner("north.example/tallystick", Ed25519SigningKey.ofSeed(seed(2)));
    private final Checkpoint checkpoint = new Checkpoint(ORIGIN, 3, MerkleTree.root(leaves));
    private final SignedNote signed = new SignedNote(
            checkpoint.text(), List.of(log.sign(checkpoint.text()), north.cosign(checkpoint.text(), TIME)));

    private static byte[] seed(int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return seed;
    }

    @Test
    void keyFile_ofTheDocument_isTheLogsKey() throws Exception {
        String pem = FormatsDocument.text("key-file");

        assertThat(Ed25519SigningKey.ofSeed(seed(1)).toPem()).isEqualTo(pem);
        assertThat(SigningKey.parsePem(pem).publicKey())
                .isEqualTo(log.verifierKey().key());
    }

    @Test
    void treeTileAndBundle_ofTheDocument_areWritten() throws Exception {
        TileContent content = Frontier.empty().append(leaves).tiles().getFirst();

        assertThat(checkpoint.root().bytes()).isEqualTo(FormatsDocument.hex("log-root"));
        assertThat(content.bytes()).isEqualTo(FormatsDocument.hex("log-tile"));
        assertThat(content.tile().path()).isEqualTo("tile/0/000.p/3");
        assertThat(new Tile(0, 1_234_067, 256).path()).isEqualTo("tile/0/x001/x234/067");
        assertThat(EntryBundle.of(entries).bytes()).isEqualTo(FormatsDocument.hex("log-bundle"));
        assertThat(EntryBundle.parse(FormatsDocument.hex("log-bundle"), 3).leafHashes())
                .isEqualTo(leaves);
    }

    @Test
    void checkpointAndKeys_ofTheDocument_areWrittenAndVerified() throws Exception {
        String vkey = FormatsDocument.text("log-vkey").strip();

        assertThat(log.verifierKey()).hasToString(vkey);
        assertThat(north.verifierKey())
                .hasToString(FormatsDocument.text("log-cosigner-vkey").strip());
        assertThat(signed).hasToString(FormatsDocument.text("log-checkpoint"));
        SignedNote read = SignedNote.parse(FormatsDocument.text("log-checkpoint"));
        assertThat(Checkpoint.of(read)).isEqualTo(checkpoint);
        assertThat(VerifierKey.parse(vkey)
                        .verifies(read.text(), read.signatures().getFirst()))
                .isTrue();
    }

    @Test
    void cosignedMessages_ofTheDocument_areWhatIsSigned() {
        byte[] cosignature = signed.signatures().get(1).signature();
        assertThat(ByteBuffer.wrap(cosignature).getLong()).isEqualTo(TIME);
        assertThat(north.verifierKey()
                        .key()
                        .verifies(
                                FormatsDocument.text("log-cosignature-message").getBytes(UTF_8),
                                Arrays.copyOfRange(cosignature, 8, cosignature.length)))
                .isTrue();

        Cosigner west = new Cosigner("west.example/tallystick", MlDsa44SigningKey.ofSeed(seed(3)));
        NoteSignature line = west.cosign(checkpoint.text(), TIME);
        assertThat(west.verifierKey()
                        .key()
                        .verifies(
                                FormatsDocument.hex("log-subtree-message"),
                                Arrays.copyOfRange(line.signature(), 8, line.signature().length)))
                .isTrue();
    }

    @Test
    void consistency_ofTheDocument_holds() throws Exception {
        String[] lines = FormatsDocument.text("log-consistency").split("\n");
        TiledTree tree = new TiledTree(3, tile -> FormatsDocument.hex("log-tile"));
        ConsistencyProof proof = tree.consistency(2);

        assertThat(proof.path()).containsExactly(Hash.parseBase64(lines[0]));
        proof.verify(Hash.parseBase64(lines[1]), checkpoint.root());
    }

    @Test
    void logProof_ofTheDocument_isWrittenAndHolds() throws Exception {
        LogProof proof = LogProof.of(InclusionProof.prove(leaves, 1), signed);

        assertThat(proof).hasToString(FormatsDocument.text("log-proof"));
        LogProof.parse(FormatsDocument.text("log-proof")).verifyInclusion(leaves.get(1));
    }

    @Test
    void policy_ofTheDocument_isWrittenAndAccepts() throws Exception {
        TrustPolicy policy = TrustPolicy.ofValidators(
                log.verifierKey(), List.of(new Witness("north", north.verifierKey())), Sizes.from(1));

        assertThat(policy.text()).isEqualTo(FormatsDocument.text("log-policy"));
        assertThat(policy.identity().bytes()).isEqualTo(FormatsDocument.hex("log-policy-identity"));
        assertThat(TrustPolicy.parse(FormatsDocument.text("log-policy"))
                        .check(signed)
                        .holds())
                .isTrue();
    }

    /** The lengths and limits of the document's text. */
    @Test
    void numbers_ofTheDocument_areTheCodes() {
        assertThat(SignedNote.MAX_BYTES).isEqualTo(1_000_000);
        assertThat(SignedNote.MAX_SIGNATURES).isEqualTo(100);
        assertThat(EntryBundle.MAX_ENTRY_BYTES).isEqualTo(65_535);
        assertThat(LogProof.MAX_EXTRA_BYTES).isEqualTo(65_535);
        assertThat(Checkpoint.MAX_ORIGIN_BYTES).isEqualTo(255);
        assertThat(TrustPolicy.MAX_BYTES).isEqualTo(262_144);
    }
}
