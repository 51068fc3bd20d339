package org.tallystick.ledger.execute;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tallystick.ledger.cbor.CborWriter;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MerkleTree;

/**
 * The ledger's state: keys, members and rules as sorted rows. Immutable; a block makes the next one.
 *
 * <p>State root = RFC 6962 root over the rows in the order of their keys, each leaf the deterministic CBOR array
 * {@code [key text, value bytes]}. It is recomputed only when a row changed, which is rare: captures change none.
 * Rows number in the hundreds (a few for each DID version and each rule), so a full recomputation is cheap and cannot
 * drift.
 */
public final class LedgerState implements StateView {
    private static final LedgerState EMPTY = new LedgerState(new TreeMap<>());

    private final NavigableMap<StateKey, byte[]> rows;
    private final Hash root;

    private LedgerState(NavigableMap<StateKey, byte[]> rows) {
        this.rows = rows;
        this.root = MerkleTree.root(rows.entrySet().stream()
                .map(row -> MerkleTree.leafHash(leaf(row.getKey(), row.getValue())))
                .toList());
    }

    public static LedgerState empty() {
        return EMPTY;
    }

    public static LedgerState of(SortedMap<StateKey, byte[]> rows) {
        return new LedgerState(new TreeMap<>(rows));
    }

    private static byte[] leaf(StateKey key, byte[] value) {
        return new CborWriter().array(2).text(key.text()).bytes(value).toByteArray();
    }

    @Override
    public Optional<byte[]> get(StateKey key) {
        return Optional.ofNullable(rows.get(key));
    }

    /** All rows in the order of their keys. */
    public SortedMap<StateKey, byte[]> rows() {
        return Collections.unmodifiableSortedMap(rows);
    }

    public Hash root() {
        return root;
    }

    public LedgerState with(List<StateChange> changes) {
        if (changes.isEmpty()) {
            return this;
        }
        TreeMap<StateKey, byte[]> next = new TreeMap<>(rows);
        for (StateChange change : changes) {
            switch (change) {
                case StateChange.Put put -> next.put(put.key(), put.value());
                case StateChange.Remove remove -> next.remove(remove.key());
            }
        }
        return new LedgerState(next);
    }

    /** The state while a block is being executed: the committed rows under the changes of the statements before. */
    static final class Overlay implements StateView {
        private final LedgerState base;
        private final TreeMap<StateKey, Optional<byte[]>> changed = new TreeMap<>();
        private final List<StateChange> changes = new ArrayList<>();

        Overlay(LedgerState base) {
            this.base = base;
        }

        @Override
        public Optional<byte[]> get(StateKey key) {
            Optional<byte[]> value = changed.get(key);
            return value != null ? value : base.get(key);
        }

        void apply(List<StateChange> more) {
            for (StateChange change : more) {
                changed.put(
                        change.key(),
                        switch (change) {
                            case StateChange.Put put -> Optional.of(put.value());
                            case StateChange.Remove remove -> Optional.empty();
                        });
                changes.add(change);
            }
        }

        List<StateChange> changes() {
            return List.copyOf(changes);
        }
    }
}
