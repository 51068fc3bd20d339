package org.tallystick.provenance.query;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.tallystick.provenance.query.IdentifierRow.Stored;

/**
 * Finds the stays that new, or no longer counting, rows can change, and settles them together with what is stored.
 *
 * <p>An instance's moves are read from the first change on: a stay that was over before it stays over. A class's moves in
 * and out of one parent are read whole, since what is left of it depends on all of them.
 *
 * <p>{@code offset 0} in the statements keeps PostgreSQL from joining in another order than from what is asked to its rows by
 * an index: while a model is built, the statistics are those of a table that was empty.
 */
final class StaySettlement {
    /** Packing and attachment have nothing to do with each other; named by the exit. */
    private record Child(String key, Move kind) {}

    private record Content(String parent, String key, Move kind) {}

    private record Parent(String key, Move kind) {}

    private record Emptied(Parent parent, long time) {}

    private final Connection connection;

    /** Instances whose stays may change, from that time on. */
    private final Map<Child, Long> children = new HashMap<>();

    private final Set<Content> contents = new HashSet<>();
    private final List<Emptied> emptied = new ArrayList<>();

    StaySettlement(Connection connection) {
        this.connection = connection;
    }

    /** A stored row that has been made void, of {@code role, move, event_time, key, parent}. */
    static IdentifierRow noLongerCounting(ResultSet row) throws SQLException {
        EventRole role = EventRole.ofCode(row.getInt(1));
        Move move = Move.ofCode(row.getInt(2));
        long time = Micros.read(row, 3);
        String key = row.getString(4);
        return role == EventRole.PARENT
                ? IdentifierRow.parent(IdentifierRow.NOT_NEEDED, time, key, move)
                : IdentifierRow.counted(IdentifierRow.NOT_NEEDED, role, time, key, move, row.getString(5), null, null);
    }

    /**
     * Settles the ends of the new rows and of the stored ones that they change.
     *
     * @param added new rows, to be stored with the ends that this sets
     * @param noLongerCounting stored rows that were made void
     * @return stored rows whose end has changed
     */
    List<IdentifierRow> settle(List<IdentifierRow> added, List<IdentifierRow> noLongerCounting) throws SQLException {
        List<IdentifierRow> addedMoves =
                added.stream().filter(row -> row.move != null && !row.isVoid).toList();
        if (addedMoves.isEmpty() && noLongerCounting.isEmpty()) {
            return List.of();
        }
        addedMoves.forEach(this::touch);
        noLongerCounting.forEach(this::touch);
        touchContentsOfEmptied();

        Map<Child, List<IdentifierRow>> byChild = new HashMap<>();
        Map<Content, List<IdentifierRow>> byContent = new HashMap<>();
        for (IdentifierRow move : addedMoves) {
            group(move, byChild, byContent);
        }
        for (IdentifierRow move : storedMoves()) {
            group(move, byChild, byContent);
        }
        Map<Parent, NavigableSet<Long>> clearings = clearings(addedMoves, byChild.values(), byContent.values());
        byChild.forEach((child, moves) -> Stays.settleInstance(
                moves, parent -> clearings.getOrDefault(new Parent(parent, child.kind()), none())));
        byContent.forEach((content, moves) ->
                Stays.settleClass(moves, clearings.getOrDefault(new Parent(content.parent(), content.kind()), none())));

        List<IdentifierRow> changed = new ArrayList<>();
        byChild.values().forEach(moves -> addChanged(moves, changed));
        byContent.values().forEach(moves -> addChanged(moves, changed));
        return changed;
    }

    private static NavigableSet<Long> none() {
        return Collections.emptyNavigableSet();
    }

    private static void addChanged(List<IdentifierRow> moves, List<IdentifierRow> changed) {
        for (IdentifierRow move : moves) {
            if (move.stored != null && move.isEntry() && move.until != move.stored.until()) {
                changed.add(move);
            }
        }
    }

    private void touch(IdentifierRow row) {
        Move kind = row.requireMove().exit();
        switch (row.role) {
            case PARENT -> emptied.add(new Emptied(new Parent(row.key, kind), row.time));
            case CHILD -> children.merge(new Child(row.key, kind), row.time, Math::min);
            case CHILD_CLASS -> contents.add(new Content(row.requireParent(), row.key, kind));
            default -> throw new IllegalStateException(row.role + " " + row.key + " moves");
        }
    }

