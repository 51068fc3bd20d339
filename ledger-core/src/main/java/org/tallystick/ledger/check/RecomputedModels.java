package org.tallystick.ledger.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.project.Projection;

/**
 * The read models made again beside the stored ones, by the projections themselves, and compared row by row.
 *
 * <p>Each table has a temporary one of its name, which a session's statements mean first: a projection writes there
 * without knowing of it. The tables are made before the snapshot's transaction begins; that one is read-only, so that
 * PostgreSQL refuses whatever would be written elsewhere. They are the session's own, seen by nobody else, spill to disk
 * and go with the session, also when it is killed.
 *
 * <p>Rows and position of a model move together, so the entries below the stored position are exactly those in the stored
 * rows, also of a model that is behind.
 */
final class RecomputedModels implements AutoCloseable {
    /** For the session's temporary tables: random look-ups in their indexes go to memory up to some million rows. */
    private static final String TEMPORARY_BUFFERS = "64MB";

    /** For grouping the rows of both sides; more goes to disk. */
    private static final String WORK_MEMORY = "64MB";

    /** Statistics are made by nobody for temporary tables: first after so many entries, then each time that they doubled. */
    private static final long FIRST_ANALYZED = 1_000;

    /** Types whose equal values can be printed differently, or that know no equality; compared as they are printed. */
    private static final String PRINTED_TYPES = "('numeric', 'float4', 'float8', 'json', 'xml')";

    /** Tells the rows of a table apart that has no primary key. */
    private static final Set<String> ADDRESS = Set.of("index", "position");

    private final Connection connection;
    private final List<Projection> projections;
    private final List<ModelTable> tables;

    private RecomputedModels(Connection connection, List<Projection> projections, List<ModelTable> tables) {
        this.connection = connection;
        this.projections = projections;
        this.tables = tables;
    }

    /** Makes the empty tables, in a transaction of their own. */
    static RecomputedModels open(Connection connection, List<Projection> projections) throws SQLException {
        List<ModelTable> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            // Refused by PostgreSQL once a session has had temporary tables, as one of a pool may.
            try (Rows fresh = new Rows(connection, "select pg_my_temp_schema() = 0")) {
                if (fresh.truth(1)) {
                    statement.execute("set temp_buffers = '" + TEMPORARY_BUFFERS + "'");
                }
            }
            for (Projection projection : projections) {
                for (String name : projection.tables()) {
                    tables.add(describe(connection, name));
                }
            }
            // Sent as one, so that there are all or none.
            statement.execute(tables.stream()
                    .map(table ->
                            "create temporary table " + table.name() + " (like " + table.stored() + " including all)")
                    .collect(Collectors.joining(";")));
            // What a pool's session has prepared still means the stored tables.
            statement.execute("discard plans");
        }
        return new RecomputedModels(connection, projections, List.copyOf(tables));
    }

    private static ModelTable describe(Connection connection, String name) throws SQLException {
        List<ModelTable.Column> columns = new ArrayList<>();
        String schema = "";
        try (Rows rows = new Rows(
                connection,
                "select quote_ident(n.nspname), a.attname, quote_ident(a.attname), t.typname in " + PRINTED_TYPES + ","
                        + " coalesce(a.attnum = any(p.indkey), false), p.indkey is not null"
                        + " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                        + " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
                        + " join pg_type t on t.oid = a.atttypid"
                        + " left join pg_index p on p.indrelid = c.oid and p.indisprimary"
                        + " where n.nspname = current_schema() and c.relname = ? order by a.attnum",
                name)) {
            for (; rows.there(); rows.advance()) {
                schema = rows.text(1);
                String column = rows.text(2);
                boolean unique = rows.truth(6);
                boolean key = unique ? rows.truth(5) : ADDRESS.contains(column);
                columns.add(new ModelTable.Column(column, rows.text(3), rows.truth(4), key, unique));
            }
        }
        if (columns.isEmpty()) {
            // As PostgreSQL says it of the other tables: the schema is another release's.
            throw new SQLException("relation \"" + name + "\" does not exist", "42P01");
        }
        return new ModelTable(schema, name, columns);
    }

    /**
     * Applies the entries below each model's position, in the snapshot's transaction.
     *
     * @param positions by the projection's name; none is 0
     */
    void fill(Journal journal, Map<String, Long> positions, CheckObserver observer) throws SQLException {
        Map<String, Long> ends = new HashMap<>();
        projections.forEach(projection -> ends.put(projection.name(), positions.getOrDefault(projection.name(), 0L)));
        long end = ends.values().stream().mapToLong(Long::longValue).max().orElse(0);
        long analyzed = FIRST_ANALYZED;
        long at = 0;
        while (at < end) {
            List<JournalEntry> page = journal.read(connection, at);
            if (page.isEmpty()) {
                throw new IllegalStateException("the journal has no entry " + at + " although all were compared");
            }
            for (Projection projection : projections) {
                long own = ends.getOrDefault(projection.name(), 0L);
                List<JournalEntry> entries =
                        page.stream().filter(entry -> entry.index() < own).toList();
                if (!entries.isEmpty()) {
                    projection.apply(connection, entries);
                }
            }
            at = Math.min(end, page.getLast().index() + 1);
            observer.recomputed(at, end);
            if (at >= analyzed) {
                analyze();
                analyzed = at * 2;
            }
        }
        analyze();
    }

    private void analyze() throws SQLException {
        if (tables.isEmpty()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "analyze " + tables.stream().map(ModelTable::recomputed).collect(Collectors.joining(", ")));
        }
    }

    /**
     * Compares both sides of each table, all columns, both ways.
     *
     * @return how many rows were recomputed
     */
    long compare(Differences differences) throws SQLException {
        long rows = 0;
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local work_mem = '" + WORK_MEMORY + "'");
            // What is printed does not depend on the session.
            statement.execute("set local timezone = 'UTC'");
            statement.execute("set local bytea_output = 'hex'");
        }
        for (ModelTable table : tables) {
            new ModelTableComparison(connection, differences, table).run();
            try (Rows count = new Rows(connection, "select count(*) from " + table.recomputed())) {
                rows += count.number(1);
            }
        }
        return rows;
    }

    /** Drops the tables; outside of the snapshot's transaction. */
    @Override
    public void close() throws SQLException {
        if (tables.isEmpty()) {
            return;
        }
        try (PreparedStatement drop = connection.prepareStatement(
                "drop table " + tables.stream().map(ModelTable::recomputed).collect(Collectors.joining(", ")))) {
            drop.execute();
        }
    }
}
