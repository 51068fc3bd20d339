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
import org.tallystick.postgres.SessionProperties;

/**
 * The database of a home while a command works: the configured one, or the home's own server, which is started for the
 * command when nothing runs. Plain connections, one login each.
 */
final class HomeDatabase implements AutoCloseable {
    private static final String JDBC_URL = "quarkus.datasource.jdbc.url";

    private final DataSource dataSource;
    private final Home.@Nullable Lock lock;
    private final @Nullable EmbeddedPostgres server;

    private HomeDatabase(DataSource dataSource, Home.@Nullable Lock lock, @Nullable EmbeddedPostgres server) {
        this.dataSource = dataSource;
        this.lock = lock;
        this.server = server;
    }

    /** Beside a running node, or alone: for commands that only read, or write what a node notices. */
    static HomeDatabase beside(Home home) throws IOException {
        Optional<DataSource> configured = configured();
        if (configured.isPresent()) {
            return new HomeDatabase(configured.get(), null, null);
        }
        Optional<EmbeddedPostgres> running = EmbeddedPostgres.attach(home.postgres());
        return running.isPresent() ? new HomeDatabase(running.get().dataSource(), null, running.get()) : alone(home);
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
            Optional<DataSource> configured = configured();
            HomeDatabase database;
            if (configured.isPresent()) {
                database = new HomeDatabase(configured.get(), lock, null);
            } else {
                EmbeddedPostgres started = EmbeddedPostgres.start(home.postgres());
                database = new HomeDatabase(started.dataSource(), lock, started);
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
    static Optional<DataSource> configured() throws IOException {
        Config config = ConfigProvider.getConfig();
        Optional<String> url = config.getOptionalValue(JDBC_URL, String.class);
        if (url.isEmpty()) {
            return Optional.empty();
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            source.setURL(url.get());
            for (var property : SessionProperties.ALL.entrySet()) {
                source.setProperty(property.getKey(), property.getValue());
            }
        } catch (IllegalArgumentException | SQLException e) {
            throw new IOException(JDBC_URL + " is no URL of a PostgreSQL database: " + e.getMessage(), e);
        }
        config.getOptionalValue("quarkus.datasource.username", String.class).ifPresent(source::setUser);
        config.getOptionalValue("quarkus.datasource.password", String.class).ifPresent(source::setPassword);
        return Optional.of(source);
    }

    DataSource dataSource() {
        return dataSource;
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
