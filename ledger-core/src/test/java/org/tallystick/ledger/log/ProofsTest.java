package org.tallystick.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A small world exhaustively: all trees to 64 leaves, each leaf, each older size; and every proof changed in every way. */
class ProofsTest {

    private static final int MAX_SIZE = 64;

    private final List<Hash> leaves = Leaves.of(MAX_SIZE + 1);
    private final Map<Integer, Hash> roots = new HashMap<>();
    private final Map<List<Integer>, List<Hash>> subproofs = new HashMap<>();
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(20261124);

    @Test
    void inclusion_everyLeafOfEveryTree_isProvenAlikeFromLeavesAndTiles() throws Exception {
        for (int size = 1; size <= MAX_SIZE; size++) {
            TiledTree tree = tree(size);
            assertThat(tree.root()).isEqualTo(root(size));
            for (int index = 0; index < size; index++) {
                InclusionProof proof = tree.inclusion(index);
                assertThat(proof).isEqualTo(InclusionProof.prove(leaves.subList(0, size), index));
                proof.verify(leaves.get(index), root(size));
                assertThat(tree.leafHash(index)).isEqualTo(leaves.get(index));
            }
        }
    }

    @Test
    void inclusion_anythingChanged_isRefused() {
        for (int size = 1; size <= MAX_SIZE; size++) {
            for (int index = 0; index < size; index++) {
                InclusionProof proof = InclusionProof.prove(leaves.subList(0, size), index);
                Hash leaf = leaves.get(index);
                for (long other = -1; other <= MAX_SIZE + 1; other++) {
                    if (other != index) {
                        refuses(new InclusionProof(other, size, proof.path()), leaf, root(size));
                    }
                    if (other != size && !samePlace(index, size, other)) {
                        refuses(new InclusionProof(index, other, proof.path()), leaf, root(size));
                    }
                }
                for (List<Hash> path : mutations(proof.path())) {
                    refuses(new InclusionProof(index, size, path), leaf, root(size));
                }
                refuses(proof, leaves.get((index + 1) % (MAX_SIZE + 1)), root(size));
                refuses(proof, leaf, root(size + 1));
            }
        }
    }

    /**
     * Whether a path says nothing about the difference of two sizes: the leaf is at the same turns in both trees. Then the
     * same path gives the same root, and only the size that was signed with the root tells which tree it is; a checkpoint
     * signs both together.
     */
    private static boolean samePlace(int index, int size, long other) {
        return index < other && turns(index, size).equals(turns(index, other));
    }

