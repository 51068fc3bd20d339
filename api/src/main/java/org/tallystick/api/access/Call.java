package org.tallystick.api.access;

import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;

/**
 * One HTTP request as this application sees it: made at the door, kept with the request, read by resources.
 *
 * <p>A request is handled by one thread at a time; what the door and the resource set here is read after they end.
 */
public final class Call {
    private static final String KEY = Call.class.getName();

    private final String requestId;
    private final boolean epcis;
    private final String address;
    private final boolean secure;
    private final Instant at;
    private @Nullable Principal principal;
    private @Nullable String secret;
    private @Nullable Action action;
    private @Nullable String target;
    private boolean trailWritten;
    private boolean readsLog;

    private Call(String requestId, boolean epcis, String address, boolean secure, Instant at) {
        this.requestId = requestId;
        this.epcis = epcis;
        this.address = address;
        this.secure = secure;
        this.at = at;
    }

    /** Begins the call of this request. */
    public static Call begin(
            RoutingContext http, String requestId, boolean epcis, String address, boolean secure, Instant at) {
        Call call = new Call(requestId, epcis, address, secure, at);
        http.put(KEY, call);
        return call;
    }

    public static Call of(RoutingContext http) {
        return find(http)
                .orElseThrow(() -> new IllegalStateException(http.normalizedPath() + " did not come through the door"));
    }

    /** Empty for a request that failed before it came to the door. */
    public static Optional<Call> find(RoutingContext http) {
        return Optional.ofNullable(http.<@Nullable Call>get(KEY));
    }

    /** In each answer as X-Request-Id, in problems and in the log. */
    public String requestId() {
        return requestId;
    }

    /** Whether it came to {@code /epcis}, whose problems have names of their own. */
    public boolean epcis() {
        return epcis;
    }

    /** Where it came from, as the socket says, or a proxy that the operator trusts. */
    public String address() {
        return address;
    }

    /** Whether it left its caller by TLS, as the same one says. */
    public boolean isSecure() {
        return secure;
    }

    public Instant at() {
        return at;
    }

    /** The id of the API key or person, if it has one. */
    public Optional<String> callerId() {
        return Optional.ofNullable(principal).map(Principal::id);
    }

    /** The id of the API key or person of a call that was let in. */
    public String caller() {
        if (principal == null) {
            throw new IllegalStateException("this call has no caller; its resource must be closed without one");
        }
        return principal.id();
    }

    /** Who calls, by a key or in a session, if it is anybody. */
    public Optional<Principal> principal() {
        return Optional.ofNullable(principal);
    }

    /** The person who calls; a problem for a key, which has no account. */
    public Person person() {
        if (principal instanceof Person person) {
            return person;
        }
        throw Problem.of(ProblemType.FORBIDDEN, "This is for people with an account of their own.")
                .exception();
    }

    /** The text of the token it came with, of a key or of a session; for what is derived from it. */
    public String secret() {
        if (secret == null) {
            throw new IllegalStateException("this call has no caller; its resource must be closed without one");
        }
        return secret;
    }

    public void authenticated(Principal by, String withSecret) {
        this.principal = by;
        this.secret = withSecret;
    }

    /** Its rate in requests per second, where its key has one of its own. */
    public OptionalInt ownRate() {
        Integer rate = principal == null ? null : principal.requestsPerSecond();
        return rate == null ? OptionalInt.empty() : OptionalInt.of(rate);
    }

    /** The setting lets everyone at this address read tiles, entries and proofs. */
    public void letReadLog() {
        this.readsLog = true;
    }

    public boolean may(Action wanted) {
        return wanted.isPublic()
                || (wanted == Action.READ_LOG && readsLog)
                || (principal != null && principal.may(wanted));
    }

    public void doing(Action now) {
        this.action = now;
    }

    public Optional<Action> action() {
        return Optional.ofNullable(action);
    }

    /** Names what it was about more closely than its path does: the job it made, the key it revoked. */
    public void about(String what) {
        this.target = what;
    }

    public Optional<String> target() {
        return Optional.ofNullable(target);
    }

    /** Its line of the audit trail stands already, written in the transaction of what it did; or it gets none. */
    public void trailWritten() {
        this.trailWritten = true;
    }

    public boolean isTrailWritten() {
        return trailWritten;
    }
}
