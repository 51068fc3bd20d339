package org.tallystick.api.session;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;
import org.tallystick.api.access.Call;

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

    private static String name(HttpServerRequest request, Call call) {
        return call.isSecure()
                ? "__Host-tallystick"
                : "tallystick-" + request.localAddress().port();
    }

    public static Optional<SessionToken> read(HttpServerRequest request, Call call) {
        return Optional.ofNullable(request.getCookie(name(request, call)))
                .map(Cookie::getValue)
                .flatMap(SessionToken::parse);
    }

    public static void set(HttpServerRequest request, Call call, SessionToken token, Duration life) {
        put(request, call, token.text(), life.toSeconds());
    }

    /** Tells the browser to forget it. */
    public static void clear(HttpServerRequest request, Call call) {
        put(request, call, "", 0);
    }

    private static void put(HttpServerRequest request, Call call, String value, long seconds) {
        HttpServerResponse response = request.response();
        response.addCookie(Cookie.cookie(name(request, call), value)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(call.isSecure())
                .setSameSite(CookieSameSite.STRICT)
                .setMaxAge(seconds));
    }
}
