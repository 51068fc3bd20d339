package org.tallystick.api.command;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.tallystick.home.Home;
import org.tallystick.postgres.EmbeddedPostgres;
import org.tallystick.postgres.Schema;
import org.tallystick.postgres.SessionProperties;

/**
 * The database of a home while a command works: the configured one, or the home's own server, which is started for the
 * command when nothing runs. Plain connections, one login each.
 */
final class HomeDatabase implements AutoCloseable {
    private final Access access;
    private final Home.@Nullable Lock lock;
    private final @Nullable EmbeddedPostgres server;

    private record Access(
            String url, @Nullable String user, @Nullable String password) {
        static Access of(EmbeddedPostgres server) {
            return new Access(server.jdbcUrl(), server.user(), server.password());
        }
    }

    private HomeDatabase(Access access, Home.@Nullable Lock lock, @Nullable EmbeddedPostgres server) {
        this.access = access;
        this.lock = lock;
        this.server = server;
    }

    /** Beside a running node, or alone: for commands that only read, or write what a node notices. */
    static HomeDatabase beside(Home home) throws IOException {
        Optional<Access> configured = configured();
        if (configured.isPresent()) {
            return new HomeDatabase(configured.get(), null, null);
        }
        Optional<EmbeddedPostgres> running = EmbeddedPostgres.attach(home.postgres());
        return running.isPresent() ? new HomeDatabase(Access.of(running.get()), null, running.get()) : alone(home);
    }

    /**
     * With the home to itself: no node runs on it, and none can be started.
     *
     * @throws org.tallystick.home.HomeInUseException when one does
     */
    static HomeDatabase alone(Home home) throws IOException {
        Home.Lock lock = home.lock();
        boolean opened = false;
        try {
            Optional<Access> configured = configured();
            HomeDatabase database;
            if (configured.isPresent()) {
                database = new HomeDatabase(configured.get(), lock, null);
            } else {
                EmbeddedPostgres started = EmbeddedPostgres.start(home.postgres());
                database = new HomeDatabase(Access.of(started), lock, started);
            }
            opened = true;
            return database;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /** The database that the environment names, as it does for a node: QUARKUS_DATASOURCE_JDBC_URL, USERNAME, PASSWORD. */
    private static Optional<Access> configured() {
        Config config = ConfigProvider.getConfig();
        return config.getOptionalValue("quarkus.datasource.jdbc.url", String.class)
                .map(url -> new Access(
                        url,
                        config.getOptionalValue("quarkus.datasource.username", String.class)
                                .orElse(null),
                        config.getOptionalValue("quarkus.datasource.password", String.class)
                                .orElse(null)));
    }

    static boolean isConfigured() {
        return configured().isPresent();
    }

    /** The tables of the present log. */
    DataSource dataSource() throws IOException {
        return dataSource(Schema.NAME);
    }

    /** The tables of one schema, such as an archived log's, without a prefix. */
    DataSource dataSource(String schema) throws IOException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            source.setURL(access.url());
            for (var property : SessionProperties.ALL.entrySet()) {
                source.setProperty(property.getKey(), property.getValue());
            }
        } catch (IllegalArgumentException | SQLException e) {
            throw new IOException(access.url() + " is no URL of a PostgreSQL database: " + e.getMessage(), e);
        }
        source.setCurrentSchema(schema);
        source.setUser(access.user());
        source.setPassword(access.password());
        return source;
    }

    @Override
    public void close() throws IOException {
        try {
            if (server != null) {
                server.close();
            }
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }
}
