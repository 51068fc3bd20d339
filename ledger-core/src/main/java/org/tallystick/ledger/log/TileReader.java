package org.tallystick.ledger.log;

import java.io.IOException;

/**
 * Where tiles come from: a folder, a database, a server. The one thing that this package asks of the world.
 *
 * <p>What is returned need not be trusted: whoever builds a proof from it verifies the proof against a root that is.
 */
@FunctionalInterface
public interface TileReader {

    /**
     * The bytes of exactly this tile: {@code width} hashes of 32 bytes, or the bundle of {@code width} entries. A reader
     * that holds a wider one returns its beginning: a partial tile is the prefix of every wider one.
     *
     * @throws IOException where it cannot be read or is not there
     */
    byte[] read(Tile tile) throws IOException;
}
