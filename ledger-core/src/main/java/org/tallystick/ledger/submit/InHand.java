package org.tallystick.ledger.submit;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.Cti;

/**
 * The submissions that the {@link Outbox} has in hand, from when they come until they are decided or turned down.
 *
 * <p>Two questions are asked of them. <i>Is this one a retry?</i> Then it joins the first and takes no place, however
 * often it is sent: the same idempotency key for the same request, or the same records without a key. <i>Does this one
 * meet another?</i> What an undecided one brings (records, names, key) is its own until it is decided, so that one of two
 * is looked up after the other is there to be found.
 *
 * <p>A retry that brings a key of its own joins nothing: its key must be looked up and kept. It takes one place, and its
 * own retries join it there.
 *
 * <p>Not thread-safe: the outbox's lock guards it.
 */
final class InHand {
    /** By their key, from when they came. */
    private final Map<Submission.IdempotencyKey.Name, Pending> firstByKey = new HashMap<>();

    /** By all of their records: those without a key from when they came, the others once nothing turns them down any more. */
    private final Map<List<Hash>, Pending> firstByRecords = new HashMap<>();

    private final Map<Cti, Pending> undecided = new LinkedHashMap<>();
    private final Map<Hash, Pending> undecidedRecords = new HashMap<>();
    private final Map<String, Pending> undecidedNames = new HashMap<>();
    private final Map<Submission.IdempotencyKey.Name, Pending> undecidedKeys = new HashMap<>();

    /** It came: its retries find it from now on. */
    void add(Pending pending) {
        pending.key.ifPresentOrElse(key -> firstByKey.putIfAbsent(key.name(), pending), () -> putByRecords(pending));
    }

    private void putByRecords(Pending pending) {
        if (!pending.submitted.isEmpty()) {
            firstByRecords.putIfAbsent(pending.submitted, pending);
        }
    }

    /** The one of which this is a retry. */
    Optional<Pending> first(Pending retry) {
        if (retry.key.isPresent()) {
            return sameKey(retry).filter(first -> first.key.equals(retry.key));
        }
        @Nullable Pending first = firstByRecords.get(retry.submitted);
        // One that is not durable may still be turned down, by a rule that is not this one's.
        return first != null && (first.durable || first.nameRules().equals(retry.nameRules()))
                ? Optional.of(first)
                : Optional.empty();
    }

    /** Whether its key stands for another request already. */
    boolean isKeyOfAnother(Pending pending) {
        return sameKey(pending)
                .filter(first -> first.durable && !first.key.equals(pending.key))
                .isPresent();
    }

    private Optional<Pending> sameKey(Pending pending) {
        return pending.key.map(key -> firstByKey.get(key.name()));
    }

    /**
     * What it brings is its own from now on.
     *
     * @return false when it meets another's, and then nothing is
     */
    boolean claim(Pending pending) {
        if (meets(pending)) {
            return false;
        }
        take(pending);
        return true;
    }

    private void take(Pending pending) {
        undecided.put(pending.job, pending);
        pending.fingerprints.forEach(fingerprint -> undecidedRecords.putIfAbsent(fingerprint, pending));
        pending.names.forEach(name -> undecidedNames.putIfAbsent(name, pending));
        pending.key.ifPresent(key -> undecidedKeys.putIfAbsent(key.name(), pending));
    }

    private boolean meets(Pending pending) {
        return pending.fingerprints.stream().anyMatch(undecidedRecords::containsKey)
                || pending.key
                        .map(Submission.IdempotencyKey::name)
                        .filter(undecidedKeys::containsKey)
                        .isPresent()
                || pending.records.stream()
                        .anyMatch(record -> record.nameRule() == Submission.NameRule.UNIQUE
                                && undecidedNames.containsKey(record.name()));
    }

    /** One that an earlier process left durable and undecided; two of those may bring the same. */
    void resume(Pending pending) {
        add(pending);
        take(pending);
        stored(pending);
    }

    /** Its rows are durable: nothing turns it down any more. */
    void stored(Pending pending) {
        if (undecided.containsKey(pending.job)) {
            putByRecords(pending);
        }
    }

    void remove(Pending pending) {
        undecided.remove(pending.job, pending);
        pending.fingerprints.forEach(fingerprint -> undecidedRecords.remove(fingerprint, pending));
        pending.names.forEach(name -> undecidedNames.remove(name, pending));
        pending.key.ifPresent(key -> {
            undecidedKeys.remove(key.name(), pending);
            firstByKey.remove(key.name(), pending);
        });
        firstByRecords.remove(pending.submitted, pending);
    }

    @Nullable
    Pending undecided(Cti job) {
        return undecided.get(job);
    }

    /** In the order in which they came. */
    Collection<Pending> undecided() {
        return undecided.values();
    }
}
