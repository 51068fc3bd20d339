package org.tallystick.ledger.note;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * One signature line of a note, of a key that may or may not be known.
 *
 * <pre>
 * — NAME base64(KEY HASH[4] || SIGNATURE)
 * </pre>
 */
public final class NoteSignature {

    private static final String DASH = "\u2014 ";

    private final String name;
    private final KeyHash keyHash;
    private final byte[] signature;

    private NoteSignature(String name, KeyHash keyHash, byte[] signature) {
        this.name = name;
        this.keyHash = keyHash;
        this.signature = signature;
    }

    static NoteSignature of(String name, KeyHash keyHash, byte[] signature) {
        return new NoteSignature(name, keyHash, signature.clone());
    }

    /**
     * @param line without its newline
     */
    public static NoteSignature parse(String line) throws MalformedNoteException {
        if (!line.startsWith(DASH)) {
            throw new MalformedNoteException("does not begin with an em dash and a space");
        }
        int space = line.indexOf(' ', DASH.length());
        if (space < 0) {
            throw new MalformedNoteException("has no signature");
        }
        String name = line.substring(DASH.length(), space);
        String fault = KeyName.fault(name);
        if (fault != null) {
            throw new MalformedNoteException(fault);
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(line.substring(space + 1));
        } catch (IllegalArgumentException e) {
            throw new MalformedNoteException("signature is no base64: " + e.getMessage());
        }
        if (bytes.length <= KeyHash.LENGTH) {
            throw new MalformedNoteException("signature of " + bytes.length + " bytes has no room for a key hash");
        }
        NoteSignature parsed = new NoteSignature(
                name,
                new KeyHash(ByteBuffer.wrap(bytes).getInt()),
                Arrays.copyOfRange(bytes, KeyHash.LENGTH, bytes.length));
        if (!parsed.toString().equals(line)) {
            throw new MalformedNoteException("signature's base64 is not in its one form");
        }
        return parsed;
    }

    public String name() {
        return name;
    }

    public KeyHash keyHash() {
        return keyHash;
    }

    /** What follows the key hash, a new array each time. */
    public byte[] signature() {
        return signature.clone();
    }

    /** Whether both lines claim the same key. */
    boolean sameKeyAs(NoteSignature other) {
        return name.equals(other.name) && keyHash.equals(other.keyHash);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NoteSignature that && sameKeyAs(that) && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + keyHash.hashCode()) + Arrays.hashCode(signature);
    }

    /** The line without its newline. */
    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(KeyHash.LENGTH + signature.length)
                .putInt(keyHash.value())
                .put(signature)
                .array();
        return DASH + name + ' ' + Base64.getEncoder().encodeToString(bytes);
    }
}
