package org.tallystick.api.start;

import java.io.IOException;

/** What a command does with a server that answers, before it says that it is ready. Its failure stops the server. */
@FunctionalInterface
public interface Opening {
    /** @param url of the server, as a person types it into a browser on this machine */
    void open(String url) throws IOException, InterruptedException;
}
