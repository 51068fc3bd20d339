package org.tallystick.provenance.trace;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.query.EventRole;
import org.tallystick.provenance.query.Micros;
import org.tallystick.provenance.query.Move;
import org.tallystick.provenance.trace.Trace.Cut;
import org.tallystick.provenance.trace.Walk.Visit;

/** What the read model says of the things that a walk has met, at the times at which they matter. */
final class TraceRows {
    /** A row of {@code event} with its issuer's DID. */
    record EventRow(
            RecordAddress address,
            String issuer,
            String eventID,
            String type,
            @Nullable Integer action,
            long eventTime,
            long recordTime,
            @Nullable String bizStep,
            @Nullable String disposition,
            @Nullable String readPoint,
            @Nullable String bizLocation,
            boolean isDeclaration,
            boolean isDeclaredWrong) {
        boolean counts() {
            return !isDeclaration && !isDeclaredWrong;
        }
    }

    /** One of the things, named by one of the events. */
    record Named(
            RecordAddress address,
            EventRole role,
            @Nullable Move move,
            String key,
            @Nullable String parent,
            @Nullable BigDecimal quantity,
            @Nullable String uom) {}

    /** A thing that was in or at another; until is infinity while it is there. */
    record StayRow(
            RecordAddress address,
            EventRole role,
            Move move,
            String child,
            String parent,
            long since,
            long until,
            @Nullable BigDecimal quantity,
            @Nullable String uom) {
        Trace.StayKind kind() {
            return move == Move.PACKED ? Trace.StayKind.PACKED : Trace.StayKind.ATTACHED;
        }
    }

    /** An error declaration about an event of that name. */
    record Declaration(RecordAddress address, String issuer, String eventID) {
        boolean isAbout(EventRow event) {
            return eventID.equals(event.eventID());
        }
    }

    private static final String WINDOWS =
            "from unnest(?::text[], ?::boolean[], ?::timestamptz[], ?::timestamptz[]) v (key, carrier, low, high)"
                    + " cross join lateral (select i.* from event_identifier i where ";

    private static final String EVENT_COLUMNS =
            "e.index, e.position, s.did, e.event_id, e.type, e.action, e.event_time, e.record_time, e.biz_step,"
                    + " e.disposition, e.read_point, e.biz_location, e.declared_at is not null, e.declared_wrong";

    /** {@code offset 0}: from the windows to the rows, in this order. */
    private static final String NAMED = "select " + EVENT_COLUMNS
            + ", i.role, i.move, i.key, i.parent, i.quantity, i.uom "
            + WINDOWS
            + "i.key = v.key and i.event_time between v.low and v.high and i.role <= 9 offset 0) i"
            + " join event e on e.index = i.index and e.position = i.position"
            + " join issuer s on s.id = e.issuer"
            // A carrier's events, but not those that put other things into it (0, ADD) or take them out (2, DELETE).
            // Its
            // row has a move where all is taken out.
            + " where not (v.carrier and i.role = 1 and i.move is null and e.action in (0, 2)"
            + " and e.type in ('AggregationEvent', 'AssociationEvent'))"
            + " limit ?";

    private static final String STAY_COLUMNS =
            "select i.index, i.position, i.role, i.move, i.key, i.parent, i.event_time, i.until, i.quantity, i.uom ";

    private static final String STAYS = STAY_COLUMNS
            + WINDOWS
            + "i.key = v.key and i.event_time <= v.high and i.until >= v.low"
            + " and i.role in (2, 7) and i.move in (1, 3) and not i.void offset 0) i limit ?";

    private static final String ATTACHED = STAY_COLUMNS
            + WINDOWS
            + "i.parent = v.key and i.event_time <= v.high and i.until >= v.low and i.move = 3 and not i.void offset 0) i"
            + " limit ?";

    private static final String BY_ADDRESS = "select " + EVENT_COLUMNS
            + " from unnest(?::bigint[], ?::integer[]) a (index, position)"
            + " join event e on e.index = a.index and e.position = a.position join issuer s on s.id = e.issuer";

    private static final String TRANSFORMATION_IDS =
            "select i.index, i.position, i.key from unnest(?::bigint[], ?::integer[]) a (index, position)"
                    + " cross join lateral (select i.* from event_identifier i"
                    + " where i.index = a.index and i.position = a.position and i.role = 13 offset 0) i";

    private static final String DECLARATIONS = "select e.index, e.position, s.did, e.event_id"
            + " from unnest(?::text[]) a (event_id)"
            + " join event e on e.event_id = a.event_id and e.declared_at is not null"
            + " join issuer s on s.id = e.issuer";

    /** How many rows the driver holds at a time. */
    private static final int FETCH_ROWS = 1_000;

    private final Map<RecordAddress, EventRow> events = new LinkedHashMap<>();
    private final Set<Named> named = new HashSet<>();
    private final Set<StayRow> stays = new HashSet<>();
    private final Map<RecordAddress, String> transformationIDs = new HashMap<>();
    private final List<Declaration> declarations = new ArrayList<>();
    private final Set<Cut> cuts = EnumSet.noneOf(Cut.class);

    private TraceRows() {}

    static TraceRows read(Connection connection, List<Visit> windows, TraceLimits limits) throws SQLException {
        TraceRows rows = new TraceRows();
        rows.readNamed(connection, windows, limits);
        rows.readStays(connection, STAYS, windows, limits);
        rows.readStays(connection, ATTACHED, windows, limits);
        rows.readEventsOfStays(connection);
        rows.readTransformationIDs(connection);
        rows.readDeclarations(connection);
        return rows;
    }

