package org.tallystick.ledger.check;

import java.util.TreeMap;

/** Tells the observer of the first differences of each column and counts the others: a broken table is not a book. */
final class Differences {
    /** A person looks at some; whoever needs all repairs these and runs it again. */
    static final int TOLD_PER_COLUMN = 100;

    /** Values of rows can be long; the beginning of both tells them apart, or their lengths do. */
    private static final int VALUE_LENGTH_MAX = 200;

    private final CheckObserver observer;
    private final TreeMap<String, Long> counts = new TreeMap<>();

    Differences(CheckObserver observer) {
        this.observer = observer;
    }

    void add(String table, String row, String column, Object stored, Object recomputed) {
        long count = counts.merge(table + " " + column, 1L, Long::sum);
        if (count <= TOLD_PER_COLUMN) {
            observer.difference(new Difference(table, row, column, text(stored), text(recomputed)));
        }
    }

    /** Adds one when the values differ. */
    void compare(String table, String row, String column, Object stored, Object recomputed) {
        if (!stored.equals(recomputed)) {
            add(table, row, column, stored, recomputed);
        }
    }

    boolean isIn(String table) {
        return counts.keySet().stream().anyMatch(counted -> counted.startsWith(table + " "));
    }

    TreeMap<String, Long> counts() {
        return counts;
    }

    private static String text(Object value) {
        String text = String.valueOf(value).replace('\n', ' ');
        return text.length() <= VALUE_LENGTH_MAX ? text : text.substring(0, VALUE_LENGTH_MAX) + "…";
    }
}
