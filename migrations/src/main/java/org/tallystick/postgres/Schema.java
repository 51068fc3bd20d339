package org.tallystick.postgres;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings a database to this release's schema by the scripts in {@code db/migration}, each applied once and in order.
 *
 * <p>The application does the same by its Flyway extension ({@code quarkus.flyway.schemas=ledger}); this is for commands
 * and tests that run without it. Both keep their record in {@code ledger.flyway_schema_history}, so either may come
 * first.
 */
public final class Schema {
    /** Every table of ours; {@code public} stays the operator's. */
    public static final String NAME = "ledger";

    private Schema() {}

    /**
     * @return how many scripts were applied: 0 when the database was up to date
     * @throws org.flywaydb.core.api.FlywayException when a script fails, or when one that was applied has changed since
     */
    public static int migrate(DataSource database) {
        return Flyway.configure(Schema.class.getClassLoader())
                .dataSource(database)
                .schemas(NAME)
                .locations("classpath:db/migration")
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
