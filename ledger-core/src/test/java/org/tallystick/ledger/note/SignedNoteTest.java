package org.tallystick.ledger.note;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.crypto.Ed25519SigningKey;

class SignedNoteTest {

    private static final String LINE = "\u2014 a.example AAAAAWFiYw==";
    private static final String NOTE = "text\n\n" + LINE + "\n";

    private static NoteSigner signer(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return new NoteSigner("signer" + number + ".example", Ed25519SigningKey.ofSeed(seed));
    }

    private static SignedNote signedBy(int... numbers) {
        return new SignedNote(
                "text\n",
                IntStream.of(numbers).mapToObj(n -> signer(n).sign("text\n")).toList());
    }

    @Test
    void parse_wellFormed_printsTheSame() {
        for (String note : List.of(
                NOTE,
                "\n\n" + LINE + "\n",
                "a\n\nb\n\n\n" + LINE + "\n",
                "text\n\n" + LINE + "\n" + LINE + "\n",
                "\u00e9\u2014\ud83d\udce6\n\n" + LINE.replace("a.example", "\u00e9t\u00e9") + "\n",
                NOTE.replace("AAAAAWFiYw==", "AAAAAQA="))) {
            assertThatCode(() -> assertThat(SignedNote.parse(note).toString()).isEqualTo(note))
                    .as(note)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void parse_malformed_isRefused() {
        for (String note : List.of(
                "",
                "\n",
                "\n\n",
                "text",
                "text\n",
                "text\n\n",
                "text\n" + LINE + "\n",
                NOTE.strip(),
                NOTE + "\n",
                NOTE + "x",
                NOTE + " \n",
                "\n" + LINE + "\n",
                NOTE.replace("text", "te\txt"),
                NOTE.replace("text", "te\rxt"),
                NOTE.replace("text", "te\u0000xt"),
                NOTE.replace("text", "te\ud800xt"),
                NOTE.replace("\u2014", "-"),
                NOTE.replace("\u2014 ", "\u2014"),
                NOTE.replace("\u2014 ", "\u2014  "),
                NOTE.replace(" AAAA", "  AAAA"),
                NOTE.replace(" AAAA", "AAAA"),
                NOTE.replace("a.example", "a+example"),
                NOTE.replace("a.example", "a\u00a0example"),
                NOTE.replace("a.example", "a\u2003example"),
                NOTE.replace("a.example", "a\texample"),
                NOTE.replace("a.example", ""),
                NOTE.replace("a.example", "a".repeat(256)),
                NOTE.replace("AAAAAWFiYw==", ""),
                NOTE.replace("AAAAAWFiYw==", "AAAAAQ=="), // a key hash and nothing
                NOTE.replace("AAAAAWFiYw==", "AAAAAWFiYw"),
                NOTE.replace("AAAAAWFiYw==", "AAAAAWFiYx=="), // unused bits
                NOTE.replace("AAAAAWFiYw==", "AAAAAWFiYw== "),
                NOTE.replace("AAAAAWFiYw==", "AAAAAWFi_w=="),
                NOTE.replace("text", "t".repeat(SignedNote.MAX_BYTES)))) {
            assertThatThrownBy(() -> SignedNote.parse(note))
                    .as(note.substring(0, Math.min(note.length(), 80)))
                    .isInstanceOf(MalformedNoteException.class);
        }
    }

    @Test
    void parse_bytesThatAreNoUtf8_areMalformed() {
        byte[] overlong = NOTE.getBytes(UTF_8);
        overlong[0] = (byte) 0xc0;
        overlong[1] = (byte) 0x80;

        assertThatThrownBy(() -> SignedNote.parse(overlong)).isInstanceOf(MalformedNoteException.class);
        assertThatThrownBy(() -> SignedNote.parse(new byte[SignedNote.MAX_BYTES + 1]))
                .isInstanceOf(MalformedNoteException.class);
    }

    @Test
    void parse_upToTheLimitOfSignatures_isRead() throws Exception {
        String most = "text\n\n" + (LINE + "\n").repeat(SignedNote.MAX_SIGNATURES);

        assertThat(SignedNote.parse(most).signatures()).hasSize(100);
        assertThatThrownBy(() -> SignedNote.parse(most + LINE + "\n")).isInstanceOf(MalformedNoteException.class);
    }

    @Test
    void new_partsThatPrintNoNote_areAnErrorOfTheCaller() throws Exception {
        NoteSignature line = NoteSignature.parse(LINE);
        for (String text : List.of("", "text", "te\txt\n", "te\udfffxt\n")) {
            assertThatThrownBy(() -> new SignedNote(text, List.of(line))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new SignedNote("text\n", List.of())).isInstanceOf(IllegalArgumentException.class);
        String longest = "\u00e9".repeat((SignedNote.MAX_BYTES - LINE.getBytes(UTF_8).length - 3) / 2) + "\n";
        assertThat(new SignedNote(longest, List.of(line)).bytes()).hasSizeBetween(999_998, 1_000_000);
        assertThatThrownBy(() -> new SignedNote("xx" + longest, List.of(line)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void with_sameKeyAgain_replacesTheLine() {
        SignedNote note = signedBy(1, 2);
        NoteSignature again =
                NoteSignature.of("signer1.example", signer(1).verifierKey().keyHash(), new byte[64]);

        assertThat(note.with(again).signatures())
                .containsExactly(again, note.signatures().get(1));
        assertThat(note.with(signer(3).sign("text\n")).signatures()).hasSize(3);
        assertThat(note.signatures()).hasSize(2);
    }

    @Test
    void verify_sixteenSigners_areAllFound() throws Exception {
        SignedNote note = signedBy(IntStream.range(0, 16).toArray());
        NoteVerifier verifier = new NoteVerifier(
                IntStream.range(0, 16).mapToObj(n -> signer(n).verifierKey()).toList());

        assertThat(verifier.verify(SignedNote.parse(note.bytes()))).hasSize(16);
    }

    @Test
    void verify_unknownKey_isKeptAndIgnored() throws Exception {
        SignedNote note = signedBy(1, 2);
        VerifierKey known = signer(2).verifierKey();

        assertThat(new NoteVerifier(List.of(known)).verify(note))
                .map(NoteVerifier.Verified::key)
                .containsExactly(known);
        assertThat(SignedNote.parse(note.bytes())).isEqualTo(note);
    }

    @Test
    void verify_knownKeysBadSignature_refusesTheWholeNote() {
        VerifierKey first = signer(1).verifierKey();
        VerifierKey second = signer(2).verifierKey();
        SignedNote note = signedBy(1).with(NoteSignature.of(second.name(), second.keyHash(), new byte[64]));

        assertThatThrownBy(() -> new NoteVerifier(List.of(first, second)).verify(note))
                .isInstanceOf(RefusedNoteException.class)
                .hasMessageContaining("signer2.example");
        // Also behind a good line of the same key.
        SignedNote behind = new SignedNote(
                "text\n",
                List.of(signer(1).sign("text\n"), NoteSignature.of(first.name(), first.keyHash(), new byte[] {1})));
        assertThatThrownBy(() -> new NoteVerifier(List.of(first)).verify(behind))
                .isInstanceOf(RefusedNoteException.class);
    }

    @Test
    void verify_sameNameOrSameHashButNotBoth_isUnknown() throws Exception {
        VerifierKey known = signer(1).verifierKey();
        SignedNote note = signedBy(1)
                .with(NoteSignature.of(known.name(), new KeyHash(known.keyHash().value() + 1), new byte[64]))
                .with(NoteSignature.of("other.example", known.keyHash(), new byte[64]));

        assertThat(new NoteVerifier(List.of(known)).verify(note)).hasSize(1);
    }

    @Test
    void verify_noKnownSigner_isRefused() {
        assertThatThrownBy(() -> new NoteVerifier(List.of(signer(3).verifierKey())).verify(signedBy(1, 2)))
                .isInstanceOf(RefusedNoteException.class);
        assertThatThrownBy(() -> new NoteVerifier(List.of()).verify(signedBy(1)))
                .isInstanceOf(RefusedNoteException.class);
    }

    @Test
    void verify_otherText_isRefused() {
        SignedNote moved = new SignedNote("texts\n", signedBy(1).signatures());

        assertThatThrownBy(() -> new NoteVerifier(List.of(signer(1).verifierKey())).verify(moved))
                .isInstanceOf(RefusedNoteException.class);
    }
}
