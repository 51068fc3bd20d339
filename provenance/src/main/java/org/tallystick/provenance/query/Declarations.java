package org.tallystick.provenance.query;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.submit.RecordAddress;

/** Which events an issuer declared wrong. */
public final class Declarations {
    private final DataSource dataSource;

    public Declarations(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** An error declaration about the events of that name. */
    public record Declaration(String eventID, RecordAddress address) {}

    /** Of that issuer about any of these eventIDs, the oldest first. */
    public List<Declaration> by(Issuer lasting, Collection<String> eventIDs) throws SQLException {
        List<Declaration> declarations = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select e.event_id, e.index, e.position from event e"
                                + " join issuer s on s.id = e.issuer"
                                + " where e.event_id = any(?) and e.declared_at is not null and s.did = ?"
                                + " order by e.index, e.position")) {
            Array ids = connection.createArrayOf("text", eventIDs.toArray());
            select.setArray(1, ids);
            select.setString(2, lasting.did());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    declarations.add(
                            new Declaration(row.getString(1), new RecordAddress(row.getLong(2), row.getInt(3))));
                }
            }
            ids.free();
        }
        return declarations;
    }
}
