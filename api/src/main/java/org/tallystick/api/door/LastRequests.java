package org.tallystick.api.door;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets a body of unsaid length be the last that comes over its connection of HTTP/1.
 *
 * <p>A request with Transfer-Encoding and Content-Length both is how one request is smuggled inside another past a proxy that
 * reads the other of the two. The parser keeps Transfer-Encoding, as RFC 9112 (section 6.1) has it, and throws Content-Length
 * away unseen, so nothing here can tell such a request from an honest one. It demands that the connection is closed after it;
 * so every request with Transfer-Encoding closes its own, and what follows in the same connection is not answered.
 */
final class LastRequests {
    private final Set<HttpConnection> closing = ConcurrentHashMap.newKeySet();

    /** False for a request that came after the last. */
    boolean mayEnter(RoutingContext http) {
        HttpConnection connection = http.request().connection();
        if (closing.contains(connection)) {
            return false;
        }
        if (http.request().version() != HttpVersion.HTTP_2
                && http.request().headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            closing.add(connection);
            connection.closeHandler(closed -> closing.remove(connection));
            http.response().putHeader(HttpHeaders.CONNECTION, "close");
            http.addEndHandler(end -> connection.close());
        }
        return true;
    }
}
