package org.tallystick.ledger.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right edge of a tree: for each level the hashes of the tile that is not full yet. That is all it takes to append
 * leaves and to know the root, at most 255 hashes a level, whatever the size of the log.
 *
 * <pre>
 * size 70,000      level 2: 1 hash  | level 1: 17 hashes | level 0: 112 hashes
 * root             the levels fold into each other: the root of a level, with the folded levels below as its last node
 * </pre>
 *
 * <p>Immutable: {@link #append} gives another one, and whoever fails to store the new tiles still holds the old. Nothing
 * of it has to be stored: {@link #load} reads it back from the partial tiles, which are stored anyway.
 */
public final class Frontier {

    private static final Frontier EMPTY = new Frontier(0, List.of());

    private final long size;

    /** From level 0 up; the last level is not empty, those below may be. */
    private final List<List<Hash>> levels;

    /** Computed when first asked for, up to 255 hashes a level; a block asks several times. A race computes it twice. */
    private @Nullable Hash root;

    private Frontier(long size, List<List<Hash>> levels) {
        this.size = size;
        this.levels = levels;
    }

    /** The edge of the tree without leaves. */
    public static Frontier empty() {
        return EMPTY;
    }

    /** The edge of a log of this size, from its partial tiles. */
    public static Frontier load(long size, TileReader reader) throws IOException, MalformedLogException {
        if (size < 0) {
            throw new IllegalArgumentException("log size " + size + " is negative");
        }
        List<List<Hash>> levels = new ArrayList<>();
        for (int level = 0; Tile.hashCount(level, size) > 0; level++) {
            long hashes = Tile.hashCount(level, size);
            int width = (int) (hashes % Tile.FULL_WIDTH);
            if (width == 0) {
                levels.add(List.of());
            } else {
                Tile tile = new Tile(level, hashes / Tile.FULL_WIDTH, width);
                levels.add(List.copyOf(TiledTree.hashes(tile, reader.read(tile))));
            }
        }
        return new Frontier(size, List.copyOf(levels));
    }

    /** How many leaves the tree has. */
    public long size() {
        return size;
    }

    public Hash root() {
        Hash known = root;
        if (known == null) {
            known = computeRoot();
            root = known;
        }
        return known;
    }

    private Hash computeRoot() {
        if (size == 0) {
            return MerkleTree.emptyRoot();
        }
        // Within a level the nodes have one size and what is below is smaller: RFC 6962 splits the whole just where it
        // splits the level's list with that rest as its last element.
        List<Hash> rest = List.of();
        for (List<Hash> level : levels) {
            List<Hash> nodes = new ArrayList<>(level);
            nodes.addAll(rest);
            rest = nodes.isEmpty() ? nodes : List.of(MerkleTree.root(nodes));
        }
        return rest.getFirst();
    }

    /**
     * The edge after these leaves, and the tiles that they complete, begin or widen: exactly what a log of the new size
     * publishes and one of the old does not. Every tile is given once, at its new width; tiles that only a size in between
     * would have are not made, because no checkpoint has that size.
     */
    public Growth append(List<Hash> leafHashes) {
        long newSize = Math.addExact(size, leafHashes.size());
        List<TileContent> tiles = new ArrayList<>();
        List<List<Hash>> newLevels = new ArrayList<>();
        List<Hash> added = leafHashes;
        for (int level = 0; level < levels.size() || !added.isEmpty(); level++) {
            List<Hash> nodes = new ArrayList<>(level < levels.size() ? levels.get(level) : List.of());
            boolean changed = !added.isEmpty();
            nodes.addAll(added);
            long tileIndex = Tile.hashCount(level, size) / Tile.FULL_WIDTH;
            List<Hash> parents = new ArrayList<>();
            int start = 0;
            for (; nodes.size() - start >= Tile.FULL_WIDTH; start += Tile.FULL_WIDTH) {
                List<Hash> full = nodes.subList(start, start + Tile.FULL_WIDTH);
                tiles.add(TileContent.of(level, tileIndex++, full));
                parents.add(MerkleTree.root(full));
            }
            List<Hash> partial = List.copyOf(nodes.subList(start, nodes.size()));
            if (changed && !partial.isEmpty()) {
                tiles.add(TileContent.of(level, tileIndex, partial));
            }
            newLevels.add(partial);
            added = parents;
        }
        return new Growth(new Frontier(newSize, List.copyOf(newLevels)), List.copyOf(tiles));
    }

    /**
     * @param after the edge of the grown tree
     * @param tiles the new and the wider tiles, by level and index
     */
    public record Growth(Frontier after, List<TileContent> tiles) {}

    @Override
    public String toString() {
        return "frontier of size " + size;
    }
}
