package org.tallystick.ledger.log;

import java.security.MessageDigest;
import java.util.List;

/**
 * Hashing of RFC 6962 section 2.1 (unchanged in RFC 9162 section 2.1.1), over SHA-256.
 *
 * <pre>
 * MTH({})     = SHA-256()
 * MTH({d(0)}) = SHA-256(0x00 || d(0))
 * MTH(D[n])   = SHA-256(0x01 || MTH(D[0:k]) || MTH(D[k:n]))   k = largest power of two smaller than n
 * </pre>
 */
public final class MerkleTree {

    private static final byte LEAF = 0x00;
    private static final byte NODE = 0x01;
    private static final Hash EMPTY_ROOT = Hash.sha256();

    private MerkleTree() {}

    /** The root of the tree without leaves: SHA-256 of nothing. */
    public static Hash emptyRoot() {
        return EMPTY_ROOT;
    }

    public static Hash leafHash(byte[] entry) {
        return leafHash(entry, 0, entry.length);
    }

    /** The leaf hash of {@code prefix || entry}, for a salt before a record. */
    public static Hash leafHash(byte[] prefix, byte[] entry) {
        MessageDigest sha256 = Hash.newSha256();
        sha256.update(LEAF);
        sha256.update(prefix);
        sha256.update(entry);
        return Hash.of(sha256.digest());
    }

    /** The leaf hash of {@code length} bytes of {@code bytes} from {@code offset} on. */
    public static Hash leafHash(byte[] bytes, int offset, int length) {
        MessageDigest sha256 = Hash.newSha256();
        sha256.update(LEAF);
        sha256.update(bytes, offset, length);
        return Hash.of(sha256.digest());
    }

    public static Hash nodeHash(Hash left, Hash right) {
        byte[] input = new byte[1 + 2 * Hash.LENGTH];
        input[0] = NODE;
        left.put(input, 1);
        right.put(input, 1 + Hash.LENGTH);
        return Hash.of(Hash.newSha256().digest(input));
    }

    /** The root of the tree with these leaf hashes; of none, {@link #emptyRoot()}. */
    public static Hash root(List<Hash> leafHashes) {
        return leafHashes.isEmpty() ? EMPTY_ROOT : subtree(leafHashes, 0, leafHashes.size());
    }

    /** MTH(D[from:to]) over leaf hashes; {@code from < to}. */
    static Hash subtree(List<Hash> leafHashes, int from, int to) {
        if (to - from == 1) {
            return leafHashes.get(from);
        }
        int middle = from + (int) split(to - from);
        return nodeHash(subtree(leafHashes, from, middle), subtree(leafHashes, middle, to));
    }

    /** The largest power of two smaller than {@code size}, the k of RFC 6962; {@code size >= 2}. */
    static long split(long size) {
        return Long.highestOneBit(size - 1);
    }
}
