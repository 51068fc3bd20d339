package org.tallystick.api.door;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.Settings;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.ApiKey;
import org.tallystick.api.access.ApiKeys;
import org.tallystick.api.access.ApiToken;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.Principal;
import org.tallystick.api.audit.AuditLine;
import org.tallystick.api.audit.AuditTrail;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.api.session.Session;
import org.tallystick.api.session.SessionCookie;
import org.tallystick.api.session.SessionToken;
import org.tallystick.api.session.Sessions;

/**
 * The first and the last to see a request, whatever serves it: a resource, a static file, health or metrics.
 *
 * <p>In: gives it an id, finds who is behind its bearer token or its session's cookie, turns away what is not public and has none ({@link
 * PublicPaths}), what comes too fast, and what is too large, before a byte of the body is read. Out: the security
 * headers, the line of the audit trail. What a caller may do is not asked here but where the method is known ({@link
 * Rights}); a path that slips by this list is still closed there.
 *
 * <p>Cross-origin requests are not answered (no CORS headers): the pages of this node are its own, and no other page
 * should spend a key that a person typed here.
 */
@Singleton
public final class Door {
    /** Before everything else that Quarkus puts in a request's way. */
    private static final int PRIORITY = 1_000;

    /** RFC 9110 asks for 8000 at least; no query of ours is longer, and longer ones are in nobody's log whole. */
    static final int MAX_URI_CHARS = 8_192;

    /** A shift that begins; each of them costs no more than a slow hash, and those are counted where they are made. */
    private static final int SIGNING_IN_MAX = 128;

    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{8,64}");
    private static final String BEARER = "Bearer ";
    private static final String CSRF_HEADER = "X-CSRF-Token";

    /** Where whole documents come in, which compress to a tenth. */
    private static final Set<String> TAKE_GZIP = Set.of("/epcis/capture", "/epcis/events");

    private static final Logger LOGGER = Logger.getLogger(Door.class);

    private final Settings.Limits limits;
    private final Settings.LogReaders logReaders;
    private final ApiKeys keys;
    private final Sessions sessions;
    private final AuditTrail trail;
    private final Clock clock;
    private final FailedTokens failedTokens;
    private final TrustedProxies proxies;
    private final WritesInFlight writes;
    /** Of those who are nobody yet: were it one budget, whoever withholds bodies would stop all captures. */
    private final WritesInFlight signingIn =
            new WritesInFlight(SIGNING_IN_MAX, (long) SIGNING_IN_MAX * PublicPaths.MAX_WRITE_BYTES);

    private final LastRequests lastRequests = new LastRequests();
    private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();

    Door(Settings settings, ApiKeys keys, Sessions sessions, AuditTrail trail, Clock clock) {
        this.limits = settings.limits();
        if (limits.captureBytes() > limits.captureBytesInFlight()) {
            throw new IllegalStateException("tallystick.limits.capture-bytes is " + limits.captureBytes()
                    + ", which capture-bytes-in-flight (" + limits.captureBytesInFlight() + ") never lets in");
        }
        this.logReaders = settings.log().readableBy();
        this.keys = keys;
        this.sessions = sessions;
        this.trail = trail;
        this.clock = clock;
        this.proxies = TrustedProxies.of(settings.proxy());
        this.failedTokens = new FailedTokens(limits.failedTokensPerMinute());
        this.writes = new WritesInFlight(limits.capturesInFlight(), limits.captureBytesInFlight());
    }

    void install(@Observes Filters filters) {
        filters.register(this::enter, PRIORITY);
    }

    /** What no resource takes, and what fails outside of resources. */
    void installEnds(@Observes Router router) {
        router.route().last().handler(http -> turnAway(http, nothingThere(http)));
        router.route().failureHandler(this::failed);
    }

    private void enter(RoutingContext http) {
        if (!lastRequests.mayEnter(http)) {
            return; // its connection is being closed
        }
        Call call = begin(http);
        http.addEndHandler(end -> leave(http, call));
        Optional<ApiToken> unknown = token(http.request()).filter(keys::isUnknown);
        if (unknown.isPresent() && !failedTokens.isOver(call.address(), System.nanoTime())) {
            lookUp(unknown.get(), http, call);
        } else {
            letIn(http, call);
        }
    }

