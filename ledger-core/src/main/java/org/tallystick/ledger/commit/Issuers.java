package org.tallystick.ledger.commit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.tallystick.ledger.statement.Issuer;

/**
 * The small numbers under which entries and records name their issuers ({@code issuer} in {@code V010__journal.sql}).
 *
 * <p>Thread-safe; remembers all it has seen, since a number never changes.
 */
final class Issuers {
    private final DataSource dataSource;
    private final Map<Issuer, Integer> numbers = new ConcurrentHashMap<>();
    private final Map<Integer, Issuer> issuers = new ConcurrentHashMap<>();

    Issuers(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * The small number of an issuer, given on first use in a transaction of its own: a number that no entry uses does
     * no harm, and one that is remembered here is always in the database.
     */
    int number(Issuer anywhere) throws SQLException {
        Issuer issuer = anywhere.lasting();
        Integer remembered = numbers.get(issuer);
        if (remembered != null) {
            return remembered;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into issuer (did) values (?) on conflict (did) do nothing");
                PreparedStatement select = connection.prepareStatement("select id from issuer where did = ?")) {
            insert.setString(1, issuer.did());
            insert.executeUpdate();
            select.setString(1, issuer.did());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                int number = row.getInt(1);
                numbers.put(issuer, number);
                return number;
            }
        }
    }

    /** The issuer of a number that stands in an entry. */
    Issuer of(int number) throws SQLException {
        Issuer remembered = issuers.get(number);
        if (remembered != null) {
            return remembered;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("select did from issuer where id = ?")) {
            select.setInt(1, number);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new DifferingLedgerException("an entry names issuer " + number + ", which is not there");
                }
                Issuer issuer = new Issuer(row.getString(1));
                issuers.put(number, issuer);
                return issuer;
            }
        }
    }
}