    /** For each step from the leaf up, whether the sibling is on the left; by RFC 9162's definition, not its algorithm. */
    private static List<Boolean> turns(long index, long size) {
        List<Boolean> turns = new ArrayList<>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long middle = from + MerkleTree.split(to - from);
            turns.addFirst(index >= middle);
            if (index < middle) {
                to = middle;
            } else {
                from = middle;
            }
        }
        return turns;
    }

    @Test
    void consistency_everyOlderSizeOfEveryTree_isProven() throws Exception {
        for (int to = 0; to <= MAX_SIZE; to++) {
            TiledTree tree = tree(to);
            for (int from = 0; from <= to; from++) {
                ConsistencyProof proof = tree.consistency(from);
                assertThat(proof.path()).isEqualTo(subproof(from, to));
                proof.verify(root(from), root(to));
            }
        }
    }

    @Test
    void consistency_anythingChanged_isRefused() throws Exception {
        for (int to = 0; to <= MAX_SIZE; to++) {
            TiledTree tree = tree(to);
            for (int from = 0; from <= to; from++) {
                ConsistencyProof proof = tree.consistency(from);
                for (List<Hash> path : mutations(proof.path())) {
                    refuses(new ConsistencyProof(from, to, path), root(from), root(to));
                }
                // The sizes are bound by the roots that come with them: each size here is given with its true root.
                for (int other = 0; other <= MAX_SIZE; other++) {
                    if (other != from) {
                        refuses(new ConsistencyProof(other, to, proof.path()), root(from), root(to));
                        refusesUnlessProven(new ConsistencyProof(other, to, proof.path()), other, to);
                    }
                    if (other != to) {
                        refusesUnlessProven(new ConsistencyProof(from, other, proof.path()), from, other);
                    }
                }
                refuses(proof, flip(root(from)), root(to));
                if (from > 0 || to == 0) {
                    // From nothing to anything is always consistent: there the newer root is not asked.
                    refuses(proof, root(from), flip(root(to)));
                }
                refuses(new ConsistencyProof(-1, to, proof.path()), root(from), root(to));
                refuses(new ConsistencyProof(from, -1, proof.path()), root(from), root(to));
            }
        }
    }

    /** A path may prove another true statement, never a false one; of two sizes with their true roots only its own is its. */
    private void refusesUnlessProven(ConsistencyProof proof, int from, int to) {
        boolean itsOwn = from <= to && proof.path().equals(subproof(from, to));
        if (!itsOwn) {
            refuses(proof, root(from), root(to));
        }
    }

    @Test
    void consistency_forkedHistory_isRefused() throws Exception {
        List<Hash> forked = new ArrayList<>(leaves);
        forked.set(10, MerkleTree.leafHash(new byte[] {42}));
        for (int from = 11; from < MAX_SIZE; from++) {
            ConsistencyProof proof = tree(MAX_SIZE).consistency(from);
            refuses(proof, MerkleTree.root(forked.subList(0, from)), root(MAX_SIZE));
        }
    }

    private Hash root(int size) {
        return roots.computeIfAbsent(size, n -> MerkleTree.root(leaves.subList(0, n)));
    }

    private TiledTree tree(int size) {
        MemoryTiles tiles = new MemoryTiles();
        tiles.put(Frontier.empty().append(leaves.subList(0, size)).tiles());
        return new TiledTree(size, tiles);
    }

    /** PROOF(from, D[to]) as RFC 9162 section 2.1.4.1 writes it, over the leaves themselves. */
    private List<Hash> subproof(int from, int to) {
        return from == 0 || from == to
                ? List.of()
                : subproofs.computeIfAbsent(List.of(from, to), sizes -> subproof(from, leaves.subList(0, to), true));
    }

    private static List<Hash> subproof(int older, List<Hash> tree, boolean known) {
        if (older == tree.size()) {
            return known ? List.of() : List.of(MerkleTree.root(tree));
        }
        int k = (int) MerkleTree.split(tree.size());
        List<Hash> left = tree.subList(0, k);
        List<Hash> right = tree.subList(k, tree.size());
        return older <= k
                ? Stream.concat(subproof(older, left, known).stream(), Stream.of(MerkleTree.root(right)))
                        .toList()
                : Stream.concat(subproof(older - k, right, false).stream(), Stream.of(MerkleTree.root(left)))
                        .toList();
    }

    private List<List<Hash>> mutations(List<Hash> path) {
        List<List<Hash>> mutations = new ArrayList<>();
        for (int i = 0; i <= path.size(); i++) {
            List<Hash> longer = new ArrayList<>(path);
            longer.add(i, leaves.get(random.nextInt(leaves.size())));
            mutations.add(longer);
        }
        for (int i = 0; i < path.size(); i++) {
            List<Hash> shorter = new ArrayList<>(path);
            shorter.remove(i);
            mutations.add(shorter);
            List<Hash> doubled = new ArrayList<>(path);
            doubled.add(i, path.get(i));
            mutations.add(doubled);
            List<Hash> flipped = new ArrayList<>(path);
            flipped.set(i, flip(path.get(i)));
            mutations.add(flipped);
            for (int j = 0; j < i; j++) {
                List<Hash> swapped = new ArrayList<>(path);
                Collections.swap(swapped, i, j);
                mutations.add(swapped);
            }
        }
        return mutations;
    }

    private Hash flip(Hash hash) {
        byte[] bytes = hash.bytes();
        int bit = random.nextInt(256);
        bytes[bit / 8] ^= (byte) (1 << (bit % 8));
        return Hash.of(bytes);
    }

    private static void refuses(InclusionProof proof, Hash leaf, Hash root) {
        try {
            proof.verify(leaf, root);
        } catch (RefusedProofException e) {
            return;
        }
        fail("accepted " + proof);
    }

    private static void refuses(ConsistencyProof proof, Hash from, Hash to) {
        try {
            proof.verify(from, to);
        } catch (RefusedProofException e) {
            return;
        }
        fail("accepted " + proof);
    }
}
