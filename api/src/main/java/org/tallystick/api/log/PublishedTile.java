package org.tallystick.api.log;

import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.log.Tile;

/** The tile that a path names, if a log of some size has published it. */
public final class PublishedTile {
    private PublishedTile() {}

    /**
     * @param path {@code LEVEL/INDEX[.p/WIDTH]} or {@code entries/INDEX[.p/WIDTH]}
     * @throws ProblemException 404 when it is none, or is beyond the size
     */
    public static Tile of(String path, long size) {
        Tile tile = parse(path);
        if (!isIn(tile, size)) {
            throw Problem.of(
                            ProblemType.NOT_FOUND,
                            "The log has " + size + " entries; " + tile.path() + " is of a larger one.")
                    .exception();
        }
        return tile;
    }

    private static Tile parse(String path) {
        try {
            return Tile.parse("tile/" + path);
        } catch (MalformedLogException e) {
            throw Problem.of(ProblemType.NOT_FOUND, "No tile has this path: " + e.getMessage() + ".")
                    .exception();
        }
    }

    /** Whether a log of {@code size} entries has all hashes, or entries, of the tile. */
    private static boolean isIn(Tile tile, long size) {
        // 2^8 hashes of a level are one of the next.
        int shift = tile.level() == Tile.ENTRIES ? 0 : 8 * tile.level();
        long hashes = shift >= Long.SIZE ? 0 : size >>> shift;
        return hashes >= tile.width() && tile.index() <= (hashes - tile.width()) / Tile.FULL_WIDTH;
    }
}
