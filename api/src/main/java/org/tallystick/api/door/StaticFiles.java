package org.tallystick.api.door;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.regex.Pattern;

/**
 * How long a browser may keep the dashboard's files without asking.
 *
 * <p>What has the hash of its content in its name never changes. Everything else is asked for each time (If-Modified-Since), or
 * an upgrade would stay unseen for the day that Quarkus lets all of them be kept.
 */
final class StaticFiles {
    /** As esbuild writes them: {@code app-7KQ3XZ2M.js}. */
    private static final Pattern HASHED = Pattern.compile("/assets/[^/]+-[A-Z0-9]{8}\\.[a-z0-9.]+");

    private StaticFiles() {}

    /** Before the file is served, which adds a header of its own only where there is none. */
    static void putCaching(HttpServerResponse response, String path) {
        if (HASHED.matcher(path).matches()) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable");
        } else if (path.equals("/")
                || path.equals("/index.html")
                || path.equals("/favicon.svg")
                || path.startsWith("/assets/")) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        }
    }
}
