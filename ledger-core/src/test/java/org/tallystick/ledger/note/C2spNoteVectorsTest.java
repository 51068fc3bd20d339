package org.tallystick.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.testing.Json;
import org.tallystick.ledger.testing.TestData;

/** Notes, checkpoints and cosignatures that others signed. */
class C2spNoteVectorsTest {

    private static SignedNote note(String name) throws Exception {
        byte[] bytes = Files.readAllBytes(TestData.path("c2sp/" + name));
        SignedNote note = SignedNote.parse(bytes);
        assertThat(note.bytes()).isEqualTo(bytes);
        return note;
    }

    private static VerifierKey vkey(String name) throws Exception {
        String text = Files.readString(TestData.path("c2sp/" + name)).strip();
        VerifierKey key = VerifierKey.parse(text);
        assertThat(key).hasToString(text);
        return key;
    }

    private static VerifierKey witnessKey(String name) throws Exception {
        Object keys =
                Json.object(Json.read(TestData.path("c2sp/witness/" + name))).get("verifier_keys");
        return VerifierKey.parse((String) Json.array(keys).getFirst());
    }

    private static List<VerifierKey> signers(SignedNote note, VerifierKey... known) throws RefusedNoteException {
        return new NoteVerifier(List.of(known))
                .verify(note).stream().map(NoteVerifier.Verified::key).toList();
    }

    @Test
    void specificationExample_isSignedByItsKey() throws Exception {
        VerifierKey foo = vkey("notes/example-foo.vkey");

        assertThat(signers(note("notes/example-foo.note"), foo)).containsExactly(foo);
        assertThat(note("notes/example-foo.note").text()).isEqualTo("This is an example message.\n");
        assertThat(foo.keyHash()).hasToString("530d903a");
    }

    @Test
    void twoSignatures_eachKeyKnownAloneOrBoth_areFound() throws Exception {
        VerifierKey peter = vkey("notes/peter.vkey");
        VerifierKey enoch = vkey("notes/enoch.vkey");
        SignedNote both = note("notes/peter-enoch.note");

        assertThat(signers(both, peter)).containsExactly(peter);
        assertThat(signers(both, enoch)).containsExactly(enoch);
        assertThat(signers(both, enoch, peter)).containsExactly(peter, enoch);
        assertThat(signers(note("notes/peter.note"), enoch, peter)).containsExactly(peter);
        assertThatThrownBy(() -> signers(note("notes/peter.note"), enoch)).isInstanceOf(RefusedNoteException.class);
    }

    @Test
    void noteWithEmptyLineInItsText_isSplitAtTheLast() throws Exception {
        SignedNote note = note("notes/quasimodo-no-key.note");

        assertThat(note.text())
                .startsWith("Ognuno sta solo sul cuor della terra\n")
                .endsWith("\n\ned \u00e8 subito sera.\n");
        assertThat(note.signatures()).hasSize(1);
    }

    @Test
    void goChecksumDatabase_isSignedByItsKey() throws Exception {
        VerifierKey sumdb = vkey("checkpoints/go-sumdb.vkey");

        assertThat(signers(note("checkpoints/go-sumdb-35225469.checkpoint"), sumdb))
                .containsExactly(sumdb);
    }

    @Test
    void specificationsRenamedCheckpoint_doesNotVerify() throws Exception {
        // "behind the sofa" is a checkpoint of another log under a new origin: the format of one, no signature on it.
        SignedNote sofa = note("checkpoints/spec-behind-the-sofa-cosigned.checkpoint");
        VerifierKey renamed = new VerifierKey(
                "example.com/behind-the-sofa",
                SignatureType.ED25519,
                vkey("checkpoints/go-sumdb.vkey").key());

        assertThat(sofa.signatures())
                .map(NoteSignature::name)
                .containsExactly("example.com/behind-the-sofa", "witness.example.com/w1");
        assertThat(renamed.verifies(sofa.text(), sofa.signatures().getFirst())).isFalse();
    }

    @Test
    void cosignatures_ofThreeWitnesses_verifyOnTheirCheckpointsOnly() throws Exception {
        VerifierKey witness = witnessKey("witness.v0.json");
        VerifierKey witness2 = witnessKey("witness2.v0.json");
        VerifierKey mirror = witnessKey("mirror.v0.json");
        NoteVerifier all = new NoteVerifier(List.of(witness, witness2, mirror));

        assertThat(all.verify(note("witness/witness.checkpoint")))
                .containsExactly(new NoteVerifier.Verified(witness, OptionalLong.of(0x69546780L)));
        assertThat(all.verify(note("witness/witness2.checkpoint")))
                .containsExactly(new NoteVerifier.Verified(witness2, OptionalLong.of(0x69546780L)));
        assertThat(all.verify(note("witness/mirror.checkpoint")))
                .containsExactly(new NoteVerifier.Verified(mirror, OptionalLong.of(0x69546780L)));
        NoteSignature moved = note("witness/witness2.checkpoint").signatures().getFirst();
        assertThat(witness2.verifies(note("witness/witness.checkpoint").text(), moved))
                .isFalse();
    }

    @Test
    void addCheckpointRequests_logSignature_isAsTheWitnessFoundIt() throws Exception {
        VerifierKey log = vkey("add-checkpoint/log.vkey");
        Object expected = Json.read(TestData.path("c2sp/add-checkpoint/expected.json"));
        List<String> checked = new ArrayList<>();
        for (Object each : Json.array(Json.object(expected).get("requests"))) {
            Map<String, Object> request = Json.object(each);
            Object good = request.get("logSignature");
            if (good == null) {
                continue; // of a log that the witness does not know
            }
            assertThat(signedBy(log, TestData.path("c2sp/add-checkpoint/" + request.get("file"))))
                    .as((String) request.get("file"))
                    .isEqualTo(good);
            checked.add((String) request.get("file"));
        }
        assertThat(checked).hasSize(8);
    }

    private static boolean signedBy(VerifierKey log, Path request) throws IOException {
        String text = Files.readString(request);
        try {
            SignedNote checkpoint = SignedNote.parse(text.substring(text.indexOf("\n\n") + 2));
            return checkpoint.signatures().stream().anyMatch(line -> log.verifies(checkpoint.text(), line));
        } catch (MalformedNoteException e) {
            // The bad signature of 02.txt is bad base64 already: unused bits are set.
            assertThat(request).hasFileName("02.txt");
            return false;
        }
    }
}
