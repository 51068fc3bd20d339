package org.tallystick.ledger.check;

import java.util.List;

/**
 * A table of a read model, as the database describes it.
 *
 * @param schema as SQL writes it
 * @param name needs no quotes
 */
record ModelTable(String schema, String name, List<Column> columns) {

    /**
     * @param sql its name as SQL writes it
     * @param printed whether values are compared as they are printed, since equal ones can differ in print
     * @param key whether rows are told apart by it: of the primary key, or, where there is none, of the record's address
     * @param unique whether the key names one row
     */
    record Column(String name, String sql, boolean printed, boolean key, boolean unique) {
        String compared() {
            return printed ? sql + "::text as " + sql : sql;
        }
    }

    ModelTable {
        columns = List.copyOf(columns);
    }

    String stored() {
        return schema + "." + name;
    }

    String recomputed() {
        return "pg_temp." + name;
    }
}
