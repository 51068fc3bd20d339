package org.tallystick.api.dashboard;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import org.tallystick.api.door.PublicPaths;

/**
 * The dashboard's page. Which of its views an address means is decided in the browser, so that an address can be kept,
 * sent and reloaded; what is shown there comes from the API, which asks who it is.
 */
@Singleton
public final class Dashboard {
    /** Beside the static files, not among them: those may be cached for ever, and this names them. */
    private static final String PAGE = "/org/tallystick/web/index.html";

    private final Buffer page;

    Dashboard() throws IOException {
        try (InputStream in = Dashboard.class.getResourceAsStream(PAGE)) {
            if (in == null) {
                throw new IllegalStateException("web-ui was built without " + PAGE);
            }
            this.page = Buffer.buffer(in.readAllBytes());
        }
    }

    void install(@Observes Router router) {
        for (String path : PublicPaths.PAGES) {
            // Before the static files and the resources.
            router.route(HttpMethod.GET, path).order(0).handler(this::answer);
            router.route(HttpMethod.HEAD, path).order(0).handler(this::answer);
        }
    }

    private void answer(RoutingContext http) {
        http.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(page.copy());
    }
}