    /** What is read where time ran out. */
    static TraceRows none() {
        return new TraceRows();
    }

    Map<RecordAddress, EventRow> events() {
        return events;
    }

    EventRow event(RecordAddress address) {
        EventRow event = events.get(address);
        if (event == null) {
            throw new IllegalStateException("no event at " + address + ", which names something");
        }
        return event;
    }

    Set<Named> named() {
        return named;
    }

    Set<StayRow> stays() {
        return stays;
    }

    Map<RecordAddress, String> transformationIDs() {
        return transformationIDs;
    }

    List<Declaration> declarations() {
        return declarations;
    }

    Set<Cut> cuts() {
        return cuts;
    }

    private static void bindWindows(PreparedStatement select, List<Visit> windows) throws SQLException {
        bind(select, 1, "text", windows, Visit::key);
        bind(select, 2, "bool", windows, Visit::isCarrier);
        bind(select, 3, "timestamptz", windows, window -> Micros.text(window.low()));
        bind(select, 4, "timestamptz", windows, window -> Micros.text(window.high()));
    }

    private static <T> void bind(
            PreparedStatement select, int parameter, String type, List<T> items, Function<T, Object> value)
            throws SQLException {
        Object[] values = items.stream().map(value).toArray();
        select.setArray(parameter, select.getConnection().createArrayOf(type, values));
    }

    private void readNamed(Connection connection, List<Visit> windows, TraceLimits limits) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NAMED)) {
            bindWindows(select, windows);
            // An event names several of the things, so the limit on events is no limit on rows; ten a piece are plenty.
            select.setLong(5, 10L * limits.events());
            select.setFetchSize(FETCH_ROWS);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    RecordAddress address = address(row);
                    if (!events.containsKey(address)) {
                        if (events.size() == limits.events()) {
                            cuts.add(Cut.EVENTS);
                            return;
                        }
                        events.put(address, event(address, row));
                    }
                    named.add(new Named(
                            address,
                            EventRole.ofCode(row.getInt(15)),
                            move(row, 16),
                            row.getString(17),
                            row.getString(18),
                            row.getBigDecimal(19),
                            row.getString(20)));
                }
            }
        }
        if (named.size() >= 10L * limits.events()) {
            cuts.add(Cut.EVENTS);
        }
    }

    private static RecordAddress address(ResultSet row) throws SQLException {
        return new RecordAddress(row.getLong(1), row.getInt(2));
    }

    private static EventRow event(RecordAddress address, ResultSet row) throws SQLException {
        int action = row.getInt(6);
        boolean hasAction = !row.wasNull();
        return new EventRow(
                address,
                row.getString(3),
                row.getString(4),
                row.getString(5),
                hasAction ? action : null,
                Micros.read(row, 7),
                Micros.read(row, 8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getString(12),
                row.getBoolean(13),
                row.getBoolean(14));
    }

    private static @Nullable Move move(ResultSet row, int column) throws SQLException {
        int code = row.getInt(column);
        return row.wasNull() ? null : Move.ofCode(code);
    }

    private void readStays(Connection connection, String sql, List<Visit> windows, TraceLimits limits)
            throws SQLException {
        int max = limits.nodes() + 1;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            bindWindows(select, windows);
            select.setInt(5, max);
            int rows = 0;
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (++rows == max) {
                        cuts.add(Cut.NODES);
                        return;
                    }
                    stays.add(new StayRow(
                            address(row),
                            EventRole.ofCode(row.getInt(3)),
                            Move.ofCode(row.getInt(4)),
                            row.getString(5),
                            row.getString(6),
                            Micros.read(row, 7),
                            Micros.read(row, 8),
                            row.getBigDecimal(9),
                            row.getString(10)));
                }
            }
        }
    }

    /** The events that make the stays, where none of the things' windows reaches back to them. */
    private void readEventsOfStays(Connection connection) throws SQLException {
        List<RecordAddress> missing = stays.stream()
                .map(StayRow::address)
                .filter(address -> !events.containsKey(address))
                .distinct()
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        try (PreparedStatement select = connection.prepareStatement(BY_ADDRESS)) {
            bindAddresses(select, missing);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    RecordAddress address = address(row);
                    events.put(address, event(address, row));
                }
            }
        }
    }

    private static void bindAddresses(PreparedStatement select, List<RecordAddress> addresses) throws SQLException {
        bind(select, 1, "int8", addresses, RecordAddress::index);
        bind(select, 2, "int4", addresses, RecordAddress::position);
    }

    private void readTransformationIDs(Connection connection) throws SQLException {
        List<RecordAddress> transformations = events.values().stream()
                .filter(event -> event.type().equals("TransformationEvent"))
                .map(EventRow::address)
                .toList();
        if (transformations.isEmpty()) {
            return;
        }
        try (PreparedStatement select = connection.prepareStatement(TRANSFORMATION_IDS)) {
            bindAddresses(select, transformations);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    transformationIDs.put(address(row), row.getString(3));
                }
            }
        }
    }

    private void readDeclarations(Connection connection) throws SQLException {
        List<String> names =
                events.values().stream().map(EventRow::eventID).distinct().toList();
        if (names.isEmpty()) {
            return;
        }
        try (PreparedStatement select = connection.prepareStatement(DECLARATIONS)) {
            bind(select, 1, "text", names, name -> name);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    declarations.add(new Declaration(address(row), row.getString(3), row.getString(4)));
                }
            }
        }
    }
}
