package org.tallystick.home;

import java.io.IOException;
import java.nio.file.Path;

/** Another process has this home. The message is the one line a user reads. */
public final class HomeInUseException extends IOException {
    HomeInUseException(Path folder, String pid) {
        super("the home " + folder + " is in use by process " + pid + "; stop that one or choose another --home");
    }
}
