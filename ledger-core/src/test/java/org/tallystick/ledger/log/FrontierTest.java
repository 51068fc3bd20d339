package org.tallystick.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class FrontierTest {

    @Test
    void append_oneByOne_hasTheRootOfEverySize() {
        List<Hash> leaves = Leaves.of(600);
        Frontier frontier = Frontier.empty();
        assertThat(frontier.root()).isEqualTo(MerkleTree.emptyRoot());
        for (int size = 1; size <= leaves.size(); size++) {
            frontier = frontier.append(leaves.subList(size - 1, size)).after();
            assertThat(frontier.size()).isEqualTo(size);
            assertThat(frontier.root()).isEqualTo(MerkleTree.root(leaves.subList(0, size)));
        }
    }

    @Test
    void append_blocksOfAnySize_givesTheTilesOfTheSpecification() throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        List<Hash> leaves = Leaves.of(70_000);
        MemoryTiles tiles = new MemoryTiles();
        Frontier frontier = Frontier.empty();
        while (frontier.size() < leaves.size()) {
            int from = (int) frontier.size();
            int to = Math.min(leaves.size(), from + random.nextInt(1, random.nextInt(10) == 0 ? 9_000 : 700));
            Frontier.Growth growth = frontier.append(leaves.subList(from, to));
            for (TileContent content : growth.tiles()) {
                assertThat(content.bytes()).hasSize(content.tile().width() * Hash.LENGTH);
            }
            tiles.put(growth.tiles());
            frontier = growth.after();
            assertThat(Frontier.load(to, tiles).root()).isEqualTo(frontier.root());
        }

        assertThat(frontier.root()).isEqualTo(MerkleTree.root(leaves));
        // The example of the specification: a tree of size 70,000.
        assertThat(tiles.read(new Tile(0, 0, 256))).hasSize(8192);
        assertThat(tiles.read(new Tile(0, 273, 112))).isEqualTo(concat(leaves.subList(69_888, 70_000)));
        assertThat(tiles.read(new Tile(1, 0, 256)))
                .startsWith(concat(List.of(MerkleTree.root(leaves.subList(0, 256)))));
        assertThat(tiles.read(new Tile(1, 1, 17))).hasSize(17 * 32);
        assertThat(tiles.read(new Tile(2, 0, 1)))
                .isEqualTo(concat(List.of(MerkleTree.root(leaves.subList(0, 65_536)))));
        for (int[] absent : new int[][] {{0, 273, 113}, {0, 274, 1}, {1, 1, 18}, {2, 0, 2}, {3, 0, 1}}) {
            assertThatThrownBy(() -> tiles.read(new Tile(absent[0], absent[1], absent[2])))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void append_oneLeafToFullTile_givesOnlyWhatChanged() {
        Frontier full = Frontier.empty().append(Leaves.of(255)).after();

        assertThat(full.append(Leaves.range(255, 256)).tiles())
                .map(TileContent::toString)
                .containsExactly("tile/0/000", "tile/1/000.p/1");
        assertThat(full.append(Leaves.range(255, 257)).tiles())
                .map(TileContent::toString)
                .containsExactly("tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1");
        assertThat(full.append(List.of()).tiles()).isEmpty();
        assertThat(full.append(List.of()).after().root()).isEqualTo(full.root());
        assertThat(full.size()).isEqualTo(255);
    }

    @Test
    void append_blocks_leavesNarrowTilesPrefixesOfWideOnes() {
        Frontier frontier = Frontier.empty().append(Leaves.of(300)).after();
        byte[] narrow =
                frontier.append(Leaves.range(300, 310)).tiles().getFirst().bytes();
        byte[] wide = frontier.append(Leaves.range(300, 400)).tiles().getFirst().bytes();

        assertThat(Arrays.copyOf(wide, narrow.length)).isEqualTo(narrow);
    }

    @Test
    void tiledTree_largeLog_provesAnyPairWithTwoTilesALevel() throws Exception {
        int size = 70_000;
        List<Hash> leaves = Leaves.of(size);
        MemoryTiles tiles = new MemoryTiles();
        tiles.put(Frontier.empty().append(leaves).tiles());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
        List<Integer> sizes = new ArrayList<>(List.of(1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, size));
        for (int i = 0; i < 50; i++) {
            sizes.add(random.nextInt(1, size));
        }
        Hash root = MerkleTree.root(leaves);
        for (int older : sizes) {
            tiles.asked.clear();
            TiledTree tree = new TiledTree(older, tiles);
            int index = random.nextInt(older);
            Hash olderRoot = MerkleTree.root(leaves.subList(0, older));
            tree.inclusion(index).verify(leaves.get(index), olderRoot);
            assertThat(tiles.asked).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(2 * 3);
            assertThat(tree.root()).isEqualTo(olderRoot);
            new TiledTree(size, tiles).consistency(older).verify(olderRoot, root);
        }
    }

    @Test
    void tiledTree_flippedBit_givesNoProofThatHolds() throws Exception {
        List<Hash> leaves = Leaves.of(1000);
        Hash root = MerkleTree.root(leaves);
        MemoryTiles tiles = new MemoryTiles();
        tiles.put(Frontier.empty().append(leaves).tiles());
        tiles.flip(new Tile(0, 1, 256), 8 * 32 * 17 + 3);

        assertThatThrownBy(() -> new TiledTree(1000, tiles).inclusion(256 + 16).verify(leaves.get(256 + 16), root))
                .isInstanceOf(RefusedProofException.class);
        new TiledTree(1000, tiles).inclusion(3).verify(leaves.get(3), root);
    }

    @Test
    void load_tileOfWrongLength_isMalformed() {
        assertThatThrownBy(() -> Frontier.load(3, tile -> new byte[95])).isInstanceOf(MalformedLogException.class);
        assertThatThrownBy(() -> new TiledTree(3, tile -> new byte[97]).root())
                .isInstanceOf(MalformedLogException.class);
    }

    private static byte[] concat(List<Hash> hashes) {
        byte[] bytes = new byte[hashes.size() * Hash.LENGTH];
        for (int i = 0; i < hashes.size(); i++) {
            hashes.get(i).put(bytes, i * Hash.LENGTH);
        }
        return bytes;
    }
}
