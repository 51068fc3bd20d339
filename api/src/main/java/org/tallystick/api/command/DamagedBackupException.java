package org.tallystick.api.command;

import java.io.IOException;

/** A file is no whole backup. */
final class DamagedBackupException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedBackupException(String message) {
        super(message);
    }
}
