package org.tallystick.ledger.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tree of one size, read from tiles: its root and every proof. Any inner hash of the tree is either in a tile or the
 * root of a few neighbours in one, so that a proof reads two tiles a level at most; each is read once.
 *
 * <p>For one question or a few: it keeps the tiles it has read. Not safe for use by several threads at once.
 */
public final class TiledTree {

    private final long size;
    private final TileReader reader;
    private final Map<Tile, List<Hash>> tiles = new HashMap<>();

    /**
     * @param size how many leaves, from 0; the reader has the tiles of that size
     */
    public TiledTree(long size, TileReader reader) {
        if (size < 0) {
            throw new IllegalArgumentException("tree size " + size + " is negative");
        }
        this.size = size;
        this.reader = reader;
    }

    public long size() {
        return size;
    }

    public Hash root() throws IOException, MalformedLogException {
        return size == 0 ? MerkleTree.emptyRoot() : subtree(0, size);
    }

    public Hash leafHash(long index) throws IOException, MalformedLogException {
        checkIndex(index);
        return hashAt(0, index);
    }

    public InclusionProof inclusion(long index) throws IOException, MalformedLogException {
        checkIndex(index);
        List<Hash> path = new ArrayList<>();
        collectInclusion(0, size, index, path);
        return new InclusionProof(index, size, path);
    }

    /** The proof that this tree begins with the tree of size {@code from}. */
    public ConsistencyProof consistency(long from) throws IOException, MalformedLogException {
        if (from < 0 || from > size) {
            throw new IllegalArgumentException("no consistency from size " + from + " to size " + size);
        }
        List<Hash> path = new ArrayList<>();
        if (from > 0 && from < size) {
            collectConsistency(0, size, from, true, path);
        }
        return new ConsistencyProof(from, size, path);
    }

    private void checkIndex(long index) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("no leaf " + index + " in a tree of size " + size);
        }
    }

    /** PATH(index, D[from:to]) of RFC 9162 section 2.1.3.1. */
    private void collectInclusion(long from, long to, long index, List<Hash> path)
            throws IOException, MalformedLogException {
        if (to - from == 1) {
            return;
        }
        long middle = from + MerkleTree.split(to - from);
        if (index < middle) {
            collectInclusion(from, middle, index, path);
            path.add(subtree(middle, to));
        } else {
            collectInclusion(middle, to, index, path);
            path.add(subtree(from, middle));
        }
    }

    /** SUBPROOF(older, D[from:to], known) of RFC 9162 section 2.1.4.1; {@code older} counts from leaf 0 here. */
    private void collectConsistency(long from, long to, long older, boolean known, List<Hash> path)
            throws IOException, MalformedLogException {
        if (older == to) {
            if (!known) {
                path.add(subtree(from, to));
            }
            return;
        }
        long middle = from + MerkleTree.split(to - from);
        if (older <= middle) {
            collectConsistency(from, middle, older, known, path);
            path.add(subtree(middle, to));
        } else {
            collectConsistency(middle, to, older, false, path);
            path.add(subtree(from, middle));
        }
    }

    /** MTH(D[from:to]) for a range that the recursions above meet: perfect and aligned, or on the right edge. */
    private Hash subtree(long from, long to) throws IOException, MalformedLogException {
        long leaves = to - from;
        if (Long.bitCount(leaves) == 1) {
            return perfectSubtree(from, Long.numberOfTrailingZeros(leaves));
        }
        long middle = from + MerkleTree.split(leaves);
        return MerkleTree.nodeHash(subtree(from, middle), subtree(middle, to));
    }

    /** The root of the 2^height leaves from {@code from} on: up to 128 neighbours in one tile. */
    private Hash perfectSubtree(long from, int height) throws IOException, MalformedLogException {
        int level = height / Tile.LEVEL_BITS;
        int count = 1 << (height % Tile.LEVEL_BITS);
        long first = from >>> (level * Tile.LEVEL_BITS);
        if (first % count != 0) {
            throw new IllegalStateException("subtree of 2^" + height + " leaves is not aligned at " + from);
        }
        int start = (int) (first % Tile.FULL_WIDTH);
        return MerkleTree.subtree(tile(Tile.holding(level, first, size)), start, start + count);
    }

    private Hash hashAt(int level, long index) throws IOException, MalformedLogException {
        return tile(Tile.holding(level, index, size)).get((int) (index % Tile.FULL_WIDTH));
    }

    private List<Hash> tile(Tile tile) throws IOException, MalformedLogException {
        List<Hash> known = tiles.get(tile);
        if (known != null) {
            return known;
        }
        List<Hash> read = hashes(tile, reader.read(tile));
        tiles.put(tile, read);
        return read;
    }

    /** The hashes of a tile's bytes. */
    static List<Hash> hashes(Tile tile, byte[] bytes) throws MalformedLogException {
        if (bytes.length != tile.width() * Hash.LENGTH) {
            throw new MalformedLogException(
                    tile + ": " + tile.width() * Hash.LENGTH + " bytes expected, not " + bytes.length);
        }
        List<Hash> hashes = new ArrayList<>(tile.width());
        for (int i = 0; i < tile.width(); i++) {
            hashes.add(Hash.of(bytes, i * Hash.LENGTH));
        }
        return hashes;
    }
}
