package org.tallystick.ledger.submit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The submissions that have a place in the {@link Outbox} and no answer yet: those <i>queued</i>, which come next, and those
 * <i>held</i>, which meet an undecided one and are queued again, before all others, after the next decision.
 *
 * <p>Not thread-safe: the outbox's lock guards it.
 */
final class Queue {
    /** Submissions queued in memory; at 5,000/s about a second of work, so nobody waits long for a sure refusal. */
    static final int MAX_QUEUED = 8_192;

    /** Bytes of records queued in memory. */
    static final long MAX_QUEUED_BYTES = 128L * 1024 * 1024;

    /** Submissions signed in one go: a block's worth. */
    static final int MAX_BATCH = 1_024;

    /** Bytes of records in one batch, a transaction of some tens of milliseconds; one larger submission goes alone. */
    static final long MAX_BATCH_BYTES = 8L * 1024 * 1024;

    private final ArrayDeque<Pending> queued = new ArrayDeque<>();
    private final ArrayDeque<Pending> held = new ArrayDeque<>();
    /** Of both. */
    private long bytes;

    private boolean lookAgain;

    int size() {
        return queued.size() + held.size();
    }

    boolean hasRoomFor(Pending pending) {
        return size() < MAX_QUEUED && (bytes == 0 || bytes + pending.bytes <= MAX_QUEUED_BYTES);
    }

    void add(Pending pending) {
        queued.add(pending);
        bytes += pending.bytes;
    }

    /** One that was taken meets another: it waits for a decision. */
    void hold(Pending pending) {
        held.add(pending);
        bytes += pending.bytes;
    }

    /** Something was decided: the next batch begins with those that are held. @return false when none are */
    boolean lookAgain() {
        lookAgain = !held.isEmpty();
        return lookAgain;
    }

    /** Moves the next ones into the batch, as many as go together. */
    void takeBatch(List<Pending> batch) {
        if (lookAgain) {
            lookAgain = false;
            while (!held.isEmpty()) {
                queued.addFirst(held.removeLast());
            }
        }
        long taken = 0;
        while (!queued.isEmpty()
                && batch.size() < MAX_BATCH
                && (batch.isEmpty() || taken + queued.element().bytes <= MAX_BATCH_BYTES)) {
            Pending next = queued.remove();
            taken += next.bytes;
            bytes -= next.bytes;
            batch.add(next);
        }
    }

    /** Those of the batch that are not held meanwhile. */
    List<Pending> without(List<Pending> batch) {
        Set<Pending> stillHeld = Collections.newSetFromMap(new IdentityHashMap<>());
        stillHeld.addAll(held);
        return batch.stream().filter(pending -> !stillHeld.contains(pending)).toList();
    }

    List<Pending> removeAll() {
        List<Pending> all = new ArrayList<>(queued);
        all.addAll(held);
        queued.clear();
        held.clear();
        bytes = 0;
        return all;
    }
}
