package org.tallystick.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;

/**
 * Brings a database to this release's schema by the scripts in {@code db/migration}, each applied once and in order.
 *
 * <p>{@code start} calls it before the application opens the database, and so do commands and tests; the record of what
 * was applied is {@code ledger.flyway_schema_history}.
 */
public final class Schema {
    /** Every table of ours; {@code public} stays the operator's. */
    public static final String NAME = "ledger";

    /** Before the number of an archived log's schema: the tables of a log that this node does not sign any more. */
    public static final String ARCHIVE_PREFIX = "ledger_archive_";

    private Schema() {}

    /**
     * Archived logs are brought along, so that they can be read as the present one is.
     *
     * @return how many scripts were applied: 0 when the database was up to date
     * @throws org.flywaydb.core.api.FlywayException when a script fails, or when one that was applied has changed since
     */
    public static int migrate(DataSource database) {
        int applied = migrate(database, NAME, MigrationVersion.LATEST);
        for (String archive : archives(database)) {
            applied += migrate(database, archive, MigrationVersion.LATEST);
        }
        return applied;
    }

    /** Brings one schema, which is made if it is not there, to the given version and no further. */
    public static int migrateTo(String version, DataSource database, String schema) {
        return migrate(database, schema, MigrationVersion.fromVersion(version));
    }

    private static int migrate(DataSource database, String schema, MigrationVersion target) {
        return Flyway.configure(Schema.class.getClassLoader())
                .dataSource(database)
                .schemas(schema)
                .locations("classpath:db/migration")
                .target(target)
                .load()
                .migrate()
                .migrationsExecuted;
    }

    private static List<String> archives(DataSource database) {
        List<String> archives = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select nspname from pg_namespace where starts_with(nspname, ?) order by nspname")) {
            select.setString(1, ARCHIVE_PREFIX);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    archives.add(row.getString(1));
                }
            }
        } catch (SQLException e) {
            throw new FlywayException("the schemas of the database cannot be read: " + e.getMessage(), e);
        }
        return archives;
    }
}
