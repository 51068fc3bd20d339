package org.tallystick.api.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.Events;
import org.tallystick.api.testing.TestNode;

/**
 * A node with another {@code tallystick.limits.capture-bytes}, which is one number for all who go by it: the door, the
 * wall behind it, the reader, what OPTIONS announces.
 */
abstract class CaptureBytes implements QuarkusTestProfile {
    private final int max;

    CaptureBytes(int max) {
        this.max = max;
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("tallystick.limits.capture-bytes", Integer.toString(max));
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(TestNode.class));
    }

    void isAnnounced() {
        Caller.recorder()
                .options("/epcis/capture")
                .then()
                .statusCode(204)
                .header("GS1-EPCIS-Capture-File-Size-Limit", Integer.toString(max));
    }

    void isTaken() {
        capture(max).statusCode(202);
    }

    void oneMoreIsRefused() {
        capture(max + 1).statusCode(413).body("type", is("epcisException:CaptureLimitExceededException"));
    }

    private static ValidatableResponse capture(int bytes) {
        byte[] document =
                Events.document(Events.member(Events.newId(), Events.newEpc())).getBytes(UTF_8);
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) ' ');
        System.arraycopy(document, 0, body, 0, document.length);
        return Caller.recorder()
                .contentType("application/json")
                .body(body)
                .post("/epcis/capture")
                .then();
    }
}
