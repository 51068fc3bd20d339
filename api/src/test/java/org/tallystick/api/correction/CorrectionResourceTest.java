package org.tallystick.api.correction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.Events;
import org.tallystick.api.testing.TestNode;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.commit.JournalRecord;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class CorrectionResourceTest {
    private static final String LIST = "epcisBody.queryResults.resultsBody.eventList";
    private static final String DID_NOT_OCCUR = "{\"reason\":\"did_not_occur\"}";

    @Inject
    Ledger ledger;

    @Inject
    DataSource dataSource;

    private long size() {
        return ledger.checkpoint().checkpoint().size();
    }

    private static Response captureEvent(String event) {
        Response answer =
                Caller.recorder().contentType("application/json").body(event).post("/epcis/events");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
        return answer;
    }

    private static String pathOf(Response answer, String event) {
        return "/api/v1/records/" + answer.path(event + ".index") + "/" + answer.path(event + ".position");
    }

    /** The path of the record of a newly captured event. */
    private static String captured(String event) {
        return pathOf(captureEvent(event), "events[0]");
    }

    private static String captured() {
        return captured(Events.bare(Events.newId(), Events.newEpc()));
    }

    private static Response correct(String record, String form) {
        return Caller.recorder().contentType("application/json").body(form).post(record + "/correction");
    }

    private static String incorrect(String... correctiveEvents) {
        return "{\"reason\":\"incorrect_data\",\"correctiveEvents\":[" + String.join(",", correctiveEvents) + "]}";
    }

    private String bytes(String record) throws SQLException {
        String[] steps = record.split("/");
        JournalRecord found = ledger.journal()
                .record(Long.parseLong(steps[steps.length - 2]), Integer.parseInt(steps[steps.length - 1]))
                .orElseThrow();
        return new String(((JournalRecord.Present) found).bytes(), UTF_8);
    }

    @Test
    void correction_declaresTheRecordWrongAndTracesTheRightEvent() throws SQLException {
        String wrong = Events.newId();
        String right = Events.newId();
        String epc = Events.newEpc();
        String record = captured(Events.bare(wrong, epc));
        long size = size();
        Response answer = correct(record, incorrect(Events.bare(right, epc)));

        answer.then()
                .statusCode(201)
                .body("declaration.eventID", is(wrong))
                .body("declaration.position", is(0))
                .body("correctiveEvents.eventID", contains(right))
                .body("correctiveEvents.position", contains(1));
        assertThat(size()).isEqualTo(size + 1);
        String declaration = pathOf(answer, "declaration");
        assertThat(answer.header("Location")).endsWith(declaration);
        String before = bytes(record);
        String after = bytes(declaration);
        assertThat(after).startsWith(before.substring(0, before.length() - 1) + ",\"errorDeclaration\":{");
        assertThat(after).endsWith("\"reason\":\"incorrect_data\",\"correctiveEventIDs\":[\"" + right + "\"]}}");
        Caller.reader()
                .get("/epcis/events/{id}", wrong)
                .then()
                .statusCode(200)
                .body(LIST, hasSize(2))
                .body(
                        LIST + ".findAll { it.errorDeclaration != null }.errorDeclaration.correctiveEventIDs.flatten()",
                        contains(right));
        Caller.reader()
                .get("/api/v1/trace/{epc}", epc)
                .then()
                .statusCode(200)
                .body("events.eventID", contains(right))
                .body("declaredWrong.event.eventID", contains(wrong));
    }

    @Test
    void correction_withoutCorrectiveEvent_takesTheEventOutOfTheTrace() {
        String epc = Events.newEpc();
        String record = captured(Events.bare(Events.newId(), epc));
        correct(record, DID_NOT_OCCUR).then().statusCode(201).body("correctiveEvents", empty());
        Caller.reader().get("/api/v1/trace/{epc}", epc).then().statusCode(200).body("events", empty());
    }

    @Test
    void correction_correctiveEventWithoutIdAndContext_hasTheRecordsContextAndAGeneratedId() throws SQLException {
        String epc = Events.newEpc();
        String record = captured(Events.bare(Events.newId(), epc));
        String event = Events.member("", epc).replace("\"eventID\":\"\",", "");
        Response answer = correct(record, incorrect(event));

        answer.then().statusCode(201);
        String made = bytes(pathOf(answer, "correctiveEvents[0]"));
        assertThat(made).startsWith("{\"@context\":[").endsWith("," + event.substring(1));
        assertThat(bytes(pathOf(answer, "declaration"))).contains(answer.<String>path("correctiveEvents[0].eventID"));
    }

    @Test
    void correction_sentAgain_isTheSameAnswerAndNoEntry() {
        String record = captured();
        String form = incorrect(Events.bare(Events.newId(), Events.newEpc()));
        Response first = correct(record, form);
        long size = size();
        Response second = correct(record, form);

        first.then().statusCode(201);
        second.then().statusCode(201).header("Idempotent-Replayed", is("true"));
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(size()).isEqualTo(size);
    }

    @Test
    void correction_otherThanTheOneThatStands_is409AndNamesIt() {
        String record = captured();
        Response first = correct(record, DID_NOT_OCCUR);
        long size = size();
        for (String other : new String[] {
            incorrect(),
            "{\"reason\":\"did_not_occur\",\"declarationTime\":\"2026-11-24T09:00:00Z\"}",
            incorrect(Events.bare(Events.newId(), Events.newEpc()))
        }) {
            Response second = correct(record, other);
            second.then()
                    .statusCode(409)
                    .contentType("application/problem+json")
                    .body("detail", containsString("wrong before"));
            assertThat(second.header("Link")).contains(pathOf(first, "declaration"));
        }
        assertThat(size()).isEqualTo(size);
    }

    @Test
    void correction_ofAnotherRecordOfTheEventDeclaredWrong_is409() {
        String id = Events.newId();
        String first = captured(Events.bare(id, Events.newEpc()));
        Response document = Caller.recorder()
                .contentType("application/json")
                .body(Events.document(Events.member(id, Events.newEpc())))
                .post("/epcis/capture");
        document.then().statusCode(202);
        correct(first, DID_NOT_OCCUR).then().statusCode(201);
        Response all = Caller.reader().get("/epcis/events/{id}", id);
        all.then().body(LIST, hasSize(3));
        String[] steps = first.split("/");
        String second = "/api/v1/records/" + (Long.parseLong(steps[steps.length - 2]) + 1) + "/0";
        correct(second, DID_NOT_OCCUR).then().statusCode(409).body("detail", containsString(id));
    }

    @Test
    void correction_ofADeclaration_is409() {
        Response answer = correct(captured(), DID_NOT_OCCUR);
        correct(pathOf(answer, "declaration"), DID_NOT_OCCUR)
                .then()
                .statusCode(409)
                .body("detail", containsString("error declaration itself"));
    }

    /** A node alone has no record of somebody else: the journal is told for a moment that one is. */
    @Test
    void correction_ofSomebodyElsesRecord_is403() throws SQLException {
        String record = captured();
        long index = Long.parseLong(record.split("/")[4]);
        int own = setIssuer(index, -1, true);
        try {
            correct(record, DID_NOT_OCCUR)
                    .then()
                    .statusCode(403)
                    .contentType("application/problem+json")
                    .body("detail", containsString("did:webvh:QmSomebodyElse"))
                    .body("detail", containsString("/epcis/capture"));
        } finally {
            setIssuer(index, own, false);
        }
        correct(record, DID_NOT_OCCUR).then().statusCode(201);
    }

    /** Sets who made the entry and its records; returns who had. */
    private int setIssuer(long index, int issuer, boolean make) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                if (make) {
                    statement.execute("insert into issuer (id, did) overriding system value values (-1,"
                            + " 'did:webvh:QmSomebodyElse') on conflict do nothing");
                }
                int before;
                try (var row = statement.executeQuery("select issuer from entry where index = " + index)) {
                    row.next();
                    before = row.getInt(1);
                }
                for (String sql : new String[] {
                    "update record r set issuer = ? from entry e"
                            + " where e.index = ? and r.cti = e.cti and r.issuer = e.issuer",
                    "update entry set issuer = ? where index = ?",
                    "update event set issuer = ? where index = ?"
                }) {
                    try (PreparedStatement update = connection.prepareStatement(sql)) {
                        update.setInt(1, issuer);
                        update.setLong(2, index);
                        assertThat(update.executeUpdate()).as(sql).isEqualTo(1);
                    }
                }
                connection.commit();
                return before;
            }
        }
    }

    @Test
    void correction_withFaults_namesTheirPlacesAndStoresNothing() {
        String id = Events.newId();
        String record = captured(Events.bare(id, Events.newEpc()));
        long size = size();
        String good = Events.bare(Events.newId(), Events.newEpc());
        for (String[] faulty : new String[][] {
            {"{}", "/reason"},
            {"{\"reason\":\"because\"}", "/reason"},
            {"{\"reason\":\"incorrect_data\",\"declarationTime\":\"noon\"}", "/declarationTime"},
            {incorrect(good, good.replace("OBSERVE", "LOOK")), "/correctiveEvents/1/action"},
            {incorrect(Events.bare(id, Events.newEpc())), "/correctiveEvents/0/eventID"},
            {incorrect(good, good), "/correctiveEvents/1/eventID"},
        }) {
            correct(record, faulty[0])
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("type", is("urn:tallystick:problem:validation"))
                    .body("errors.pointer", contains(faulty[1]));
        }
        correct(record, "{\"reason\":\"did_not_occur\",\"reason\":\"incorrect_data\"}")
                .then()
                .statusCode(400);
        assertThat(size()).isEqualTo(size);
        correct(record, incorrect(good)).then().statusCode(201);
    }

    @Test
    void correction_byAnEventThatWasDeclaredWrong_isRefusedAtItsPlace() {
        String id = Events.newId();
        String event = Events.bare(id, Events.newEpc());
        correct(captured(event), DID_NOT_OCCUR).then().statusCode(201);
        correct(captured(), incorrect(event))
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("/correctiveEvents/0/eventID"));
    }

    @Test
    void dryRun_showsTheDocumentToWhoMayRead_andStoresNothing() {
        String id = Events.newId();
        String right = Events.newId();
        String epc = Events.newEpc();
        String record = captured(Events.bare(id, epc));
        long size = size();
        Caller.recorder()
                .contentType("application/json")
                .body(incorrect(Events.bare(right, epc)))
                .post(record + "/correction?dryRun=true")
                .then()
                .statusCode(403)
                .body("detail", containsString("record.read"))
                .body("$", not(hasKey("document")));
        Caller.administrator()
                .contentType("application/json")
                .body(incorrect(Events.bare(right, epc)))
                .post(record + "/correction?dryRun=true")
                .then()
                .statusCode(200)
                .body("dryRun", is(true))
                .body("eventIDs", contains(id, right))
                .body("document.epcisBody.eventList.eventID", contains(id, right))
                .body("document.epcisBody.eventList[0].errorDeclaration.correctiveEventIDs", contains(right));
        assertThat(size()).isEqualTo(size);
    }

    @Test
    void correction_ofNoRecord_is404() {
        for (String address : new String[] {"999999/0", "0/0", "01/0", "x/0"}) {
            correct("/api/v1/records/" + address, DID_NOT_OCCUR)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json");
        }
        String record = captured();
        correct(record.substring(0, record.length() - 1) + "1", DID_NOT_OCCUR)
                .then()
                .statusCode(404);
    }

    @Test
    void correction_withAKeyOfAnotherRequest_isRefused() {
        String key = Events.newId();
        String first = captured();
        String second = captured();
        for (int time = 0; time < 2; time++) {
            Caller.recorder()
                    .contentType("application/json")
                    .header("Idempotency-Key", key)
                    .body(DID_NOT_OCCUR)
                    .post(first + "/correction")
                    .then()
                    .statusCode(201);
        }
        Caller.recorder()
                .contentType("application/json")
                .header("Idempotency-Key", key)
                .body(DID_NOT_OCCUR)
                .post(second + "/correction")
                .then()
                .statusCode(422);
    }

    @Test
    void correction_fromAReader_isRefused() {
        Caller.reader()
                .contentType("application/json")
                .body(DID_NOT_OCCUR)
                .post(captured() + "/correction")
                .then()
                .statusCode(403);
    }
}
