package org.tallystick.postgres;

import java.io.IOException;

/** The embedded server could not be had; the message says why and what to do, in words for the operator. */
public sealed class EmbeddedPostgresException extends IOException permits EmbeddedPostgres.PortTakenException {
    EmbeddedPostgresException(String message) {
        super(message);
    }

    EmbeddedPostgresException(String message, Throwable cause) {
        super(message, cause);
    }
}
