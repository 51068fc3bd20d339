package org.tallystick.ledger.check;

/**
 * One value that is not what the rest of the ledger says it is.
 *
 * <pre>entry index=17 issuer: stored did:web:acme.example, recomputed did:web:other.example</pre>
 *
 * @param table of the schema, or the name of a file
 * @param row its key, as {@code column=value}
 * @param column that differs, or several where only their common hash shows it
 */
public record Difference(String table, String row, String column, String stored, String recomputed) {
    @Override
    public String toString() {
        return table + (row.isEmpty() ? "" : " " + row) + " " + column + ": stored " + stored + ", recomputed "
                + recomputed;
    }
}