    private static void group(
            IdentifierRow move, Map<Child, List<IdentifierRow>> byChild, Map<Content, List<IdentifierRow>> byContent) {
        Move kind = move.requireMove().exit();
        switch (move.role) {
            case CHILD ->
                byChild.computeIfAbsent(new Child(move.key, kind), child -> new ArrayList<>())
                        .add(move);
            case CHILD_CLASS ->
                byContent
                        .computeIfAbsent(
                                new Content(move.requireParent(), move.key, kind), content -> new ArrayList<>())
                        .add(move);
            default -> {}
        }
    }

    /**
     * What was in a parent when it was emptied, or is no longer emptied. What was in it before it was emptied the time
     * before is out since then, so no more is looked at than what came in between.
     */
    private void touchContentsOfEmptied() throws SQLException {
        if (emptied.isEmpty()) {
            return;
        }
        String sql = """
                select q.n, c.role, c.key
                from unnest(?::text[], ?::timestamptz[], ?::smallint[]) with ordinality q (key, time, exit, n)
                cross join lateral (
                    select coalesce(max(e.event_time), '-infinity') as time from event_identifier e
                    where e.key = q.key and e.role = 1 and e.move = q.exit and not e.void and e.event_time < q.time) before
                cross join lateral (
                    select p.index, p.position from event_identifier p
                    where p.key = q.key and p.role = 1 and p.event_time between before.time and q.time and not p.void
                    offset 0) p
                cross join lateral (
                    select c.role, c.key from event_identifier c
                    where c.index = p.index and c.position = p.position
                      and c.parent = q.key and c.move = q.exit - 1 and c.until >= q.time
                    offset 0) c
                """;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            setArray(select, 1, "text", emptied.stream().map(e -> e.parent().key()));
            setArray(select, 2, "timestamptz", emptied.stream().map(e -> Micros.text(e.time())));
            setArray(
                    select,
                    3,
                    "int2",
                    emptied.stream().map(e -> e.parent().kind().code()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Emptied by = emptied.get(row.getInt(1) - 1);
                    EventRole role = EventRole.ofCode(row.getInt(2));
                    String key = row.getString(3);
                    if (role == EventRole.CHILD) {
                        children.merge(new Child(key, by.parent().kind()), by.time(), Math::min);
                    } else {
                        contents.add(
                                new Content(by.parent().key(), key, by.parent().kind()));
                    }
                }
            }
        }
    }

    private List<IdentifierRow> storedMoves() throws SQLException {
        List<IdentifierRow> moves = new ArrayList<>();
        if (!children.isEmpty()) {
            String sql = "select role, move, event_time, until, key, parent, quantity, uom, ctid::text"
                    + " from event_identifier where key = any(?) and role = 2 and move is not null and not void";
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                setArray(
                        select,
                        1,
                        "text",
                        children.keySet().stream().map(Child::key).distinct());
                readMoves(select, moves);
            }
            moves.removeIf(move -> !matters(move));
        }
        if (!contents.isEmpty()) {
            List<Content> asked = List.copyOf(contents);
            String sql = """
                    select i.role, i.move, i.event_time, i.until, i.key, i.parent, i.quantity, i.uom, i.ctid::text
                    from unnest(?::text[], ?::text[]) q (parent, key)
                    cross join lateral (
                        select i.*, i.ctid from event_identifier i
                        where hashtextextended(i.key, hashtextextended(i.parent, 0))
                             = hashtextextended(q.key collate "C", hashtextextended(q.parent collate "C", 0))
                          and i.parent = q.parent and i.key = q.key
                          and i.role = 7 and i.move is not null and not i.void
                        offset 0) i
                    """;
            List<IdentifierRow> found = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                List<Content> pairs = asked.stream()
                        .map(c -> new Content(c.parent(), c.key(), Move.UNPACKED))
                        .distinct()
                        .toList();
                setArray(select, 1, "text", pairs.stream().map(Content::parent));
                setArray(select, 2, "text", pairs.stream().map(Content::key));
                readMoves(select, found);
            }
            found.removeIf(move -> !contents.contains(new Content(
                    move.requireParent(), move.key, move.requireMove().exit())));
            moves.addAll(found);
        }
        return moves;
    }

    /** Whether the row can change, or change others, from the first change of its child on. */
    private boolean matters(IdentifierRow move) {
        Long from = children.get(new Child(move.key, move.requireMove().exit()));
        return from != null && (move.time >= from || move.isEntry() && move.until >= from);
    }

    private static void readMoves(PreparedStatement select, List<IdentifierRow> moves) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                long until = row.getObject(4) == null ? Micros.INFINITY : Micros.read(row, 4);
                moves.add(IdentifierRow.stored(
                        EventRole.ofCode(row.getInt(1)),
                        Move.ofCode(row.getInt(2)),
                        Micros.read(row, 3),
                        row.getString(5),
                        row.getString(6),
                        row.getBigDecimal(7),
                        row.getString(8),
                        new Stored(row.getString(9), until)));
            }
        }
    }

    /** When the parents of these stays were emptied, from the first entry on. */
    private Map<Parent, NavigableSet<Long>> clearings(
            List<IdentifierRow> addedMoves,
            Collection<List<IdentifierRow>> byChild,
            Collection<List<IdentifierRow>> byContent)
            throws SQLException {
        Map<String, Long> parents = new HashMap<>();
        for (Collection<List<IdentifierRow>> groups : List.of(byChild, byContent)) {
            for (List<IdentifierRow> moves : groups) {
                for (IdentifierRow move : moves) {
                    if (move.isEntry()) {
                        parents.merge(move.requireParent(), move.time, Math::min);
                    }
                }
            }
        }
        Map<Parent, NavigableSet<Long>> clearings = new HashMap<>();
        for (IdentifierRow move : addedMoves) {
            if (move.role == EventRole.PARENT) {
                addClearing(clearings, move.key, move.requireMove(), move.time);
            }
        }
        if (parents.isEmpty()) {
            return clearings;
        }
        List<Map.Entry<String, Long>> asked = List.copyOf(parents.entrySet());
        String sql = """
                select i.key, i.move, i.event_time
                from unnest(?::text[], ?::timestamptz[]) q (key, time)
                cross join lateral (
                    select i.key, i.move, i.event_time from event_identifier i
                    where i.key = q.key and i.event_time >= q.time and i.role = 1 and i.move is not null and not i.void
                    offset 0) i
                """;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            setArray(select, 1, "text", asked.stream().map(Map.Entry::getKey));
            setArray(select, 2, "timestamptz", asked.stream().map(entry -> Micros.text(entry.getValue())));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    addClearing(clearings, row.getString(1), Move.ofCode(row.getInt(2)), Micros.read(row, 3));
                }
            }
        }
        return clearings;
    }

    private static void addClearing(Map<Parent, NavigableSet<Long>> clearings, String key, Move exit, long time) {
        clearings
                .computeIfAbsent(new Parent(key, exit), parent -> new TreeSet<>())
                .add(time);
    }

    /** Stores the changed ends. Rows are named by where they are: between reading and this nobody else moves them. */
    static void update(Connection connection, List<IdentifierRow> changed) throws SQLException {
        if (changed.isEmpty()) {
            return;
        }
        String sql = "update event_identifier i set until = q.until"
                + " from unnest(?::tid[], ?::timestamptz[]) q (place, until) where i.ctid = q.place";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            List<Stored> places = changed.stream().map(StaySettlement::place).toList();
            setArray(update, 1, "text", places.stream().map(Stored::ctid));
            setArray(update, 2, "timestamptz", changed.stream().map(row -> Micros.text(row.until)));
            int updated = update.executeUpdate();
            if (updated != changed.size()) {
                throw new IllegalStateException(
                        "updated " + updated + " of " + changed.size() + " rows; somebody else writes the read model");
            }
        }
    }

    private static Stored place(IdentifierRow row) {
        if (row.stored == null) {
            throw new IllegalStateException("the row of " + row.key + " is not stored");
        }
        return row.stored;
    }

    private static void setArray(
            PreparedStatement statement, int parameter, String type, java.util.stream.Stream<?> values)
            throws SQLException {
        Array array = statement.getConnection().createArrayOf(type, values.toArray());
        statement.setArray(parameter, array);
    }
}
