package org.tallystick.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.keys.AdministratorKey;
import org.tallystick.api.node.Node;
import org.tallystick.home.Home;
import org.tallystick.identity.did.DidLog;

/** Keys of a home on which no node runs; with a running one: {@code OrganisationResourceTest}. */
class KeysTest {
    @TempDir
    Path folder;

    private TestHome test;

    @BeforeEach
    void open() throws Exception {
        test = TestHome.at(folder.resolve("home")).enter().filled(2);
        AdministratorKey.makeFirst(
                test.database().dataSource(),
                test.home(),
                new SecureRandom(),
                Clock.systemUTC().instant());
    }

    @AfterEach
    void close() {
        test.close();
    }

    private TestHome.Result keys(String... words) throws Exception {
        String[] all = java.util.Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--home";
        all[words.length + 1] = test.home().toString();
        return TestHome.run(new Keys(Clock.systemUTC()), all);
    }

    private DidLog log() throws Exception {
        try (Home.Lock lock = test.home().lock();
                Node node = test.open()) {
            return node.organisation().log();
        }
    }

    @Test
    void list_namesEveryKey_andShowsNoSecret() throws Exception {
        TestHome.Result listed = keys("list");

        assertThat(listed.exitCode()).as("%s", listed).isZero();
        assertThat(listed.out())
                .contains(HomeFiles.logVerifierKey(test.home()).toString())
                .contains("tallystick.localhost:acme, version 1")
                .contains("signing key ", "in force 20", "administrator: administrator", "never used");
        assertThat(listed.out())
                .doesNotContain(Files.readString(test.home().adminKey()).strip());
        assertThat(keys().out()).as("list is what keys does").isEqualTo(listed.out());
    }

    @Test
    void rotate_replacesTheSigningKey_andTheNextCaptureIsSignedWithIt() throws Exception {
        Optional<String> before = log().latest().document().assertionKeys().values().stream()
                .findAny()
                .map(Object::toString);

        TestHome.Result ordinary = keys("rotate");
        TestHome.Result emergency = keys("rotate", "--emergency");

        assertThat(ordinary.exitCode()).as("%s", ordinary).isZero();
        assertThat(emergency.exitCode()).as("%s", emergency).isZero();
        assertThat(emergency.out()).contains("is at version 3-", "make a new backup");
        assertThat(trail()).anyMatch(line -> line.startsWith("command-line rotated 2-"));
        assertThat(trail()).anyMatch(line -> line.startsWith("command-line rotated 3-"));
        try (Home.Lock lock = test.home().lock();
                Node node = test.open()) {
            assertThat(node.organisation().log().versions()).hasSize(3);
            assertThat(node.organisation().log().latest().document().assertionKeys().values().stream()
                            .map(Object::toString))
                    .doesNotContain(before.orElseThrow());
            assertThat(TestHome.capture(node, 2, 1)).hasSize(1);
        }
        assertThat(TestHome.run(new Check(), "--home", test.home().toString()).exitCode())
                .isZero();
    }

    @Test
    void administrator_makesAnotherKey_andKeepsTheFirst() throws Exception {
        String before = Files.readString(test.home().adminKey());

        TestHome.Result made = keys("administrator", "--name", "Ada");

        assertThat(made.exitCode()).as("%s", made).isZero();
        assertThat(Files.readString(test.home().adminKey())).isNotEqualTo(before);
        assertThat(made.out())
                .doesNotContain(Files.readString(test.home().adminKey()).strip());
        assertThat(keys("list").out()).contains("Ada: administrator", "administrator: administrator");
    }

    @Test
    void move_toADomain_keepsHistoryAndKey() throws Exception {
        TestHome.Result moved = keys("move", "acme.example:plants:north");

        assertThat(moved.exitCode()).as("%s", moved).isZero();
        assertThat(trail()).anyMatch(line -> line.startsWith("command-line moved 2-"));
        DidLog log = log();
        assertThat(log.latest().did().toString()).endsWith(":acme.example:plants:north");
        assertThat(log.latest().document().assertionKeys().values())
                .containsExactlyElementsOf(
                        log.first().document().assertionKeys().values());
    }

    private List<String> trail() throws Exception {
        try (Connection connection = test.database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select request_id || ' ' || target from audit where action = 'keys.manage' order by seq")) {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return lines;
        }
    }

    @Test
    void keys_wrongUse_isOneLineAndTwo() throws Exception {
        for (TestHome.Result result : new TestHome.Result[] {
            keys("burn"),
            keys("rotate", "--name", "x"),
            keys("list", "--emergency"),
            keys("move", "no domain"),
            TestHome.run(new Keys(Clock.systemUTC()), "move"),
            TestHome.run(
                    new Keys(Clock.systemUTC()),
                    "--home",
                    folder.resolve("nowhere").toString())
        }) {
            assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
            assertThat(result.err()).hasLineCount(1);
        }
    }
}
