package org.tallystick.api.session;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * The cookie of a session.
 *
 * <pre>
 *   __Host-tallystick=Jx0…; Path=/; HttpOnly; Secure; SameSite=Strict      over TLS
 *   tallystick-8080=Jx0…; Path=/; HttpOnly; SameSite=Strict                on loopback without
 * </pre>
 *
 * <p>{@code __Host-} (RFC 6265bis) keeps a page of a neighbouring name from planting one; browsers take it with Secure
 * only. Cookies know no ports, so without TLS the port is in the name: two nodes of one machine do not sign each other's
 * people out.
 */
public final class SessionCookie {
    private SessionCookie() {}

    private static String name(HttpServerRequest request) {
        return request.isSSL()
                ? "__Host-tallystick"
                : "tallystick-" + request.localAddress().port();
    }

    public static Optional<SessionToken> read(HttpServerRequest request) {
        return Optional.ofNullable(request.getCookie(name(request)))
                .map(Cookie::getValue)
                .flatMap(SessionToken::parse);
    }

    public static void set(HttpServerRequest request, SessionToken token, Duration life) {
        put(request, token.text(), life.toSeconds());
    }

    /** Tells the browser to forget it. */
    public static void clear(HttpServerRequest request) {
        put(request, "", 0);
    }

    private static void put(HttpServerRequest request, String value, long seconds) {
        HttpServerResponse response = request.response();
        response.addCookie(Cookie.cookie(name(request), value)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(request.isSSL())
                .setSameSite(CookieSameSite.STRICT)
                .setMaxAge(seconds));
    }
}
