package org.tallystick.ledger.statement;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.InclusionProof;
import org.tallystick.ledger.log.MerkleTree;

/**
 * The RFC 6962 tree over the event records of one capture. Its leaves are the records' salted digests; its root is what
 * the statement signs; the path from a position to it is what ties one event to the statement.
 *
 * <p>Every level is kept, so that a path costs no hashing: a node without a right sibling is its own parent, which gives
 * the tree of RFC 6962.
 */
public final class RecordTree {
    private final List<List<Hash>> levels;

    private RecordTree(List<List<Hash>> levels) {
        this.levels = levels;
    }

    /** @param digests of the records, by position; see {@link RecordSalt#digest} */
    public static RecordTree of(List<Hash> digests) {
        if (digests.isEmpty() || digests.size() > CapturePayload.COUNT_MAX) {
            throw new IllegalArgumentException(
                    "a capture of " + digests.size() + " records, not 1 to " + CapturePayload.COUNT_MAX);
        }
        List<List<Hash>> levels = new ArrayList<>();
        List<Hash> level = List.copyOf(digests);
        levels.add(level);
        while (level.size() > 1) {
            List<Hash> parents = new ArrayList<>((level.size() + 1) / 2);
            for (int i = 0; i + 1 < level.size(); i += 2) {
                parents.add(MerkleTree.nodeHash(level.get(i), level.get(i + 1)));
            }
            if (level.size() % 2 == 1) {
                parents.add(level.getLast());
            }
            levels.add(parents);
            level = parents;
        }
        return new RecordTree(levels);
    }

    public int count() {
        return levels.getFirst().size();
    }

    public Hash root() {
        return levels.getLast().getFirst();
    }

    /** That the record at the position, from 0, is in the tree. */
    public InclusionProof path(int position) {
        if (position < 0 || position >= count()) {
            throw new IllegalArgumentException("no record " + position + " in a capture of " + count());
        }
        List<Hash> path = new ArrayList<>();
        int node = position;
        for (List<Hash> level : levels) {
            int sibling = node ^ 1;
            if (sibling < level.size()) {
                path.add(level.get(sibling));
            }
            node >>= 1;
        }
        return new InclusionProof(position, count(), path);
    }
}
