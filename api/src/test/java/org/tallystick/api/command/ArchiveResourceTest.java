package org.tallystick.api.command;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.identity.evidence.WebvhKeyHistory;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.note.NoteVerifier;
import org.tallystick.ledger.prove.EvidenceVerifier;
import org.tallystick.ledger.prove.TrustPolicy;
import org.tallystick.ledger.prove.VerificationReport;

/** What a log published, read from the node that took its place. */
@QuarkusTest
@QuarkusTestResource(value = RestoredNode.class, restrictToAnnotatedClass = true)
class ArchiveResourceTest {
    private static final int SIZE = 2 + RestoredNode.CAPTURES;

    private static RequestSpecification administrator() {
        return given().header("Authorization", "Bearer " + RestoredNode.administrator);
    }

    private static byte[] get(String path) {
        return administrator().get(path).then().statusCode(200).extract().asByteArray();
    }

    @Test
    void archive_list_namesTheLogThatEnded() {
        given().get("/archive")
                .then()
                .statusCode(200)
                .body("[0].number", is(1))
                .body("[0].origin", is(RestoredNode.lostKey.name()))
                .body("[0].verifierKey", is(RestoredNode.lostKey.toString()))
                .body("[0].size", is(SIZE))
                .body("[0].lastCheckpoint", startsWith(RestoredNode.lostKey.name() + "\n" + SIZE + "\n"));
        given().get("/archive/1/vkeys").then().statusCode(200).body(is(RestoredNode.lostKey + "\n"));
        given().get("/archive/2/vkeys").then().statusCode(404);
    }

    @Test
    void archive_proofs_areThoseOfTheOldLog() throws Exception {
        for (int index = 0; index < SIZE; index++) {
            LogProof proof = LogProof.parse(get("/archive/1/proofs/" + index + ".tlog-proof"));
            new NoteVerifier(List.of(RestoredNode.lostKey)).verify(proof.signedCheckpoint());
        }
        assertThat(get("/archive/1/tile/0/000.p/" + SIZE)).hasSize(32 * SIZE);
        administrator().get("/archive/1/proofs/" + SIZE + ".tlog-proof").then().statusCode(404);
        administrator().get("/archive/1/tile/0/000.p/" + (SIZE + 1)).then().statusCode(404);
    }

    @Test
    void archive_recordAndEvidence_areWhatTheyWere() throws Exception {
        assertThat(get("/archive/1/records/3/0")).isEqualTo(TestHome.event(1));
        byte[] evidence = get("/archive/1/records/3/0/evidence");
        TrustPolicy policy = TrustPolicy.parse(get("/archive/1/policy"));

        VerificationReport report = new EvidenceVerifier(new WebvhKeyHistory()).verify(evidence, List.of(policy));

        assertThat(report.verdict()).as("%s", report.reason()).isEqualTo(VerificationReport.Verdict.PROVEN);
        assertThat(report.events().getFirst().origin()).isEqualTo(RestoredNode.lostKey.name());
        // What was proven before: the same parts, the page aside.
        assertThat(report.checks())
                .isEqualTo(new EvidenceVerifier(new WebvhKeyHistory())
                        .verify(RestoredNode.evidence, List.of(policy)).checks().stream()
                                .map(check -> check.detail().contains("parts, ")
                                        ? report.checks().getFirst()
                                        : check)
                                .toList());
    }

    @Test
    void archive_businessData_needsAKey() {
        for (String path : List.of("/archive/1/records/3/0", "/archive/1/records/3/0/evidence")) {
            given().get(path).then().statusCode(401);
        }
    }

    @Test
    void presentLog_hasTheRecordsAgain() {
        administrator().get("/epcis/events/" + TestHome.eventId(4)).then().statusCode(200);
        String old = new String(get("/archive/1/checkpoint"), StandardCharsets.UTF_8);
        String present = new String(get("/log/checkpoint"), StandardCharsets.UTF_8);
        assertThat(present.lines().findFirst()).isNotEqualTo(old.lines().findFirst());
    }
}
