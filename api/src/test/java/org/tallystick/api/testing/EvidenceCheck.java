package org.tallystick.api.testing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import java.util.List;
import org.tallystick.identity.evidence.WebvhKeyHistory;
import org.tallystick.ledger.prove.EvidenceVerifier;
import org.tallystick.ledger.prove.TrustPolicy;
import org.tallystick.ledger.prove.VerificationReport;

/** Evidence of the node under test, verified as whoever carried it away does. */
public final class EvidenceCheck {
    private EvidenceCheck() {}

    public static byte[] download(String path) {
        Response answer = given().urlEncodingEnabled(false)
                .header("Authorization", "Bearer " + TestNode.administrator())
                .get(path);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/zip");
        assertThat(answer.header("Content-Disposition")).matches("attachment; filename=\"evidence-\\d+-\\d+\\.zip\"");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        return answer.asByteArray();
    }

    public static VerificationReport verify(byte[] file, TrustPolicy... policies) throws Exception {
        return new EvidenceVerifier(new WebvhKeyHistory()).verify(file, List.of(policies));
    }

    public static TrustPolicy servedPolicy() throws Exception {
        return TrustPolicy.parse(given().get("/log/policy").asString());
    }

    public static VerificationReport proven(byte[] file) throws Exception {
        VerificationReport report = verify(file, servedPolicy());
        assertThat(report.verdict()).as(report.toString()).isEqualTo(VerificationReport.Verdict.PROVEN);
        return report;
    }
}
