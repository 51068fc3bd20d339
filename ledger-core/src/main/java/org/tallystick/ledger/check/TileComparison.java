package org.tallystick.ledger.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.Tile;
import org.tallystick.ledger.log.TileContent;

/** The stored tiles beside those that the entries give: a full one once it is full, the narrower ones at the end. */
final class TileComparison implements AutoCloseable {
    private final Connection connection;
    private final Differences differences;
    private final PreparedStatement select;
    private final TreeMap<Integer, TileContent> partial = new TreeMap<>();

    /** Full tiles so far, by level. */
    private final TreeMap<Integer, Long> full = new TreeMap<>();

    private long leafTile = -1;
    private byte[] leafTileBytes = new byte[0];

    TileComparison(Connection connection, Differences differences) throws SQLException {
        this.connection = connection;
        this.differences = differences;
        this.select = connection.prepareStatement("select hashes from tile where level = ? and tile = ?");
    }

    void grown(Frontier.Growth growth) throws SQLException {
        for (TileContent content : growth.tiles()) {
            Tile tile = content.tile();
            if (tile.isFull()) {
                compare(content);
                full.merge(tile.level(), 1L, Long::sum);
                partial.remove(tile.level());
            } else {
                partial.put(tile.level(), content);
            }
        }
    }

    /** The leaf hash that the stored tile of level 0 has for an entry. */
    Optional<Hash> storedLeaf(long index) throws SQLException {
        long tile = index / Tile.FULL_WIDTH;
        if (tile != leafTile) {
            leafTileBytes = stored(0, tile).orElse(new byte[0]);
            leafTile = tile;
        }
        int offset = (int) (index % Tile.FULL_WIDTH) * Hash.LENGTH;
        return leafTileBytes.length >= offset + Hash.LENGTH
                ? Optional.of(Hash.of(leafTileBytes, offset))
                : Optional.empty();
    }

    /** Compares the narrower tiles of the right edge, and looks for rows that no tile is for. */
    void end() throws SQLException {
        for (TileContent content : partial.values()) {
            compare(content);
        }
        try (Rows rows = new Rows(connection, "select level, tile from tile order by level, tile")) {
            for (; rows.there(); rows.advance()) {
                int level = rows.integer(1);
                long tiles = full.getOrDefault(level, 0L) + (partial.containsKey(level) ? 1 : 0);
                if (rows.number(2) < 0 || rows.number(2) >= tiles) {
                    differences.add("tile", row(level, rows.number(2)), "row", "a tile", "none");
                }
            }
        }
    }

    private void compare(TileContent content) throws SQLException {
        Tile tile = content.tile();
        String row = row(tile.level(), tile.index());
        Optional<byte[]> found = stored(tile.level(), tile.index());
        if (found.isEmpty()) {
            differences.add("tile", row, "row", "none", "a tile of " + tile.width() + " hashes");
            return;
        }
        byte[] stored = found.get();
        byte[] recomputed = content.bytes();
        int differs = Arrays.mismatch(stored, recomputed);
        if (differs < 0) {
            return;
        }
        int hash = differs / Hash.LENGTH;
        int offset = hash * Hash.LENGTH;
        if (stored.length >= offset + Hash.LENGTH && recomputed.length >= offset + Hash.LENGTH) {
            differences.add("tile", row, "hashes[" + hash + "]", Hash.of(stored, offset), Hash.of(recomputed, offset));
        } else {
            differences.add("tile", row, "hashes", stored.length + " bytes", recomputed.length + " bytes");
        }
    }

    private static String row(int level, long tile) {
        return "level=" + level + " tile=" + tile;
    }

    private Optional<byte[]> stored(int level, long tile) throws SQLException {
        select.setInt(1, level);
        select.setLong(2, tile);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
        }
    }

    @Override
    public void close() throws SQLException {
        select.close();
    }
}
