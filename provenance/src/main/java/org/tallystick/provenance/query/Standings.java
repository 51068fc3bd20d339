package org.tallystick.provenance.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.epcis.EventRecord;
import org.tallystick.provenance.identifier.CbvTerm;

/** Finds the records of an eventID. */
public final class Standings {
    /** The address before all others. */
    public static final RecordAddress START = new RecordAddress(-1, 0);

    /** Records may have a megabyte each, and of declarations the bytes are read: so many at a time are in memory. */
    private static final int FETCH_ROWS = 32;

    private static final String SELECT =
            "select e.index, e.position, n.statement, e.record_time, e.event_time, e.type, e.declared_wrong,"
                    + " e.declared_at, case when e.declared_at is not null then r.bytes end"
                    + " from event e join entry n on n.index = e.index"
                    + " left join record r on r.cti = n.cti and r.issuer = n.issuer and r.position = e.position"
                    + " where e.event_id = ?";

    private final DataSource dataSource;

    public Standings(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The records of that name after the address, in the order of the log. */
    public List<Standing> find(String eventID, RecordAddress after, int limit) throws SQLException {
        return select(SELECT + " and (e.index, e.position) > (?, ?) order by e.index, e.position limit ?", select -> {
            select.setString(1, eventID);
            select.setLong(2, after.index());
            select.setInt(3, after.position());
            select.setInt(4, limit);
        });
    }

    /** The error declarations of that name, the first ones. */
    public List<Standing> declarations(String eventID, int limit) throws SQLException {
        return select(SELECT + " and e.declared_at is not null order by e.index, e.position limit ?", select -> {
            select.setString(1, eventID);
            select.setInt(2, limit);
        });
    }

    private interface Binding {
        void bind(PreparedStatement select) throws SQLException;
    }

    private List<Standing> select(String sql, Binding binding) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false); // else the driver reads all rows at once
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                binding.bind(select);
                select.setFetchSize(FETCH_ROWS);
                List<Standing> found = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.add(standing(row));
                    }
                }
                return found;
            } finally {
                connection.rollback(); // nothing was written
                connection.setAutoCommit(true);
            }
        }
    }

    private static Standing standing(ResultSet row) throws SQLException {
        OffsetDateTime declaredAt = row.getObject(8, OffsetDateTime.class);
        SignedStatement.Header header = header(row.getLong(1), row.getBytes(3));
        return new Standing(
                new RecordAddress(row.getLong(1), row.getInt(2)),
                header.issuer(),
                header.keyId(),
                row.getObject(4, OffsetDateTime.class).toInstant(),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                row.getString(6),
                row.getBoolean(7),
                declaredAt == null
                        ? Optional.empty()
                        : Optional.of(declaration(declaredAt.toInstant(), row.getBytes(9))));
    }

    /** With the name that the issuer had then: the rows keep only what stays when a DID moves. */
    private static SignedStatement.Header header(long index, byte[] statement) {
        try {
            return SignedStatement.parse(statement).header();
        } catch (MalformedStatementException e) {
            throw new IllegalStateException("entry " + index + " is no signed statement", e);
        }
    }

    /** @param record null where it is not kept here any more */
    private static Standing.Declaration declaration(Instant declaredAt, byte @Nullable [] record) {
        if (record == null) {
            return new Standing.Declaration(declaredAt, Optional.empty(), List.of());
        }
        EventFacts.ErrorDeclaration declared = EventRecord.of(record).facts().errorDeclaration();
        if (declared == null) {
            throw new IllegalStateException("a row tells of an error declaration that its record is not; rebuild");
        }
        return new Standing.Declaration(
                declared.declarationTime(),
                Optional.ofNullable(declared.reason()).map(CbvTerm::key),
                declared.correctiveEventIDs());
    }
}
