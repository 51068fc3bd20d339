package org.tallystick.ledger.commit;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.tallystick.ledger.log.EntryBundle;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.Tile;
import org.tallystick.ledger.log.TileContent;
import org.tallystick.ledger.log.TileReader;

/**
 * The log's static tiles, in PostgreSQL. A tile's row holds as many hashes as there are by now; a narrower tile is its
 * beginning. Entry bundles are put together from the entries, which are stored once.
 */
public final class TileStore implements TileReader {
    private final DataSource dataSource;

    TileStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public byte[] read(Tile tile) throws IOException {
        try (Connection connection = dataSource.getConnection()) {
            return read(connection, tile);
        } catch (SQLException e) {
            throw new IOException("tile " + tile.path() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The same tiles through one connection, to see them as its transaction does. */
    TileReader within(Connection connection) {
        return tile -> {
            try {
                return read(connection, tile);
            } catch (SQLException e) {
                throw new IOException("tile " + tile.path() + " cannot be read: " + e.getMessage(), e);
            }
        };
    }

    private static byte[] read(Connection connection, Tile tile) throws SQLException, IOException {
        return tile.level() == Tile.ENTRIES ? bundle(connection, tile) : hashes(connection, tile);
    }

    private static byte[] hashes(Connection connection, Tile tile) throws SQLException, IOException {
        try (PreparedStatement select =
                connection.prepareStatement("select hashes from tile where level = ? and tile = ?")) {
            select.setInt(1, tile.level());
            select.setLong(2, tile.index());
            try (ResultSet row = select.executeQuery()) {
                int length = tile.width() * Hash.LENGTH;
                byte[] stored = row.next() ? row.getBytes(1) : new byte[0];
                if (stored.length < length) {
                    throw new IOException("tile " + tile.path() + " is not there");
                }
                return stored.length == length ? stored : Arrays.copyOf(stored, length);
            }
        }
    }

    private static byte[] bundle(Connection connection, Tile tile) throws SQLException, IOException {
        long from = tile.index() * Tile.FULL_WIDTH;
        List<byte[]> entries = new ArrayList<>(tile.width());
        try (PreparedStatement select = connection.prepareStatement(
                "select statement from entry where index >= ? and index < ? order by index")) {
            select.setLong(1, from);
            select.setLong(2, from + tile.width());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    entries.add(row.getBytes(1));
                }
            }
        }
        if (entries.size() != tile.width()) {
            throw new IOException("bundle " + tile.path() + " is not there");
        }
        return EntryBundle.of(entries).bytes();
    }

    static void write(Connection connection, Frontier.Growth growth) throws SQLException {
        if (growth.tiles().isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("insert into tile (level, tile, hashes)"
                + " values (?, ?, ?) on conflict (level, tile) do update set hashes = excluded.hashes")) {
            for (TileContent content : growth.tiles()) {
                upsert.setInt(1, content.tile().level());
                upsert.setLong(2, content.tile().index());
                upsert.setBytes(3, content.bytes());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }
}
