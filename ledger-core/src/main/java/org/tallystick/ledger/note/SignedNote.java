package org.tallystick.ledger.note;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text and the lines that sign it, {@code c2sp.org/signed-note@v1.0.0}. The text ends with a newline; the last empty
 * line of the note separates it from the signatures.
 *
 * <pre>
 * TEXT
 *
 * — NAME BASE64
 * — NAME BASE64
 * </pre>
 *
 * <p>A value of this type is well-formed and no more: who signed it, and whether that is enough, {@link NoteVerifier}
 * says.
 *
 * @param text with its final newline, without the separating empty line
 * @param signatures one at least
 */
public record SignedNote(String text, List<NoteSignature> signatures) {

    /**
     * As many as the stock reader ({@code golang.org/x/mod/sumdb/note}) takes, so that it opens all we print; the
     * specification demands 16.
     */
    public static final int MAX_SIGNATURES = 100;

    /** The stock reader's limit too; a hundred ML-DSA-44 lines have a third of it. */
    public static final int MAX_BYTES = 1_000_000;

    public SignedNote {
        signatures = List.copyOf(signatures);
        String fault = fault(text, signatures);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
    }

    private static @Nullable String fault(String text, List<NoteSignature> signatures) {
        if (!text.endsWith("\n")) {
            return "note text does not end with a newline";
        }
        if (text.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
            return "note text has a control character";
        }
        if (!KeyName.isEncodable(text)) {
            return "note text is no Unicode text";
        }
        if (signatures.isEmpty()) {
            return "note has no signature";
        }
        if (signatures.size() > MAX_SIGNATURES) {
            return "note has " + signatures.size() + " signatures, more than " + MAX_SIGNATURES;
        }
        if (print(text, signatures).getBytes(UTF_8).length > MAX_BYTES) {
            return "note has more than " + MAX_BYTES + " bytes";
        }
        return null;
    }

    public static SignedNote parse(byte[] note) throws MalformedNoteException {
        if (note.length > MAX_BYTES) {
            throw new MalformedNoteException("note has " + note.length + " bytes, more than " + MAX_BYTES);
        }
        try {
            return parse(UTF_8.newDecoder().decode(ByteBuffer.wrap(note)).toString());
        } catch (CharacterCodingException e) {
            throw new MalformedNoteException("note is no UTF-8");
        }
    }

    public static SignedNote parse(String note) throws MalformedNoteException {
        if (note.length() > MAX_BYTES) {
            throw new MalformedNoteException("note has more than " + MAX_BYTES + " bytes");
        }
        int blank = note.lastIndexOf("\n\n");
        if (blank < 0) {
            throw new MalformedNoteException("note has no empty line before its signatures");
        }
        if (!note.endsWith("\n")) {
            throw new MalformedNoteException("note does not end with a newline");
        }
        String text = note.substring(0, blank + 1);
        String lines = note.substring(blank + 2);
        List<NoteSignature> signatures = new ArrayList<>();
        for (int start = 0; start < lines.length(); ) {
            if (signatures.size() == MAX_SIGNATURES) {
                throw new MalformedNoteException("note has more than " + MAX_SIGNATURES + " signatures");
            }
            int end = lines.indexOf('\n', start);
            try {
                signatures.add(NoteSignature.parse(lines.substring(start, end)));
            } catch (MalformedNoteException e) {
                throw new MalformedNoteException("signature line " + (signatures.size() + 1) + ": " + e.getMessage());
            }
            start = end + 1;
        }
        String fault = fault(text, signatures);
        if (fault != null) {
            throw new MalformedNoteException(fault);
        }
        SignedNote parsed = new SignedNote(text, signatures);
        if (!parsed.toString().equals(note)) {
            throw new IllegalStateException("a note that parses is printed otherwise");
        }
        return parsed;
    }

    /** This note with the signature added, in place of one by the same key if there is one. */
    public SignedNote with(NoteSignature signature) {
        List<NoteSignature> all = new ArrayList<>(signatures);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).sameKeyAs(signature)) {
                all.set(i, signature);
                return new SignedNote(text, all);
            }
        }
        all.add(signature);
        return new SignedNote(text, all);
    }

    public byte[] bytes() {
        return toString().getBytes(UTF_8);
    }

    /** The note as it is published. */
    @Override
    public String toString() {
        return print(text, signatures);
    }

    private static String print(String text, List<NoteSignature> signatures) {
        StringBuilder note = new StringBuilder(text).append('\n');
        for (NoteSignature signature : signatures) {
            note.append(signature).append('\n');
        }
        return note.toString();
    }
}