    private Call begin(RoutingContext http) {
        HttpServerRequest request = http.request();
        TrustedProxies.Seen seen = proxies.see(request);
        Call call = Call.begin(
                http,
                requestId(request),
                http.normalizedPath().startsWith("/epcis"),
                seen.address(),
                seen.secure(),
                clock.instant());
        http.response().putHeader("X-Request-Id", call.requestId());
        SecurityHeaders.putInto(http.response());
        return call;
    }

    /** A key that another process made a moment ago is in the table before it is in memory. */
    private void lookUp(ApiToken unknown, RoutingContext http, Call call) {
        http.request().pause();
        http.vertx()
                .executeBlocking(
                        () -> {
                            keys.lookUp(unknown);
                            return null;
                        },
                        false)
                .onComplete(looked -> {
                    http.request().resume();
                    letIn(http, call);
                });
    }

    private void letIn(RoutingContext http, Call call) {
        @Nullable Problem problem = examine(http, call, http.normalizedPath());
        if (problem == null) {
            http.next();
        } else {
            turnAway(http, problem);
        }
    }

    private @Nullable Problem examine(RoutingContext http, Call call, String path) {
        HttpServerRequest request = http.request();
        if (request.uri().length() > MAX_URI_CHARS) {
            return Problem.of(ProblemType.URI_TOO_LONG, "The address is longer than " + MAX_URI_CHARS + " characters.");
        }
        Problem malformed = RequestForm.fault(request);
        if (malformed != null) {
            return malformed;
        }
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            Problem refused = authenticate(authorization, call);
            if (refused != null) {
                return refused;
            }
        } else {
            Problem refused = recognise(request, call);
            if (refused != null) {
                return refused;
            }
        }
        if (PublicPaths.isLog(request.method(), path) && logIsOpenTo(request)) {
            call.letReadLog();
        } else if (call.callerId().isEmpty() && isFromElsewhere(request, path)) {
            return Problem.of(ProblemType.FORBIDDEN, "The browser says that this comes from a page of another site.");
        } else if (call.callerId().isEmpty() && !PublicPaths.contains(request.method(), path)) {
            return needsKey();
        }
        if (path.equals("/q/metrics") && !call.may(Action.READ_METRICS)) {
            return Rights.mayNot(Action.READ_METRICS, call);
        }
        Problem tooFast = countRate(http, call);
        if (tooFast != null) {
            return tooFast;
        }
        if (isWrite(request.method())) {
            return beginWrite(http, path);
        }
        StaticFiles.putCaching(http.response(), path);
        return null;
    }

    // ---- who

    private static Optional<ApiToken> token(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        return authorization == null ? Optional.empty() : token(authorization);
    }

    private static Optional<ApiToken> token(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? ApiToken.parse(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    private @Nullable Problem authenticate(String authorization, Call call) {
        Optional<ApiToken> token = token(authorization);
        Optional<ApiKey> key = token.flatMap(keys::authenticate);
        if (key.isPresent() && !key.get().mayComeFrom(call.address())) {
            return refuseFromElsewhere(key.get(), call);
        }
        if (key.isPresent()) {
            call.authenticated(key.get(), token.orElseThrow().text());
            return null;
        }
        long wait = failedTokens.failed(call.address(), System.nanoTime());
        if (wait > 0) {
            return Problem.of(
                            ProblemType.TOO_MANY_REQUESTS,
                            "More than " + limits.failedTokensPerMinute()
                                    + " wrong API keys came from this address within a minute.")
                    .retryAfter(wait);
        }
        return needsKey(
                "The API key is unknown, expired or revoked.", "Bearer realm=\"tallystick\", error=\"invalid_token\"");
    }

    /**
     * A key that is right, from where it is not used: stolen, or moved without a word. Whoever reads the trail should know; as
     * with wrong tokens, no more often than a minute's worth from one network.
     */
    private Problem refuseFromElsewhere(ApiKey key, Call call) {
        long wait = tellOfElsewhere(key, call);
        if (wait > 0) {
            return Problem.of(ProblemType.TOO_MANY_REQUESTS, "Too many refused API keys came from this address.")
                    .retryAfter(wait);
        }
        return Problem.of(ProblemType.FORBIDDEN, "This API key is not for use from " + call.address() + ".");
    }

    /** The seconds to wait where it was too many, and no line. */
    private long tellOfElsewhere(Principal key, Call call) {
        long wait = failedTokens.failed(call.address(), System.nanoTime());
        if (wait == 0) {
            trail.add(new AuditLine(
                    call.at(),
                    key.id(),
                    call.address(),
                    AuditLine.KEY_ELSEWHERE,
                    null,
                    ProblemType.FORBIDDEN.status(),
                    call.requestId()));
        }
        return wait;
    }

    /** The session of the request's cookie, if it has one. What is public answers without, so an old cookie hinders nobody. */
    private @Nullable Problem recognise(HttpServerRequest request, Call call) {
        Optional<Session> session = SessionCookie.read(request, call).flatMap(sessions::find);
        if (session.isEmpty()) {
            return null;
        }
        if (!session.get().who().mayComeFrom(call.address())) {
            tellOfElsewhere(session.get().who(), call);
            return null; // as if it had no cookie: a computer that was carried away may sign in anew
        }
        if (isWrite(request.method()) && !isOwnPage(request, session.get().token())) {
            return Problem.of(
                    ProblemType.FORBIDDEN, "A write in a session needs its csrf value as " + CSRF_HEADER + ".");
        }
        call.authenticated(session.get().who(), session.get().token().text());
        return null;
    }

    private static boolean isOwnPage(HttpServerRequest request, SessionToken token) {
        String shown = request.getHeader(CSRF_HEADER);
        // Every current browser says where a request comes from; what does not say it still has to know the value.
        String site = request.getHeader("Sec-Fetch-Site");
        return shown != null && token.isCsrf(shown) && (site == null || site.equals("same-origin"));
    }

    /** Somebody else's page that signs a browser in, as somebody of its choosing. */
    private static boolean isFromElsewhere(HttpServerRequest request, String path) {
        String site = request.getHeader("Sec-Fetch-Site");
        return isWrite(request.method())
                && PublicPaths.contains(request.method(), path)
                && site != null
                && !site.equals("same-origin")
                && !site.equals("none");
    }

    static Problem needsKey() {
        return needsKey("This needs an API key: Authorization: Bearer tally_….", "Bearer realm=\"tallystick\"");
    }

    private static Problem needsKey(String detail, String challenge) {
        return Problem.of(ProblemType.UNAUTHENTICATED, detail).withHeader("WWW-Authenticate", challenge);
    }

    private boolean logIsOpenTo(HttpServerRequest request) {
        return switch (logReaders) {
            case ALL -> true;
            case KEYS -> false;
            // A proxy on this machine would make everyone a neighbour; it says so by these headers.
            case LOOPBACK ->
                isLoopback(request.remoteAddress())
                        && isLoopbackName(request.authority())
                        && !request.headers().contains("Forwarded")
                        && !request.headers().contains("X-Forwarded-For");
        };
    }

    private static boolean isLoopback(@Nullable SocketAddress address) {
        if (address == null || address.hostAddress() == null) {
            return false;
        }
        try {
            return InetAddress.getByName(address.hostAddress()).isLoopbackAddress(); // a literal: nothing is looked up
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /**
     * A page of elsewhere whose name its owner lets lead to this machine is of one origin with what it then reads (DNS
     * rebinding); so it is not enough to come from here, one must also ask for a name that leads nowhere else.
     */
    private static boolean isLoopbackName(@Nullable HostAndPort authority) {
        if (authority == null) {
            return false;
        }
        String host = authority.host();
        return host.equalsIgnoreCase("localhost")
                || host.equals("127.0.0.1")
                || host.equals("[::1]")
                || host.equals("::1");
    }

    /** The caller's own where it has the form of one, so that both logs tell of the same request. */
    private static String requestId(HttpServerRequest request) {
        String given = request.getHeader("X-Request-Id");
        if (given != null && REQUEST_ID.matcher(given).matches()) {
            return given;
        }
        // Unique in practice is enough: it names a request in logs and guards nothing.
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return Long.toUnsignedString(random.nextLong(), 36) + Long.toUnsignedString(random.nextLong(), 36);
    }

    // ---- how many, how large

    private @Nullable Problem countRate(RoutingContext http, Call call) {
        if (call.callerId().isEmpty()) {
            return null;
        }
        int perSecond = Math.min(call.ownRate().orElse(Integer.MAX_VALUE), limits.requestsPerSecond());
        long now = System.nanoTime();
        TokenBucket bucket = buckets.compute(
                call.caller(),
                (id, old) -> old == null || old.perSecond() != perSecond ? new TokenBucket(perSecond, now) : old);
        int left = bucket.take(now);
        HttpServerResponse response = http.response();
        response.putHeader("RateLimit-Policy", "\"key\";q=" + perSecond + ";w=1");
        response.putHeader("RateLimit", "\"key\";r=" + Math.max(left, 0) + ";t=1");
        if (left < 0) {
            return Problem.of(
                            ProblemType.TOO_MANY_REQUESTS,
                            "This caller may make " + perSecond + " requests per second.")
                    .retryAfter(1);
        }
        return null;
    }

    private @Nullable Problem beginWrite(RoutingContext http, String path) {
        Problem unreadable = RequestForm.bodyFault(http.request(), TAKE_GZIP.contains(path));
        if (unreadable != null) {
            return unreadable;
        }
        int max = maxBytes(http.request().method(), path);
        long length = bodyBytes(http.request(), max);
        if (length > max) {
            return Problem.of(
                    ProblemType.CAPTURE_LIMIT_EXCEEDED,
                    "The body has " + length + " bytes, at most " + max + " are taken at once.");
        }
        if (!trail.hasRoom()) {
            return Rights.trailIsFull();
        }
        WritesInFlight room = PublicPaths.contains(http.request().method(), path) ? signingIn : writes;
        // Out of its gzip it may be as large as any.
        long inMemory = RequestForm.isGzip(http.request()) ? max : length;
        if (!room.enter(inMemory)) {
            return Problem.of(ProblemType.UNAVAILABLE, room.count() + " writes are under way, as many as may be.")
                    .retryAfter(1);
        }
        http.addEndHandler(end -> room.leave(inMemory));
        return null;
    }

    private int maxBytes(HttpMethod method, String path) {
        if (PublicPaths.contains(method, path)) {
            return PublicPaths.MAX_WRITE_BYTES;
        }
        return path.equals("/epcis/capture")
                ? limits.captureBytes()
                : Math.min(limits.formBytes(), limits.captureBytes());
    }

    /** A body of unsaid length counts as large as it may be; Quarkus stops reading it at the wall. */
    private static long bodyBytes(HttpServerRequest request, int max) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null ? 0 : max;
        }
        // The HTTP parser has refused what is not a number.
        return Long.parseLong(length);
    }

    private static boolean isWrite(HttpMethod method) {
        return method == HttpMethod.POST
                || method == HttpMethod.PUT
                || method == HttpMethod.DELETE
                || method == HttpMethod.PATCH;
    }

    // ---- out

    private void leave(RoutingContext http, Call call) {
        Optional<Action> action = call.action();
        if (action.isEmpty() || action.get().trail() == Action.Trail.NONE || call.isTrailWritten()) {
            return;
        }
        String target = call.target().orElseGet(() -> http.request().uri());
        trail.add(new AuditLine(
                call.at(),
                call.callerId().orElse(null),
                call.address(),
                action.get().id(),
                target,
                http.response().getStatusCode(),
                call.requestId()));
    }

    private static Problem nothingThere(RoutingContext http) {
        return Problem.of(ProblemType.NOT_FOUND, "There is nothing at " + http.normalizedPath() + ".");
    }

    private void failed(RoutingContext http) {
        if (http.response().ended() || http.response().headWritten()) {
            http.response().reset();
            return;
        }
        // A request without Host, or for no path (OPTIONS *, CONNECT), fails before any handler sees it.
        Call call = Call.find(http).orElseGet(() -> begin(http));
        Throwable failure = http.failure();
        int status = http.statusCode();
        if (failure != null && status >= 500) {
            LOGGER.errorf(failure, "request %s failed", call.requestId());
            turnAway(
                    http,
                    Problem.of(
                            ProblemType.INTERNAL, "The server failed; its log has the reason under this request id."));
        } else if (status == 404) {
            turnAway(http, nothingThere(http));
        } else {
            turnAway(http, Problem.of(ProblemType.ofStatus(status), "The request could not be read."));
        }
    }

    private static void turnAway(RoutingContext http, Problem problem) {
        Call call = Call.of(http);
        HttpServerResponse response = http.response();
        if (response.ended()) {
            return;
        }
        response.setStatusCode(problem.type().status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        problem.headers().forEach(response::putHeader);
        Buffer body = Buffer.buffer(problem.json(call.epcis(), call.requestId()));
        if (problem.type() == ProblemType.CAPTURE_LIMIT_EXCEEDED
                && http.request().version() != HttpVersion.HTTP_2) {
            // The rest of the body is on its way and nobody reads it; HTTP/1.1 has no other way to say so.
            response.putHeader(HttpHeaders.CONNECTION, "close");
            response.end(body).onComplete(sent -> http.request().connection().close());
        } else {
            response.end(body);
        }
    }
}
