package org.tallystick.api.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.tallystick.postgres.testing.TestDatabase;

/** A home and a database of the tests' own, both empty, for the application under test. */
public final class TestNode implements QuarkusTestResourceLifecycleManager {
    private static volatile Path home = Path.of("");

    private TestDatabase database;

    /** The token of the administrator's key of the node under test. */
    public static String administrator() {
        try {
            return Files.readAllLines(home.resolve("admin.key")).getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> start() {
        try {
            database = TestDatabase.fresh();
            home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "home-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> settings = new HashMap<>();
        settings.put("tallystick.home", home.toString());
        // All tests come from one address; what counts by name is as it is.
        settings.put("tallystick.limits.failed-passwords-per-minute", "1000");
        settings.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
        settings.put("quarkus.datasource.username", database.user());
        settings.put("quarkus.datasource.password", database.password());
        return settings;
    }

    @Override
    public void stop() {
        database.close();
    }
}
