package org.tallystick.api.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.node.Node;
import org.tallystick.home.Home;
import org.tallystick.ledger.commit.DifferingLedgerException;

class CheckTest {
    @TempDir
    Path folder;

    @Test
    void check_homeOfANode_agrees_alsoWhileItRuns() throws Exception {
        try (TestHome test = TestHome.at(folder.resolve("home")).enter().filled(3)) {
            TestHome.Result stopped =
                    TestHome.run(new Check(), "--home", folder.resolve("home").toString());
            assertThat(stopped.exitCode()).as("%s", stopped).isZero();
            assertThat(stopped.out()).startsWith("all agrees: ").contains("5 entries, 3 records (0 absent)");

            try (Home.Lock lock = test.home().lock();
                    Node node = test.open()) {
                TestHome.capture(node, 3, 2);
                TestHome.Result running = TestHome.run(
                        new Check(), "--json", "--home", folder.resolve("home").toString());
                JsonNode json = new ObjectMapper().readTree(running.out());
                assertThat(running.exitCode()).as("%s", running).isZero();
                assertThat(json.get("agrees").booleanValue()).isTrue();
                assertThat(json.get("size").longValue()).isEqualTo(7);
            }
        }
    }

    @Test
    void check_changedRecord_isNamed_haltsTheLedger_andIsLiftedOnceRepaired() throws Exception {
        try (TestHome test = TestHome.at(folder).enter().filled(2)) {
            test.execute("create table saved as table record");
            test.execute(
                    "update record set bytes = set_byte(bytes, 200, 42) where name = '" + TestHome.eventId(1) + "'");

            TestHome.Result found = TestHome.run(new Check(), "--home", folder.toString());
            TestHome.Result again = TestHome.run(new Check(), "--json", "--home", folder.toString(), "--lift");

            assertThat(found.exitCode()).isEqualTo(1);
            assertThat(found.out()).contains("record entry=3 position=0 fingerprint: stored ", "halted");
            assertThat(again.exitCode())
                    .as("a ledger that differs is not let go")
                    .isEqualTo(1);
            assertThat(new ObjectMapper().readTree(again.out()).get("halted").booleanValue())
                    .isTrue();
            assertThatThrownBy(test::open)
                    .isInstanceOf(DifferingLedgerException.class)
                    .hasMessageContaining("halted: check found");

            test.execute("delete from record; insert into record table saved; drop table saved");
            TestHome.Result repaired = TestHome.run(new Check(), "--home", folder.toString());
            assertThat(repaired.exitCode()).isEqualTo(1);
            assertThat(repaired.out()).contains("all agrees", "--lift");
            assertThat(TestHome.run(new Check(), "--lift", "--home", folder.toString())
                            .exitCode())
                    .isZero();
            try (Node node = test.open()) {
                assertThat(TestHome.capture(node, 2, 1)).hasSize(1);
            }
        }
    }

    @Test
    void check_changedAttachment_isNamedAndHaltsTheLedger() throws Exception {
        try (TestHome test = TestHome.at(folder).enter().filled(1)) {
            // SHA-256(0x00 || 32 zero bytes || 'photo'), by PostgreSQL.
            test.execute("insert into attachment (digest, salt, content, media_type, added_at) values ("
                    + "sha256('\\x00'::bytea || decode(repeat('00', 32), 'hex') || 'photo'::bytea),"
                    + " decode(repeat('00', 32), 'hex'), 'photo'::bytea, 'image/png', now())");
            TestHome.Result untouched = TestHome.run(new Check(), "--home", folder.toString());
            assertThat(untouched.exitCode()).as("%s", untouched).isZero();

            test.execute("update attachment set content = content || 'x'::bytea");
            TestHome.Result found = TestHome.run(new Check(), "--home", folder.toString());

            assertThat(found.exitCode()).isEqualTo(1);
            assertThat(found.out())
                    .contains("attachment digest=", " salt, content: stored ", "halted")
                    .doesNotContain("all agrees");

            test.execute("update attachment set salt = null, content = null, erased_at = now()");
            TestHome.Result erased = TestHome.run(new Check(), "--home", folder.toString(), "--lift");
            assertThat(erased.exitCode()).as("%s", erased).isZero();
        }
    }

    @Test
    void check_wrongUse_isOneLineAndTwo() throws Exception {
        try (TestHome test = TestHome.at(folder.resolve("home")).enter()) {
            TestHome.Result noHome = TestHome.run(
                    new Check(), "--home", folder.resolve("nowhere").toString());
            TestHome.Result noOption = TestHome.run(new Check(), "--fast");
            test.home().lock().close();
            TestHome.Result noLedger =
                    TestHome.run(new Check(), "--home", folder.resolve("home").toString());

            assertThat(noHome.exitCode()).isEqualTo(2);
            assertThat(noHome.err()).contains("there is no home").hasLineCount(1);
            assertThat(noOption.exitCode()).isEqualTo(2);
            assertThat(noOption.err()).contains("--fast").hasLineCount(1);
            assertThat(noLedger.exitCode()).isEqualTo(2);
            assertThat(noLedger.err()).contains("no home of a node").hasLineCount(1);
        }
    }
}
