package org.tallystick.identity.did;

import java.util.Arrays;
import org.tallystick.ledger.log.Hash;

/**
 * A SHA-256 multihash in base58btc, as did:webvh writes it (no multibase prefix): {@code Qm} and 44 further characters.
 * It is the form of a SCID, of an entry hash and of a pre-rotation key hash; did:webvh 1.0 permits no other algorithm.
 */
public record Multihash(String text) {
    /** {@code 0x12}: SHA-256, {@code 0x20}: 32 bytes follow. */
    private static final byte[] PREFIX = {0x12, 0x20};

    private static final int CHARS = 46;

    public Multihash {
        if (text.length() != CHARS) {
            throw new MalformedDidException("a SHA-256 multihash has " + CHARS + " characters, not " + text.length());
        }
        byte[] bytes = Base58.decode(text);
        if (bytes.length != 34 || bytes[0] != PREFIX[0] || bytes[1] != PREFIX[1]) {
            throw new MalformedDidException("not a SHA-256 multihash");
        }
    }

    public static Multihash parse(String text) {
        return new Multihash(text);
    }

    /** The multihash of these bytes. */
    public static Multihash of(byte[] content) {
        byte[] hashed = Arrays.copyOf(PREFIX, 34);
        Hash.sha256(content).put(hashed, 2);
        return new Multihash(Base58.encode(hashed));
    }

    @Override
    public String toString() {
        return text;
    }
}
