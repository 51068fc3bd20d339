package org.tallystick.ledger.log;

import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tiles in memory, each at its widest, as a database keeps them; remembers what was asked. */
final class MemoryTiles implements TileReader {

    private final Map<String, byte[]> widest = new HashMap<>();
    final List<Tile> asked = new ArrayList<>();

    void put(List<TileContent> tiles) {
        for (TileContent content : tiles) {
            widest.put(key(content.tile()), content.bytes());
        }
    }

    void flip(Tile tile, int bit) {
        widest.get(key(tile))[bit / 8] ^= (byte) (1 << (bit % 8));
    }

    @Override
    public byte[] read(Tile tile) throws FileNotFoundException {
        asked.add(tile);
        byte[] bytes = widest.get(key(tile));
        if (bytes == null || bytes.length < tile.width() * Hash.LENGTH) {
            throw new FileNotFoundException(tile.path());
        }
        return Arrays.copyOf(bytes, tile.width() * Hash.LENGTH);
    }

    private static String key(Tile tile) {
        return tile.level() + "/" + tile.index();
    }
}
