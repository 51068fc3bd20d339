package org.tallystick.ledger.log;

import java.util.ArrayList;
import java.util.List;

/**
 * That a leaf is at {@code index} of the tree with {@code size} leaves (RFC 9162 section 2.1.3; RFC 6962 calls the path
 * a Merkle audit path). Index and size are evidence of order, so {@link #verify} binds both: a path that gives the right
 * root under another index or size is refused.
 *
 * <p>Nothing is promised of a value of this type: it may come from anybody, and only {@link #verify} says what it is worth.
 *
 * @param index of the leaf, from 0
 * @param size how many leaves the tree has
 * @param path the sibling hashes from the leaf to the root
 */
public record InclusionProof(long index, long size, List<Hash> path) {

    public InclusionProof {
        path = List.copyOf(path);
    }

    /** The proof for one of these leaf hashes. */
    public static InclusionProof prove(List<Hash> leafHashes, int index) {
        if (index < 0 || index >= leafHashes.size()) {
            throw new IllegalArgumentException("no leaf " + index + " in a tree of size " + leafHashes.size());
        }
        List<Hash> path = new ArrayList<>();
        collect(leafHashes, 0, leafHashes.size(), index, path);
        return new InclusionProof(index, leafHashes.size(), path);
    }

    /** PATH(index, D[from:to]) of RFC 9162 section 2.1.3.1. */
    private static void collect(List<Hash> leafHashes, int from, int to, int index, List<Hash> path) {
        if (to - from == 1) {
            return;
        }
        int middle = from + (int) MerkleTree.split(to - from);
        if (index < middle) {
            collect(leafHashes, from, middle, index, path);
            path.add(MerkleTree.subtree(leafHashes, middle, to));
        } else {
            collect(leafHashes, middle, to, index, path);
            path.add(MerkleTree.subtree(leafHashes, from, middle));
        }
    }

    /**
     * Returns if {@code leaf} is at the index in the tree of the size and {@code root}.
     *
     * @throws RefusedProofException in every other case
     */
    public void verify(Hash leaf, Hash root) throws RefusedProofException {
        Hash calculated = rootFor(leaf);
        if (!calculated.equals(root)) {
            throw new RefusedProofException("inclusion of leaf " + index + " in size " + size + ": the path gives root "
                    + calculated + ", the tree has " + root);
        }
    }

    /** The root that this path gives for {@code leaf}, every step of RFC 9162 section 2.1.3.2 but the last comparison. */
    public Hash rootFor(Hash leaf) throws RefusedProofException {
        if (index < 0 || index >= size) {
            throw new RefusedProofException("inclusion: no leaf " + index + " in a tree of size " + size);
        }
        long node = index;
        long last = size - 1;
        Hash hash = leaf;
        for (Hash sibling : path) {
            if (last == 0) {
                throw new RefusedProofException("inclusion of leaf " + index + " in size " + size + ": path of "
                        + path.size() + " is too long");
            }
            if ((node & 1) == 1 || node == last) {
                hash = MerkleTree.nodeHash(sibling, hash);
                if ((node & 1) == 0) {
                    // The last node of its level has no right sibling: climb to the level where it is a right child.
                    int levels = Long.numberOfTrailingZeros(node);
                    node >>>= levels;
                    last >>>= levels;
                }
            } else {
                hash = MerkleTree.nodeHash(hash, sibling);
            }
            node >>>= 1;
            last >>>= 1;
        }
        if (last != 0) {
            throw new RefusedProofException(
                    "inclusion of leaf " + index + " in size " + size + ": path of " + path.size() + " is too short");
        }
        return hash;
    }
}
