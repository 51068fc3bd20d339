package org.tallystick.ledger.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Up to 256 neighbouring entries as they are published, {@code c2sp.org/tlog-tiles}: each as its length in two big-endian
 * bytes, then its bytes. Immutable; the entries' arrays are copied on the way in and out.
 *
 * <pre>
 * 0003 6f6e65 0003 74776f      "one", "two"
 * </pre>
 */
public final class EntryBundle {

    /** What two bytes of length can say. */
    public static final int MAX_ENTRY_BYTES = 65_535;

    private final List<byte[]> entries;

    private EntryBundle(List<byte[]> entries) {
        this.entries = entries;
    }

    /**
     * @param entries 1 to 256, of at most {@link #MAX_ENTRY_BYTES} bytes each
     */
    public static EntryBundle of(List<byte[]> entries) {
        checkSize(entries.size());
        List<byte[]> copies = new ArrayList<>(entries.size());
        for (byte[] entry : entries) {
            if (entry.length > MAX_ENTRY_BYTES) {
                throw new IllegalArgumentException("an entry has at most 65535 bytes, not " + entry.length);
            }
            copies.add(entry.clone());
        }
        return new EntryBundle(copies);
    }

    /**
     * @param width how many entries there must be
     */
    public static EntryBundle parse(byte[] bundle, int width) throws MalformedLogException {
        checkSize(width);
        List<byte[]> entries = new ArrayList<>(width);
        ByteBuffer rest = ByteBuffer.wrap(bundle);
        for (int i = 0; i < width; i++) {
            if (rest.remaining() < Short.BYTES) {
                throw new MalformedLogException(
                        "entry bundle: ends before entry " + i + " of " + width + ", at byte " + rest.position());
            }
            int length = Short.toUnsignedInt(rest.getShort());
            if (rest.remaining() < length) {
                throw new MalformedLogException("entry bundle: entry " + i + " has " + length + " bytes, "
                        + rest.remaining() + " are left at byte " + rest.position());
            }
            byte[] entry = new byte[length];
            rest.get(entry);
            entries.add(entry);
        }
        if (rest.hasRemaining()) {
            throw new MalformedLogException(
                    "entry bundle: " + rest.remaining() + " bytes after the last of " + width + " entries");
        }
        return new EntryBundle(entries);
    }

    private static void checkSize(int size) {
        if (size < 1 || size > Tile.FULL_WIDTH) {
            throw new IllegalArgumentException("a bundle has 1 to 256 entries, not " + size);
        }
    }

    public int size() {
        return entries.size();
    }

    /**
     * @param position within the bundle, from 0
     */
    public byte[] entry(int position) {
        return entries.get(position).clone();
    }

    /** The leaf hashes of the entries: the level-0 tile that belongs to this bundle. */
    public List<Hash> leafHashes() {
        return entries.stream().map(MerkleTree::leafHash).toList();
    }

    public byte[] bytes() {
        ByteBuffer bundle = ByteBuffer.allocate(
                entries.stream().mapToInt(entry -> Short.BYTES + entry.length).sum());
        for (byte[] entry : entries) {
            bundle.putShort((short) entry.length).put(entry);
        }
        return bundle.array();
    }
}
