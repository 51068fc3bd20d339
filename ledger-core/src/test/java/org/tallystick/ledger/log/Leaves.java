package org.tallystick.ledger.log;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Leaf hashes to grow test trees from: of "0", "1", and so on. */
final class Leaves {

    private Leaves() {}

    static List<Hash> of(int size) {
        return range(0, size);
    }

    static List<Hash> range(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> MerkleTree.leafHash(Integer.toString(i).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }
}
