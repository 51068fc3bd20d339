package org.tallystick.ledger.log;

import java.util.List;

/** A tile with its bytes. Immutable; made here only, so that the bytes are as many as the coordinates say. */
public final class TileContent {

    private final Tile tile;
    private final byte[] bytes;

    private TileContent(Tile tile, byte[] bytes) {
        this.tile = tile;
        this.bytes = bytes;
    }

    static TileContent of(int level, long index, List<Hash> hashes) {
        byte[] bytes = new byte[hashes.size() * Hash.LENGTH];
        for (int i = 0; i < hashes.size(); i++) {
            hashes.get(i).put(bytes, i * Hash.LENGTH);
        }
        return new TileContent(new Tile(level, index, hashes.size()), bytes);
    }

    public Tile tile() {
        return tile;
    }

    /** The hashes one after another, a new array each time. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return tile.path();
    }
}
