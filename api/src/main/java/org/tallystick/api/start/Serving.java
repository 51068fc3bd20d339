package org.tallystick.api.start;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The running application: says that it serves, then waits to be told to stop. */
public final class Serving implements QuarkusApplication {

    /** What {@link Start} wants said; null where the application is started by a test. */
    record Announcement(StartOptions options, PrintStream out, PrintStream err) {
        private static final AtomicReference<@Nullable Announcement> NEXT = new AtomicReference<>();

        static void set(Announcement announcement) {
            NEXT.set(announcement);
        }
    }

    private final HttpServer server;

    Serving(HttpServer server) {
        this.server = server;
    }

    @Override
    public int run(String... args) {
        Announcement announcement = Announcement.NEXT.get();
        if (announcement != null) {
            String url = announcement.options().url(port(announcement.options()));
            announcement.out().println("ready " + url);
            announcement.out().flush();
            if (announcement.options().browser()) {
                Browser.open(url, announcement.err());
            }
        }
        Quarkus.waitForExit();
        return 0;
    }

    /** The port that the server got: with {@code --port 0} any. */
    private int port(StartOptions options) {
        return options.tls().isPresent() ? server.getSecurePort() : server.getPort();
    }
}
