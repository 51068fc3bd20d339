package org.tallystick.api.start;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tallystick.home.OwnerOnly;

/** The running application: says that it serves, then waits to be told to stop. */
public final class Serving implements QuarkusApplication {

    /** What {@link Start} wants said; null where the application is started by a test. */
    record Announcement(StartOptions options, Opening opening, PrintStream out, PrintStream err) {
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
    public int run(String... args) throws IOException, InterruptedException {
        Announcement announcement = Announcement.NEXT.get();
        if (announcement != null) {
            String url = announcement.options().url(port(announcement.options()));
            Path address = announcement.options().home().address();
            write(address, url);
            try {
                serve(announcement, url);
            } finally {
                delete(address);
            }
        } else {
            Quarkus.waitForExit();
        }
        return 0;
    }

    private static void serve(Announcement announcement, String url) throws IOException, InterruptedException {
        announcement.opening().open(url);
        announcement.out().println("ready " + url);
        announcement.out().flush();
        if (announcement.options().browser()) {
            Browser.open(url, announcement.err());
        }
        Quarkus.waitForExit();
    }

    /** For the commands that ask a running node. */
    private static void write(Path address, String url) {
        try {
            OwnerOnly.write(address, (url + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path address) {
        try {
            Files.deleteIfExists(address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port that the server got: with {@code --port 0} any. */
    private int port(StartOptions options) {
        return options.tls().isPresent() ? server.getSecurePort() : server.getPort();
    }
}
