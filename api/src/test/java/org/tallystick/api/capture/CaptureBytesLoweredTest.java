package org.tallystick.api.capture;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(CaptureBytesLoweredTest.Lowered.class)
class CaptureBytesLoweredTest {
    public static final class Lowered extends CaptureBytes {
        public Lowered() {
            super(64 << 10);
        }
    }

    private final CaptureBytes bytes = new Lowered();

    @Test
    void captureBytes_lowered_areAnnounced() {
        bytes.isAnnounced();
    }

    @Test
    void document_ofCaptureBytes_isTaken() {
        bytes.isTaken();
    }

    @Test
    void document_ofOneByteMore_isRefused() {
        bytes.oneMoreIsRefused();
    }
}
