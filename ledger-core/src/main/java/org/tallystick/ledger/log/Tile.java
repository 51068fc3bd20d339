package org.tallystick.ledger.log;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The coordinates of a tile, {@code c2sp.org/tlog-tiles}: up to 256 neighbouring hashes of one level. At level 0 they are
 * leaf hashes; at each level above, the roots of full tiles of the level below.
 *
 * <pre>
 * tile/LEVEL/INDEX[.p/WIDTH]      tile/0/x001/x234/067.p/8    8 hashes of tile 1,234,067 at level 0
 * tile/entries/INDEX[.p/WIDTH]    tile/entries/000            the entries whose leaf hashes are tile/0/000
 * </pre>
 *
 * <p>A bundle of entries has the coordinates of its level-0 tile at level {@link #ENTRIES}, as in {@code x/mod/sumdb}: so
 * one reader serves both.
 *
 * @param level 0 to 63, or {@link #ENTRIES}
 * @param index of the tile within its level, from 0
 * @param width how many hashes or entries, 1 to 256; less than 256 at the right edge only
 */
public record Tile(int level, long index, int width) {

    /** How many hashes a full tile has. */
    public static final int FULL_WIDTH = 256;

    /** The level of entry bundles, below the leaf hashes. */
    public static final int ENTRIES = -1;

    /** Leaves of a log have indexes below 2^63, so that no higher level has a hash; the specification stops at 63. */
    static final int MAX_LEVEL = 63;

    /** 2^8 hashes of one level are one of the next. */
    static final int LEVEL_BITS = 8;

    private static final Pattern PATH =
            Pattern.compile("tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\\.p/([0-9]{1,3}))?");

    public Tile {
        if (level < ENTRIES || level > MAX_LEVEL) {
            throw new IllegalArgumentException("tile level " + level + " is not between 0 and " + MAX_LEVEL);
        }
        if (index < 0) {
            throw new IllegalArgumentException("tile index " + index + " is negative");
        }
        if (width < 1 || width > FULL_WIDTH) {
            throw new IllegalArgumentException("tile width " + width + " is not between 1 and " + FULL_WIDTH);
        }
    }

    /** The tile that holds the hash with this index of its level, as wide as a log of {@code size} leaves has it. */
    static Tile holding(int level, long hashIndex, long size) {
        long hashes = level == ENTRIES ? size : hashCount(level, size);
        if (hashIndex < 0 || hashIndex >= hashes) {
            throw new IllegalArgumentException(
                    "no hash " + hashIndex + " at level " + level + " of a log of size " + size);
        }
        long index = hashIndex / FULL_WIDTH;
        return new Tile(level, index, (int) Math.min(FULL_WIDTH, hashes - index * FULL_WIDTH));
    }

    /** How many hashes a log of {@code size} leaves has at {@code level}. */
    static long hashCount(int level, long size) {
        int shift = level * LEVEL_BITS;
        return shift >= Long.SIZE ? 0 : size >>> shift;
    }

    public static Tile parse(String path) throws MalformedLogException {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            throw new MalformedLogException("tile path: tile/LEVEL/INDEX[.p/WIDTH] expected");
        }
        int level = matcher.group(1).equals("entries") ? ENTRIES : Integer.parseInt(matcher.group(1));
        if (level > MAX_LEVEL) {
            throw new MalformedLogException("tile path: level " + level + " is above " + MAX_LEVEL);
        }
        int width = matcher.group(3) == null ? FULL_WIDTH : Integer.parseInt(matcher.group(3));
        if (width < 1 || width > FULL_WIDTH) {
            throw new MalformedLogException("tile path: width " + width + " is not between 1 and " + FULL_WIDTH);
        }
        long index;
        try {
            index = Long.parseLong(matcher.group(2).replace("/", "").replace("x", ""));
        } catch (NumberFormatException e) {
            throw new MalformedLogException("tile path: index is above 2^63-1");
        }
        Tile parsed = new Tile(level, index, width);
        if (!parsed.path().equals(path)) {
            throw new MalformedLogException("tile path is not in its one form " + parsed.path());
        }
        return parsed;
    }

    public boolean isFull() {
        return width == FULL_WIDTH;
    }

    /** The path below the log's prefix. */
    public String path() {
        StringBuilder groups = new StringBuilder(threeDigits(index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            groups.insert(0, 'x' + threeDigits(rest % 1000) + '/');
        }
        String parent = level == ENTRIES ? "entries" : Integer.toString(level);
        return "tile/" + parent + '/' + groups + (isFull() ? "" : ".p/" + width);
    }

    private static String threeDigits(long number) {
        return "%03d".formatted(number);
    }

    @Override
    public String toString() {
        return path();
    }
}
