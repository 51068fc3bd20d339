package org.tallystick.provenance.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.testing.TestLedger;
import org.tallystick.postgres.testing.TestDatabase;
import org.tallystick.provenance.query.NaiveWorld.NaiveStay;
import org.tallystick.provenance.query.NaiveWorld.Told;

class EventProjectionTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    /** Everything that the rows say but where their records stand. */
    private static final String CONTENT =
            "select s.did, e.event_id, e.declared_at, e.declared_wrong, e.event_time, e.type,"
                    + " e.action, e.biz_step, e.disposition, e.read_point, e.biz_location, i.role, i.move, i.void, i.event_time,"
                    + " i.until, i.key, i.parent, i.type, i.quantity, i.uom"
                    + " from event e join issuer s on s.id = e.issuer"
                    + " left join event_identifier i on i.index = e.index and i.position = e.position";

    private static final String STAYS = "select s.did, e.event_id, i.move, i.key, i.parent, i.quantity, i.uom,"
            + " extract(epoch from i.event_time)::bigint,"
            + " case when i.until = 'infinity' then -1 else extract(epoch from i.until)::bigint end"
            + " from event_identifier i join event e using (index, position) join issuer s on s.id = e.issuer"
            + " where i.until is not null";

    private static TestDatabase database;
    private static AgroalDataSource pool;
    private TestJournal journal;

    @BeforeAll
    static void openDatabase() throws SQLException {
        database = TestDatabase.fresh();
        pool = TestLedger.pool(database);
    }

    @AfterAll
    static void closeDatabase() {
        pool.close();
        database.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        journal = new TestJournal(pool);
        journal.clear();
    }

    private static Instant at(int seconds) {
        return T0.plusSeconds(seconds);
    }

    /** Appends the records in entries of random size and projects them in calls of random size. */
    private void replay(List<Told> records, Random random) throws SQLException {
        journal.clear();
        int at = 0;
        while (at < records.size()) {
            String issuer = records.get(at).issuer();
            List<String> entry = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0 && at < records.size(); i--) {
                if (!records.get(at).issuer().equals(issuer)) {
                    break;
                }
                entry.add(records.get(at++).text());
            }
            journal.append(issuer, at(at), entry);
            if (random.nextBoolean()) {
                journal.project(new EventProjection(), 1 + random.nextInt(3));
            }
        }
        journal.project(new EventProjection(), 1 + random.nextInt(5));
    }

    private static List<String> naiveStays(List<Told> records) {
        List<String> rows = new ArrayList<>();
        for (NaiveStay stay : new NaiveWorld(records).stays()) {
            int move = stay.kind().equals("AggregationEvent") ? 1 : 3;
            long until = stay.until() == Long.MAX_VALUE ? -1 : stay.until() / 1_000_000;
            rows.add(TestJournal.issuer(stay.event().issuer()).did() + " "
                    + stay.event().eventID() + " " + move + " "
                    + stay.part().key() + " " + stay.parent() + " "
                    + stay.part().quantity() + " "
                    + stay.part().uom() + " " + stay.since() / 1_000_000 + " " + until);
        }
        rows.sort(null);
        return rows;
    }

    @Test
    void apply_anyOrderAndCut_givesTheSameRows() throws SQLException {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            List<Told> records = RandomWorld.records(random, 3 + random.nextInt(22));
            replay(records, random);
            List<String> rows = journal.rows(CONTENT);
            assertThat(journal.rows(STAYS)).as("stays of seed " + seed).isEqualTo(naiveStays(records));
            for (int permutation = 0; permutation < 3; permutation++) {
                List<Told> shuffled = new ArrayList<>(records);
                Collections.shuffle(shuffled, random);
                replay(shuffled, random);
                assertThat(journal.rows(CONTENT)).as("seed " + seed).isEqualTo(rows);
            }
        }
    }

    @Test
    void apply_recordThatIsNotHere_isARowThatSaysSo() throws SQLException {
        String event = EventText.object("urn:uuid:1", at(0), "OBSERVE")
                .list("epcList", "urn:x:a")
                .toString();
        long index = journal.append("acme", at(10), List.of(event, event, "{\"no\":\"event\"}", "garbage", event));
        journal.makeAbsent(index, 1, "withheld");
        journal.project();

        assertThat(journal.rows("select position, reason from unreadable_record"))
                .satisfiesExactly(
                        row -> assertThat(row).isEqualTo("1 withheld"),
                        row -> assertThat(row).startsWith("2 no valid event"),
                        row -> assertThat(row).startsWith("3 no valid event"));
        assertThat(journal.rows("select position from event")).containsExactly("0", "4");
    }

    @Test
    void apply_wordThatNoIndexCouldHold_isARowThatSaysSo() throws SQLException {
        String fits = EventText.object("urn:uuid:1", at(0), "OBSERVE")
                .list("epcList", "urn:x:a")
                .text("bizStep", "a".repeat(EventBatch.WORD_LENGTH_MAX))
                .toString();
        String tooLong = EventText.object("urn:uuid:2", at(0), "OBSERVE")
                .list("epcList", "urn:x:a")
                .text("bizStep", "a".repeat(EventBatch.WORD_LENGTH_MAX + 1))
                .toString();
        journal.append("acme", at(10), List.of(fits, tooLong));
        journal.project();

        assertThat(journal.rows("select event_id from event")).containsExactly("urn:uuid:1");
        assertThat(journal.rows("select position, reason from unreadable_record"))
                .containsExactly("1 a word of more than 2000 characters");
    }

    @Test
    void errorDeclaration_bySameIssuer_takesEffectBeforeAndAfter() throws SQLException {
        EventText event = EventText.object("urn:uuid:1", at(0), "OBSERVE").list("epcList", "urn:x:a");
        String original = event.toString();
        String declaration = event.declaresError(at(5)).toString();
        journal.append("acme", at(10), List.of(original));
        journal.append("acme", at(11), List.of(declaration));
        journal.append("acme", at(12), List.of(original));
        journal.project(new EventProjection(), 1);

        assertThat(journal.rows("select index, declared_at is not null, declared_wrong from event"))
                .containsExactly("0 f t", "1 t f", "2 f t");
    }

    @Test
    void errorDeclaration_byAnotherIssuer_hasNoEffect() throws SQLException {
        EventText event = EventText.object("urn:uuid:1", at(0), "OBSERVE").list("epcList", "urn:x:a");
        String original = event.toString();
        String declaration = event.declaresError(at(5)).toString();
        journal.append("acme", at(10), List.of(original));
        journal.append("beta", at(11), List.of(declaration));
        journal.project(new EventProjection(), 1);

        assertThat(journal.rows("select index, declared_at is not null, declared_wrong from event"))
                .containsExactly("0 f f", "1 t f");
    }

    @Test
    void apply_timesAtTheEdge_areKept() throws SQLException {
        journal.append(
                "acme",
                at(10),
                List.of(
                        EventText.object("urn:uuid:1", at(0), "OBSERVE")
                                .list("epcList", "urn:x:a")
                                .toString()
                                .replace("2026-01-01T00:00:00Z", "0000-01-01T00:00:00.123456789+14:00"),
                        EventText.aggregation("urn:uuid:2", at(0), "ADD")
                                .text("parentID", "urn:x:p")
                                .list("childEPCs", "urn:x:a")
                                .toString()
                                .replace("2026-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"),
                        EventText.aggregation("urn:uuid:3", at(0), "DELETE")
                                .text("parentID", "urn:x:p")
                                .list("childEPCs")
                                .toString()
                                .replace("2026-01-01T00:00:00Z", "9999-12-31T23:59:59.5-14:00")));
        journal.project();

        assertThat(journal.rows("select event_time from event order by event_time"))
                .containsExactly(
                        "0002-12-31 10:00:00.123456+00 BC", "10000-01-01 13:59:59+00", "10000-01-01 13:59:59.5+00");
        assertThat(journal.rows("select until from event_identifier where until is not null"))
                .containsExactly("10000-01-01 13:59:59.5+00");
    }

    @Test
    void numbers_ofEveryShape_areKeptDigitByDigit() throws SQLException {
        List<String> counts = List.of(
                "0",
                "1",
                "26.20",
                "0.0001",
                "-5.5",
                "12345678901234567890.123456789",
                "1E+3",
                "1e-7",
                "10000",
                "99999999",
                "0.00",
                "100000000.0001");
        List<String> records = new ArrayList<>();
        for (String count : counts) {
            records.add(EventText.object("urn:uuid:1", at(0), "OBSERVE")
                    .quantity("quantityList", "urn:x:lot", count, "KGM")
                    .toString());
        }
        journal.append("acme", at(10), records);
        journal.project();

        assertThat(journal.rows("select lpad(position::text, 2, '0'), quantity from event_identifier"))
                .containsExactly(
                        "00 0",
                        "01 1",
                        "02 26.20",
                        "03 0.0001",
                        "04 -5.5",
                        "05 12345678901234567890.123456789",
                        "06 1000",
                        "07 0.0000001",
                        "08 10000",
                        "09 99999999",
                        "10 0.00",
                        "11 100000000.0001");
    }
}
