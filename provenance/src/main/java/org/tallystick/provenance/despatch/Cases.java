package org.tallystick.provenance.despatch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.identifier.Identifier;

/**
 * Finds cases: open or closed, the latest first; those of a shipment; one. What its issuer has declared wrong is none, and
 * closes none. Thread-safe.
 */
public final class Cases {
    /** Of one shipment; whoever finds more sends it back. */
    private static final int OF_SHIPMENT_MAX = 200;

    /** Of the cases of one answer: nobody argues longer. */
    private static final int STEPS_MAX = 2_000;

    private static final String STANDS = "e.declared_at is null and not e.declared_wrong";

    private static final String FOUND =
            "select s.index, s.position, s.name, s.about, s.event_time, c.index, c.position,"
                    + " e.event_id, e.disposition"
                    + " from difference_step s join event e on e.index = s.index and e.position = s.position and "
                    + STANDS
                    + " left join lateral (select o.index, o.position from difference_step o"
                    + " join event oe on oe.index = o.index and oe.position = o.position"
                    + " and oe.declared_at is null and not oe.declared_wrong and oe.issuer = e.issuer"
                    + " where o.about = s.name and o.kind = 2 order by o.index, o.position limit 1) c on true"
                    + " where s.kind = 0";

    private static final String LATEST = FOUND + " and (s.event_time, s.index, s.position) < (?, ?, ?)"
            + " and (?::boolean is null or (c.index is null) = ?::boolean)"
            + " order by s.event_time desc, s.index desc, s.position desc limit ?";

    private static final String ONE = FOUND + " and s.index = ? and s.position = ?";

    private static final String OF_SHIPMENT = FOUND + " and s.about = any (?) and s.event_time >= ?"
            + " order by s.event_time, s.index, s.position limit " + OF_SHIPMENT_MAX;

    private static final String STEPS = "select s.about, s.index, s.position, e.event_id, s.event_time"
            + " from difference_step s join event e on e.index = s.index and e.position = s.position and " + STANDS
            + " where s.about = any (?) and s.kind in (1, 2) order by s.index, s.position limit " + STEPS_MAX;

    private final DataSource dataSource;

    public Cases(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** @param open only those that are, or are not; null: all */
    public List<Case> latest(@Nullable Boolean open, @Nullable After after, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(LATEST)) {
            After.set(select, 1, after);
            select.setObject(4, open);
            select.setObject(5, open);
            select.setInt(6, limit);
            return cases(select);
        }
    }

    /** The one that the event at this address opened. */
    public Optional<Case> at(RecordAddress address) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(ONE)) {
            select.setLong(1, address.index());
            select.setInt(2, address.position());
            return cases(select).stream().findFirst();
        }
    }

    /** Those under the despatch advice of a shipment, or about its event; the first first. */
    public List<Case> of(Despatch despatch) throws SQLException {
        List<String> about = new ArrayList<>();
        about.add(Identifier.parse(despatch.eventID()).key());
        despatch.paper().ifPresent(paper -> about.add(paper.key()));
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(OF_SHIPMENT)) {
            select.setArray(1, connection.createArrayOf("text", about.toArray()));
            select.setObject(2, utc(despatch.shippedAt()));
            return cases(select);
        }
    }

    /** What was said of these, in the order of the log. */
    public List<Case.Step> steps(Collection<Case> cases) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(STEPS)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "text", cases.stream().map(Case::name).toArray()));
            List<Case.Step> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new Case.Step(
                            row.getString(1),
                            new RecordAddress(row.getLong(2), row.getInt(3)),
                            row.getString(4),
                            row.getObject(5, OffsetDateTime.class).toInstant()));
                }
            }
            return found;
        }
    }

    private static List<Case> cases(PreparedStatement select) throws SQLException {
        List<Case> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                RecordAddress address = new RecordAddress(row.getLong(1), row.getInt(2));
                String name = row.getString(3);
                String about = row.getString(4);
                Instant observedAt = row.getObject(5, OffsetDateTime.class).toInstant();
                long closedIndex = row.getLong(6);
                Optional<RecordAddress> closedBy =
                        row.wasNull() ? Optional.empty() : Optional.of(new RecordAddress(closedIndex, row.getInt(7)));
                found.add(new Case(
                        address,
                        row.getString(8),
                        name,
                        about,
                        observedAt,
                        Optional.ofNullable(row.getString(9)),
                        closedBy));
            }
        }
        return found;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
