package org.tallystick.ledger.statement;

import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MerkleTree;

/**
 * 32 random bytes that make a record's digest say nothing about the record: without the salt, erased content cannot be
 * guessed from what the log keeps. It is kept and erased with its record, so it never prints itself.
 */
public final class RecordSalt {
    /** 256 bits: as hard to guess as the digest. */
    public static final int LENGTH_BYTES = 32;

    private final byte[] bytes;

    private RecordSalt(byte[] bytes) {
        this.bytes = bytes;
    }

    public static RecordSalt generate(SecureRandom random) {
        byte[] bytes = new byte[LENGTH_BYTES];
        random.nextBytes(bytes);
        return new RecordSalt(bytes);
    }

    public static RecordSalt of(byte[] bytes) {
        if (bytes.length != LENGTH_BYTES) {
            throw new IllegalArgumentException("a salt of " + bytes.length + " bytes, not " + LENGTH_BYTES);
        }
        return new RecordSalt(bytes.clone());
    }

    /** The digest of a record, or of a document: the RFC 6962 leaf hash of {@code salt || content}. */
    public Hash digest(byte[] content) {
        return MerkleTree.leafHash(bytes, content);
    }

    /** A new array each time. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordSalt that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "salt";
    }
}
