package org.tallystick.provenance.query;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How long things stayed in what they were put into: the end of each entry, as a pure function of all moves that are known,
 * whatever the order they became known in.
 *
 * <p>A stay is closed at both ends: at the moment of unpacking the pallet's events still concern the case. Coarse clocks make
 * that more than a nicety: where all events of a day carry one time, pack, ship and unpack are found together.
 *
 * <p><b>An instance</b> is in one parent at a time. Its stay ends with the earliest of
 *
 * <ul>
 *   <li>its own exit from that parent, not before the entry;
 *   <li>that parent being emptied, not before the entry;
 *   <li>its entry into another parent, later; or at the same time, if that parent's key is the greater one: two places at one
 *       moment is no order, and this one is the same on every node.
 * </ul>
 *
 * An exit from a parent that it is not in, and another entry into the one it is in, change nothing. <b>An attachment</b>
 * (AssociationEvent) is the same without the third line: a sensor stays on its truck when the truck's papers are attached
 * elsewhere.
 *
 * <p><b>A class</b> (a lot, a product) is in many parents at once, so each parent is looked at alone. An exit without a
 * quantity takes out all of it; an exit of some quantity takes it from the oldest entries of that unit first, and a stay ends
 * when all of it is out. Where an entry names no quantity, an exit of some leaves an unknown rest: the stay goes on, since a
 * recall that reaches too far is better than one that stops short.
 */
final class Stays {
    private Stays() {}

    /**
     * Settles the ends of one instance's stays.
     *
     * @param moves of one child that is an instance, of one kind (packing or attachment), none void
     * @param emptied when a parent was emptied
     */
    static void settleInstance(List<IdentifierRow> moves, Function<String, NavigableSet<Long>> emptied) {
        Map<String, NavigableSet<Long>> exits = new HashMap<>();
        List<IdentifierRow> entries = new ArrayList<>();
        for (IdentifierRow move : moves) {
            if (move.isEntry()) {
                entries.add(move);
            } else {
                exits.computeIfAbsent(move.requireParent(), parent -> new TreeSet<>())
                        .add(move.time);
            }
        }
        entries.sort(Comparator.<IdentifierRow>comparingLong(entry -> entry.time)
                .thenComparing(IdentifierRow::requireParent));
        long nextTime = Micros.INFINITY;
        for (int i = entries.size() - 1; i >= 0; i--) {
            IdentifierRow entry = entries.get(i);
            String parent = entry.requireParent();
            if (entry.move == Move.PACKED && i + 1 < entries.size()) {
                IdentifierRow next = entries.get(i + 1);
                if (!next.requireParent().equals(parent)) {
                    nextTime = next.time;
                }
            }
            long end = nextTime;
            end = Math.min(end, firstFrom(exits.get(parent), entry.time));
            end = Math.min(end, firstFrom(emptied.apply(parent), entry.time));
            entry.until = end;
        }
    }

    private static long firstFrom(@Nullable NavigableSet<Long> times, long from) {
        Long first = times == null ? null : times.ceiling(from);
        return first == null ? Micros.INFINITY : first;
    }

    /** Entries of one moment and unit; which of equal ones an exit empties first cannot be told, so they end together. */
    private static final class Pool {
        final long time;
        final @Nullable String uom;
        final List<IdentifierRow> entries = new ArrayList<>(1);
        /** What is left in it; null where it is not known. */
        @Nullable
        BigDecimal rest = BigDecimal.ZERO;

        Pool(long time, @Nullable String uom) {
            this.time = time;
            this.uom = uom;
        }

        void add(IdentifierRow entry) {
            entries.add(entry);
            rest = rest == null || entry.quantity == null ? null : rest.add(entry.quantity);
        }

        void end(long at) {
            entries.forEach(entry -> entry.until = at);
        }
    }

    /**
     * Settles the ends of one class's stays in one parent.
     *
     * @param moves of one class in and out of one parent, of one kind, none void
     * @param emptied when that parent was emptied
     */
    static void settleClass(List<IdentifierRow> moves, NavigableSet<Long> emptied) {
        List<IdentifierRow> ordered = new ArrayList<>(moves);
        // Entries before exits of the same moment. Exits of one moment commute but for their unit's order of pools,
        // which is
        // by time; exits without a quantity last, since they leave nothing to the others.
        ordered.sort(Comparator.<IdentifierRow>comparingLong(move -> move.time)
                .thenComparing(move -> move.isEntry() ? 0 : move.quantity == null ? 2 : 1));
        Iterator<Long> clearings = emptied.iterator();
        Optional<Long> clearing = next(clearings);
        Deque<Pool> open = new ArrayDeque<>();
        for (IdentifierRow move : ordered) {
            while (clearing.isPresent() && clearing.get() < move.time) {
                endAll(open, clearing.get());
                clearing = next(clearings);
            }
            if (move.isEntry()) {
                move.until = Micros.INFINITY;
                pool(open, move).add(move);
            } else if (move.quantity == null) {
                endAll(open, move.time);
            } else {
                take(open, move.quantity, move.uom, move.time);
            }
        }
        if (clearing.isPresent() && !open.isEmpty()) {
            endAll(open, clearing.get());
        }
    }

    private static Optional<Long> next(Iterator<Long> times) {
        return times.hasNext() ? Optional.of(times.next()) : Optional.empty();
    }

    private static void endAll(Deque<Pool> open, long at) {
        open.forEach(pool -> pool.end(at));
        open.clear();
    }

    private static Pool pool(Deque<Pool> open, IdentifierRow entry) {
        for (Iterator<Pool> youngest = open.descendingIterator(); youngest.hasNext(); ) {
            Pool pool = youngest.next();
            if (pool.time != entry.time) {
                break;
            }
            if (Objects.equals(pool.uom, entry.uom)) {
                return pool;
            }
        }
        Pool pool = new Pool(entry.time, entry.uom);
        open.addLast(pool);
        return pool;
    }

    private static void take(Deque<Pool> open, BigDecimal quantity, @Nullable String uom, long at) {
        BigDecimal wanted = quantity;
        for (Iterator<Pool> oldest = open.iterator(); oldest.hasNext() && wanted.signum() > 0; ) {
            Pool pool = oldest.next();
            if (pool.rest == null || !Objects.equals(pool.uom, uom)) {
                continue;
            }
            BigDecimal taken = pool.rest.min(wanted);
            pool.rest = pool.rest.subtract(taken);
            wanted = wanted.subtract(taken);
            if (pool.rest.signum() == 0) {
                pool.end(at);
                oldest.remove();
            }
        }
    }
}
