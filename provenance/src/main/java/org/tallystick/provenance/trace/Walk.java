package org.tallystick.provenance.trace;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.query.Micros;
import org.tallystick.provenance.trace.Trace.Cut;

/**
 * One direction of a trace, as one recursive query.
 *
 * <p>It walks over three kinds of states. A <b>subject</b> is a thing that is traced: what it was made of, or what was made of
 * it, and what is in it. A <b>carrier</b> is something that a subject was in: its journeys count, and what it was in itself,
 * for the time that the subject was in there; what else was in it does not. An <b>event</b> is a transformation, met once
 * however many of its outputs are traced, so that a thousand outputs of a thousand inputs are two thousand steps and not a
 * million.
 *
 * <p>Every state has a window of time {@code [low, high]}, closed, so that what happens at one moment is found together:
 *
 * <pre>
 *                 backward                                  forward
 * subject         all up to high                            all from low
 *   → event       of which it is an output, in the window   of which it is an input, in the window
 *   → contents    subject up to its exit                    subject from its entry
 *   → container   carrier, for the stay within the window   likewise
 * carrier         only the window                           only the window
 *   → event                                                 of which it is an input, in the window: with all that is in it
 *   → container   carrier, for the stay within the window   likewise
 * event
 *   → siblings    events of the same transformationID       likewise
 *   → parts       inputs: subjects up to the event          outputs: subjects from the event on
 * </pre>
 *
 * A subject also has a window for its contents. What was asked for is traced with all that ever was in it; a pallet that
 * was used up, with what was in it at that moment; a case on the pallet, with what was in it while it stood there.
 *
 * <p>Windows only shrink along a way and equal states are met once, which is what {@code union} is for. So the walk ends even
 * where things go in circles (a lot that is reworked into itself, two boxes in each other), no way is longer than there are
 * states, and their number is the one limit that a walk needs beside the clock.
 */
final class Walk {
    /** A thing met, and the window in which it matters. */
    record Visit(String key, boolean isCarrier, long low, long high) {}

    private static final String START = """
            with recursive walk (kind, key, index, position, low, high, inside_low, inside_high) as (
              select 0, ?::text collate "C", null::bigint, null::integer,
                '-infinity'::timestamptz, 'infinity'::timestamptz, '-infinity'::timestamptz, 'infinity'::timestamptz
            union
              select n.* from walk w cross join lateral (
            """;

    /** Kinds: 0 subject, 1 carrier, 2 event. Roles and moves: see EventRole and Move. */
    private static final String CARRIERS_AND_SIBLINGS = """
            union all
              select 1, c.parent, null, null, greatest(c.event_time, w.low), least(c.until, w.high), null, null
              from event_identifier c
              where w.kind in (0, 1) and c.key = w.key and c.event_time <= w.high
                and c.role in (2, 7) and c.move = 1 and not c.void and c.until >= w.low
            union all
              select 2, null, s.index, s.position, null, null, null, null
              from event_identifier t
              join event_identifier s on s.key = t.key and s.role = 13 and not s.void
              where w.kind = 2 and t.index = w.index and t.position = w.position and t.role = 13 and not t.void
            ) n)
            select kind, key, low, high from walk limit ?
            """;

    private static final String BACKWARD = START + """
              select 2, null::text, i.index, i.position, null::timestamptz, null::timestamptz, null::timestamptz,
                null::timestamptz
              from event_identifier i
              where w.kind = 0 and i.key = w.key and i.event_time <= w.high and i.role in (4, 9) and not i.void
            union all
              select 0, i.key, null, null, '-infinity', i.event_time, i.event_time, i.event_time
              from event_identifier i
              where w.kind = 2 and i.index = w.index and i.position = w.position and i.role in (3, 8) and not i.void
            union all
              select 0, c.key, null, null, '-infinity', least(c.until, w.high),
                greatest(c.event_time, w.inside_low), least(c.until, w.inside_high)
              from event_identifier p
              join event_identifier c on c.index = p.index and c.position = p.position
                and c.role in (2, 7) and c.move = 1 and c.until >= w.inside_low
              where w.kind = 0 and p.key = w.key and p.event_time <= w.inside_high and p.role = 1 and not p.void
            """ + CARRIERS_AND_SIBLINGS;

    private static final String FORWARD = START + """
              select 2, null::text, i.index, i.position, null::timestamptz, null::timestamptz, null::timestamptz,
                null::timestamptz
              from event_identifier i
              where w.kind in (0, 1) and i.key = w.key and i.event_time between w.low and w.high
                and i.role in (3, 8) and not i.void
            union all
              select 0, i.key, null, null, i.event_time, 'infinity', i.event_time, 'infinity'
              from event_identifier i
              where w.kind = 2 and i.index = w.index and i.position = w.position and i.role in (4, 9) and not i.void
            union all
              select 0, c.key, null, null, greatest(c.event_time, w.low), 'infinity',
                greatest(c.event_time, w.inside_low), least(c.until, w.inside_high)
              from event_identifier p
              join event_identifier c on c.index = p.index and c.position = p.position
                and c.role in (2, 7) and c.move = 1 and c.until >= w.inside_low
              where w.kind = 0 and p.key = w.key and p.event_time <= w.inside_high and p.role = 1 and not p.void
            """ + CARRIERS_AND_SIBLINGS;

    /** How many rows the driver holds at a time. */
    private static final int FETCH_ROWS = 1_000;

    private final List<Visit> visits = new ArrayList<>();
    private final Set<Cut> cuts = EnumSet.noneOf(Cut.class);

    private Walk() {}

    static Walk backward(Connection connection, Identifier start, TraceLimits limits) throws SQLException {
        return walk(connection, BACKWARD, start, limits);
    }

    static Walk forward(Connection connection, Identifier start, TraceLimits limits) throws SQLException {
        return walk(connection, FORWARD, start, limits);
    }

    private static Walk walk(Connection connection, String sql, Identifier start, TraceLimits limits)
            throws SQLException {
        Walk walk = new Walk();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, start.key());
            select.setInt(2, limits.nodes() + 1);
            select.setFetchSize(FETCH_ROWS);
            try (ResultSet row = select.executeQuery()) {
                walk.read(row, limits);
            }
        }
        return walk;
    }

    private void read(ResultSet row, TraceLimits limits) throws SQLException {
        int states = 0;
        while (row.next()) {
            if (++states > limits.nodes()) {
                cuts.add(Cut.NODES);
                return;
            }
            int kind = row.getInt(1);
            if (kind != 2) {
                visits.add(new Visit(row.getString(2), kind == 1, Micros.read(row, 3), Micros.read(row, 4)));
            }
        }
    }

    List<Visit> visits() {
        return visits;
    }

    Set<Cut> cuts() {
        return cuts;
    }
}
