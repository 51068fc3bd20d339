package org.tallystick.postgres;

import java.io.IOException;

/** The embedded server could not be had; the message says why and what to do, in words for the operator. */
public final class EmbeddedPostgresException extends IOException {
    EmbeddedPostgresException(String message) {
        super(message);
    }

    EmbeddedPostgresException(String message, Throwable cause) {
        super(message, cause);
    }
}
