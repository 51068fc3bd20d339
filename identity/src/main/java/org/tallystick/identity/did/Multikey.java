package org.tallystick.identity.did;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.Ed25519PublicKey;
import org.tallystick.ledger.crypto.MalformedKeyException;
import org.tallystick.ledger.crypto.PublicKey;

/**
 * A public key as Controlled Identifiers 1.0 §2.2.2 writes it: multibase base58btc over a multicodec varint and the
 * key's bytes, for example {@code z6MkjchhfUsD6mmvni8mCdXHw216Xrm9bQe2mBH1P5RDjVJG}.
 *
 * <p>The form is judged when it is parsed, the point of the curve when the key is asked for: a document may name a key
 * that nobody could use, and is a document still.
 */
public record Multikey(String text) {
    /** The kinds of key that the field's documents hold. */
    public enum Kind {
        /** 32 bytes, RFC 8032. */
        ED25519(0xed, 0x01, 32),
        /** 33 bytes, compressed point. */
        P256(0x80, 0x24, 33),
        /** 49 bytes, compressed point: read, but no ledger statement is signed with it. */
        P384(0x81, 0x24, 49);

        private final byte first;
        private final byte second;
        private final int keyBytes;

        Kind(int first, int second, int keyBytes) {
            this.first = (byte) first;
            this.second = (byte) second;
            this.keyBytes = keyBytes;
        }
    }

    public Multikey {
        kindOf(Multibase.decode(text));
    }

    public static Multikey parse(String text) {
        return new Multikey(text);
    }

    public static Multikey of(Kind kind, byte[] publicKey) {
        if (publicKey.length != kind.keyBytes) {
            throw new IllegalArgumentException(
                    kind + " keys have " + kind.keyBytes + " bytes, not " + publicKey.length);
        }
        byte[] prefixed = new byte[2 + publicKey.length];
        prefixed[0] = kind.first;
        prefixed[1] = kind.second;
        System.arraycopy(publicKey, 0, prefixed, 2, publicKey.length);
        return new Multikey(Multibase.encode(prefixed));
    }

    public Kind kind() {
        return kindOf(Multibase.decode(text));
    }

    public static Multikey of(Ed25519PublicKey key) {
        return of(Kind.ED25519, key.bytes());
    }

    /** The key without its multicodec prefix. */
    public byte[] keyBytes() {
        byte[] bytes = Multibase.decode(text);
        return Arrays.copyOfRange(bytes, 2, bytes.length);
    }

    /** The key to verify with; empty when the ledger has no algorithm for it, or the bytes are no key of it. */
    public Optional<PublicKey> publicKey() {
        try {
            return switch (kind()) {
                case ED25519 -> Optional.of(PublicKey.parse(Algorithm.ED25519, keyBytes()));
                case P256 -> Optional.of(PublicKey.parse(Algorithm.ECDSA_P256, keyBytes()));
                case P384 -> Optional.empty();
            };
        } catch (MalformedKeyException noPoint) {
            return Optional.empty();
        }
    }

    /** What did:webvh 1.0 puts into {@code nextKeyHashes}: the multihash over the multikey's text. */
    public Multihash hash() {
        return Multihash.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** {@code did:key:z6Mk…#z6Mk…}: how a DID log's proof names this key. */
    public String didKeyUrl() {
        return "did:key:" + text + "#" + text;
    }

    /**
     * The key that {@code did:key:X#X} names. Body and fragment must be the same, or a proof would claim one key and use
     * another.
     */
    public static Multikey parseDidKeyUrl(String url) {
        int hash = url.indexOf('#');
        if (hash < 0) {
            throw new MalformedDidException("did:key verification method without a fragment");
        }
        Multikey key = parseDidKey(url.substring(0, hash));
        if (!key.text.equals(url.substring(hash + 1))) {
            throw new MalformedDidException("did:key body and fragment differ");
        }
        return key;
    }

    /** The key that the DID {@code did:key:X} is. */
    public static Multikey parseDidKey(String did) {
        if (!did.startsWith("did:key:")) {
            throw new MalformedDidException("not a did:key");
        }
        return parse(did.substring("did:key:".length()));
    }

    private static Kind kindOf(byte[] bytes) {
        for (Kind kind : Kind.values()) {
            if (bytes.length >= 2 && bytes[0] == kind.first && bytes[1] == kind.second) {
                if (bytes.length != 2 + kind.keyBytes) {
                    throw new MalformedDidException(
                            kind + " multikey of " + (bytes.length - 2) + " key bytes, not " + kind.keyBytes);
                }
                if (kind != Kind.ED25519 && bytes[2] != 2 && bytes[2] != 3) {
                    throw new MalformedDidException(kind + " multikey that is no compressed point");
                }
                return kind;
            }
        }
        throw new MalformedDidException("multikey of an unknown kind");
    }

    @Override
    public String toString() {
        return text;
    }
}
