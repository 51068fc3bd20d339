package org.tallystick.api.record;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.api.node.Node;
import org.tallystick.api.testing.EvidenceCheck;
import org.tallystick.api.testing.HttpLog;
import org.tallystick.api.testing.TestEvents;
import org.tallystick.api.testing.TestNode;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.prove.TrustPolicy;
import org.tallystick.ledger.prove.VerificationReport;
import org.tallystick.ledger.prove.VerificationReport.Verdict;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class RecordResourceTest {
    @Inject
    Node node;

    @Inject
    DataSource dataSource;

    private static RequestSpecification administrator() {
        return given().header("Authorization", "Bearer " + TestNode.administrator());
    }

    private static String record(long index, int position) {
        return "/api/v1/records/" + index + "/" + position;
    }

    /** As an erasure does: the bytes, the salt and the fingerprint go, the digest stays, the row says why. */
    private void makeAbsent(long index, int position, String reason) throws Exception {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement("update record r set bytes = null, salt = null,"
                        + " fingerprint = null, absence = ? from entry e"
                        + " where e.index = ? and r.cti = e.cti and r.issuer = e.issuer and r.position = ?")) {
            update.setString(1, reason);
            update.setLong(2, index);
            update.setInt(3, position);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    @Test
    void record_isTheExactBytes() {
        // Spaces, an escape and a number that a parser would write otherwise.
        byte[] odd = TestEvents.event(TestEvents.newEventID(), " , \"ext:a\" : 1.0e2, \"ext:b\":\"\\u0041\"");
        long index = TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()), odd);
        Response answer = administrator().get(record(index, 1));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/ld+json");
        assertThat(answer.header("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(answer.asByteArray()).isEqualTo(odd);
        administrator()
                .header("If-None-Match", answer.header("ETag"))
                .get(record(index, 1))
                .then()
                .statusCode(304)
                .body(emptyString());
        administrator()
                .header("If-None-Match", answer.header("ETag"))
                .get(record(index, 0))
                .then()
                .statusCode(200);
    }

    @Test
    void record_withoutAKey_isClosed() {
        long index = TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()));
        given().get(record(index, 0)).then().statusCode(401);
        given().get(record(index, 0) + "/evidence").then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "99999999/0",
                "0/0",
                "1/0",
                "x/0",
                "-1/0",
                "9223372036854775808/0",
                "CAPTURE/1",
                "CAPTURE/00",
                "CAPTURE/-1",
                "CAPTURE/4294967296",
                "0CAPTURE/0"
            })
    void record_ofNoAddress_is404(String address) {
        long index = TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()));
        String path = "/api/v1/records/" + address.replace("CAPTURE", Long.toString(index));
        for (String of : List.of(path, path + "/evidence")) {
            administrator()
                    .get(of)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("type", is("urn:tallystick:problem:not-found"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"withheld", "erased"})
    void record_thatIsNotKeptHere_is410WithTheReason(String reason) throws Exception {
        long index = TestEvents.register(
                node.ledger(), TestEvents.event(TestEvents.newEventID()), TestEvents.event(TestEvents.newEventID()));
        administrator().get(record(index, 1)).then().statusCode(200);
        makeAbsent(index, 1, reason);

        administrator().get(record(index, 0)).then().statusCode(200);
        // Its digest stays: what is beside it is proven as before.
        EvidenceCheck.proven(EvidenceCheck.download(record(index, 0) + "/evidence"));
        for (String path : List.of(record(index, 1), record(index, 1) + "/evidence")) {
            administrator()
                    .get(path)
                    .then()
                    .statusCode(410)
                    .contentType("application/problem+json")
                    .body("type", is("urn:tallystick:problem:gone"))
                    .body("detail", containsString(index + "/1 is " + reason));
        }
    }

    @Test
    void evidence_besideARecordThatLeftNoDigest_is410AndSaysWhich() throws Exception {
        long index = TestEvents.register(
                node.ledger(), TestEvents.event(TestEvents.newEventID()), TestEvents.event(TestEvents.newEventID()));
        makeAbsent(index, 1, "erased");
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement("update record r set digest = null from entry e"
                        + " where e.index = ? and r.cti = e.cti and r.issuer = e.issuer and r.position = 1")) {
            update.setLong(1, index);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }

        administrator()
                .get(record(index, 0) + "/evidence")
                .then()
                .statusCode(410)
                .body("detail", containsString(index + "/1 is not here, nor its digest"));
    }

    @Test
    void evidence_ofEachRecord_isProvenUnderTheServedPolicyAlone() throws Exception {
        long index = TestEvents.register(
                node.ledger(),
                TestEvents.event(TestEvents.newEventID()),
                TestEvents.event(TestEvents.newEventID()),
                TestEvents.event(TestEvents.newEventID()));
        TrustPolicy other = TrustPolicy.ofLog(
                new NoteSigner(node.ledger().origin().name(), Ed25519SigningKey.ofSeed(new byte[32])).verifierKey(),
                TrustPolicy.Sizes.from(0));
        for (int position = 0; position < 3; position++) {
            byte[] file = EvidenceCheck.download(record(index, position) + "/evidence");
            VerificationReport proven = EvidenceCheck.proven(file);

            assertThat(proven.events()).hasSize(1);
            assertThat(proven.events().getFirst().index()).isEqualTo(index);
            assertThat(proven.events().getFirst().position()).isEqualTo(position);
            assertThat(proven.events().getFirst().size()).isEqualTo(index + 1);
            assertThat(proven.events().getFirst().keyIsCurrent()).isTrue();
            assertThat(EvidenceCheck.verify(file).verdict()).isEqualTo(Verdict.CONSISTENT);
            assertThat(EvidenceCheck.verify(file, other).verdict()).isEqualTo(Verdict.REFUSED);
        }
    }

    @Test
    void evidence_withOneByteOfTheRecordChanged_isRefused() throws Exception {
        String id = TestEvents.newEventID();
        long index = TestEvents.register(node.ledger(), TestEvents.event(id));
        byte[] file = EvidenceCheck.download(record(index, 0) + "/evidence");
        EvidenceCheck.proven(file);
        String text = new String(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        file[text.lastIndexOf("\"action\":\"OBSERVE\"") + 10]++;

        assertThat(EvidenceCheck.verify(file, EvidenceCheck.servedPolicy()).verdict())
                .isEqualTo(Verdict.REFUSED);
    }

    @Test
    void evidence_atTheNewest_isInTheNewestCheckpoint() throws Exception {
        long index = TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()));
        TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()));
        byte[] file = EvidenceCheck.download(record(index, 0) + "/evidence?at=newest");

        assertThat(EvidenceCheck.proven(file).events().getFirst().size())
                .isEqualTo(HttpLog.checkpoint(new HttpLog().note()).size());
        administrator().get(record(index, 0) + "/evidence?at=oldest").then().statusCode(400);
    }

    @Test
    void evidence_isInTheAuditTrailBeforeItIsHere() {
        long index = TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()));
        String path = record(index, 0) + "/evidence";
        EvidenceCheck.download(path);

        administrator()
                .get("/api/v1/audit?limit=1")
                .then()
                .statusCode(200)
                .body("member[0].action", is("evidence.export"))
                .body("member[0].target", is(path))
                .body("member[0].status", is(200));
        assertThat(administrator().get("/api/v1/audit?limit=1000").jsonPath().getList("member.target"))
                .filteredOn(target -> path.equals(target))
                .hasSize(1);
    }
}
