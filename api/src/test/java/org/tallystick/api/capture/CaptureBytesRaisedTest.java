package org.tallystick.api.capture;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(CaptureBytesRaisedTest.Raised.class)
class CaptureBytesRaisedTest {
    public static final class Raised extends CaptureBytes {
        public Raised() {
            super(20 << 20);
        }
    }

    private final CaptureBytes bytes = new Raised();

    @Test
    void captureBytes_raised_areAnnounced() {
        bytes.isAnnounced();
    }

    @Test
    void document_ofCaptureBytes_isTaken() {
        bytes.isTaken();
    }
}
