package org.tallystick.api.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.Events;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class CaptureTrailTest {
    @Inject
    DataSource dataSource;

    private static String captured() {
        return Caller.recorder()
                .contentType("application/json")
                .body(Events.bare(Events.newId(), Events.newEpc()))
                .post("/epcis/events")
                .then()
                .statusCode(201)
                .extract()
                .path("captureID");
    }

    private static void awaitLine(String job) throws InterruptedException {
        for (int i = 0; i < 100 && lines(job).isEmpty(); i++) {
            Thread.sleep(50);
        }
    }

    private static List<Map<String, Object>> lines(String job) {
        return Caller.auditor()
                .get("/api/v1/audit?limit=1000")
                .jsonPath()
                .param("job", job)
                .getList("member.findAll { it.target == job }");
    }

    @Test
    void complete_afterAKillTookALine_writesItFromTheJob() throws Exception {
        String kept = captured();
        String lost = captured();
        awaitLine(kept);
        awaitLine(lost);
        Map<String, Object> before = lines(lost).getFirst();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement delete = connection.prepareStatement("delete from audit where target = ?")) {
            delete.setString(1, lost);
            delete.executeUpdate();
        }
        assertThat(lines(lost)).isEmpty();

        assertThat(CaptureTrail.complete(dataSource)).isEqualTo(1);

        assertThat(lines(lost)).hasSize(1);
        assertThat(lines(kept)).hasSize(1);
        for (String member : List.of("key", "address", "action", "requestId")) {
            assertThat(lines(lost).getFirst()).containsEntry(member, before.get(member));
        }
        assertThat(CaptureTrail.complete(dataSource)).isZero();
    }
}
