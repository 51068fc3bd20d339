package org.tallystick.ledger.note;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.crypto.MalformedKeyException;
import org.tallystick.ledger.crypto.PublicKey;

/**
 * A key that checks signatures on notes: its name, what kind of signature it makes, and the key itself.
 *
 * <pre>
 * NAME+KEY HASH in hex+base64(TYPE[1] || PUBLIC KEY)
 * example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
 * </pre>
 */
public record VerifierKey(String name, SignatureType type, PublicKey key) {

    /** Seconds since 1970, before the signature proper. */
    private static final int TIMESTAMP_LENGTH = Long.BYTES;

    public VerifierKey {
        String fault = KeyName.fault(name);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        if (key.algorithm() != type.algorithm()) {
            throw new IllegalArgumentException(
                    type + " wants a key of " + type.algorithm() + ", not of " + key.algorithm());
        }
    }

    public static VerifierKey parse(String vkey) throws MalformedNoteException {
        // The name has no plus, the base64 may have some.
        String[] parts = vkey.split("\\+", 3);
        if (parts.length != 3) {
            throw new MalformedNoteException("verifier key: NAME+HASH+KEY expected");
        }
        String fault = KeyName.fault(parts[0]);
        if (fault != null) {
            throw new MalformedNoteException("verifier key: " + fault);
        }
        byte[] typed;
        try {
            typed = Base64.getDecoder().decode(parts[2]);
        } catch (IllegalArgumentException e) {
            throw new MalformedNoteException("verifier key " + parts[0] + ": no base64: " + e.getMessage());
        }
        SignatureType type = typed.length == 0 ? null : SignatureType.of(typed[0]);
        if (type == null) {
            throw new MalformedNoteException("verifier key " + parts[0] + ": unknown signature type");
        }
        VerifierKey parsed;
        try {
            parsed = new VerifierKey(
                    parts[0], type, PublicKey.parse(type.algorithm(), Arrays.copyOfRange(typed, 1, typed.length)));
        } catch (MalformedKeyException e) {
            throw new MalformedNoteException("verifier key " + parts[0] + ": " + e.getMessage());
        }
        if (!parsed.keyHash().toString().equals(parts[1])) {
            throw new MalformedNoteException(
                    "verifier key " + parts[0] + ": key hash in text " + parts[1] + ", of the key " + parsed.keyHash());
        }
        if (!parsed.toString().equals(vkey)) {
            throw new MalformedNoteException("verifier key " + parts[0] + ": base64 is not in its one form");
        }
        return parsed;
    }

    public KeyHash keyHash() {
        return KeyHash.of(name, type, key.bytes());
    }

    /** Whether the line claims to be this key's. */
    public boolean claimedBy(NoteSignature signature) {
        return name.equals(signature.name()) && keyHash().equals(signature.keyHash());
    }

    /** Whether the line is this key's signature on the text. */
    public boolean verifies(String text, NoteSignature signature) {
        if (!claimedBy(signature)) {
            return false;
        }
        byte[] bytes = signature.signature();
        if (!type.timestamped()) {
            return key.verifies(text.getBytes(UTF_8), bytes);
        }
        if (bytes.length <= TIMESTAMP_LENGTH) {
            return false;
        }
        byte @Nullable [] message =
                CosignedMessage.of(type, name, ByteBuffer.wrap(bytes).getLong(), text);
        return message != null && key.verifies(message, Arrays.copyOfRange(bytes, TIMESTAMP_LENGTH, bytes.length));
    }

    /** When a signature that this key verifies was made, in seconds since 1970; empty for a type that does not say. */
    public OptionalLong timestampSeconds(NoteSignature signature) {
        return type.timestamped()
                ? OptionalLong.of(ByteBuffer.wrap(signature.signature()).getLong())
                : OptionalLong.empty();
    }

    /** The verifier key text. */
    @Override
    public String toString() {
        byte[] encoded = key.bytes();
        byte[] typed = ByteBuffer.allocate(1 + encoded.length)
                .put(type.identifier())
                .put(encoded)
                .array();
        return name + '+' + keyHash() + '+' + Base64.getEncoder().encodeToString(typed);
    }
}
