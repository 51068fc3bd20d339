package org.tallystick.api.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.tallystick.postgres.SessionProperties;

/** The application's sessions are those of the commands and the tests. */
class SessionPropertiesTest {
    private static final String PREFIX = "quarkus.datasource.jdbc.additional-jdbc-properties.";

    @Test
    void applicationProperties_ofTheDriver_areTheSessionProperties() throws IOException {
        Properties application = new Properties();
        try (InputStream file =
                Objects.requireNonNull(SessionPropertiesTest.class.getResourceAsStream("/application.properties"))) {
            application.load(file);
        }
        Map<String, String> ofTheDriver = new HashMap<>();
        application.stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(name -> ofTheDriver.put(name.substring(PREFIX.length()), application.getProperty(name)));

        assertThat(ofTheDriver).isEqualTo(SessionProperties.ALL);
    }
}
