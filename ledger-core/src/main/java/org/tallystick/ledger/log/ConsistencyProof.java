package org.tallystick.ledger.log;

import java.util.List;

/**
 * That the tree of size {@code to} begins with all leaves of the tree of size {@code from}, in their order: nothing was
 * taken away or changed (RFC 9162 section 2.1.4).
 *
 * <p>The RFC leaves two cases out, which C2SP witnesses have: from size 0, and from a size to itself. Their path is empty.
 *
 * @param from size of the older tree
 * @param to size of the newer tree
 * @param path the hashes that lead from the older root to both
 */
public record ConsistencyProof(long from, long to, List<Hash> path) {

    public ConsistencyProof {
        path = List.copyOf(path);
    }

    /** Every step of RFC 9162 section 2.1.4.2. */
    public void verify(Hash fromRoot, Hash toRoot) throws RefusedProofException {
        if (from < 0 || from > to) {
            throw refused("there is no such pair of sizes");
        }
        if (from == 0 || from == to) {
            Hash expected = from == 0 ? MerkleTree.emptyRoot() : toRoot;
            if (!path.isEmpty()) {
                throw refused("a path of " + path.size() + " where none is needed");
            }
            if (!fromRoot.equals(expected) || (to == 0 && !toRoot.equals(expected))) {
                throw refused("root " + fromRoot + ", not " + expected);
            }
            return;
        }
        boolean fromIsSubtree = Long.bitCount(from) == 1;
        if (path.isEmpty()) {
            throw refused("the path is empty");
        }
        // Where the older tree is a subtree of the newer one, the path leaves its root out.
        Hash older = fromIsSubtree ? fromRoot : path.getFirst();
        Hash newer = older;
        int shift = Long.numberOfTrailingZeros(from);
        long node = (from - 1) >>> shift;
        long last = (to - 1) >>> shift;
        for (Hash sibling : fromIsSubtree ? path : path.subList(1, path.size())) {
            if (last == 0) {
                throw refused("a path of " + path.size() + " is too long");
            }
            if ((node & 1) == 1 || node == last) {
                older = MerkleTree.nodeHash(sibling, older);
                newer = MerkleTree.nodeHash(sibling, newer);
                if ((node & 1) == 0) {
                    int levels = Long.numberOfTrailingZeros(node);
                    node >>>= levels;
                    last >>>= levels;
                }
            } else {
                newer = MerkleTree.nodeHash(newer, sibling);
            }
            node >>>= 1;
            last >>>= 1;
        }
        if (last != 0) {
            throw refused("a path of " + path.size() + " is too short");
        }
        if (!older.equals(fromRoot)) {
            throw refused("the path gives older root " + older + ", the tree had " + fromRoot);
        }
        if (!newer.equals(toRoot)) {
            throw refused("the path gives newer root " + newer + ", the tree has " + toRoot);
        }
    }

    private RefusedProofException refused(String why) {
        return new RefusedProofException("consistency of sizes " + from + " and " + to + ": " + why);
    }
}
