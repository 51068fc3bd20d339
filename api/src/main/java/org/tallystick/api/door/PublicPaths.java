package org.tallystick.api.door;

import io.vertx.core.http.HttpMethod;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * All that answers without a key. What others verify us by, and what is needed to get as far as asking for a key:
 * nothing of it is anybody's business data. A path that is not named here is closed, also one that does not exist.
 */
public final class PublicPaths {
    /**
     * Every address of a view of the dashboard: one page, which shows nothing by itself. {@code routes.ts} has the same
     * list, and a test compares.
     */
    public static final Set<String> PAGES = Set.of(
            "/",
            "/shipments",
            "/differences",
            "/ship",
            "/receive",
            "/import",
            "/print",
            "/search",
            "/trace",
            "/event",
            "/data",
            "/keys",
            "/audit",
            "/people",
            "/account",
            "/welcome",
            "/verify",
            "/ledger");

    private static final Set<String> EXACT = Set.of(
            "/favicon.svg",
            "/about",
            "/api/v1/session",
            "/q/health",
            "/q/health/live",
            "/q/health/ready",
            "/q/health/started",
            "/q/openapi",
            "/log/checkpoint",
            "/log/checkpoints",
            "/log/policy",
            "/log/vkeys",
            "/archive");

    /** Writes that show who it is: a name and password, or a one-time link. */
    private static final Set<String> SIGNING_IN =
            Set.of("/api/v1/session/password", "/api/v1/link", "/api/v1/link/password");

    /** Of a write that anybody may send: a link, a name and a password, each character six bytes of JSON at most. */
    static final int MAX_WRITE_BYTES = 4 << 10;

    /** The same of a log that was archived. */
    private static final Pattern ARCHIVED = Pattern.compile("/archive/[0-9]+/(checkpoint|policy|vkeys)");

    private static final Pattern ARCHIVED_LOG = Pattern.compile("/archive/[0-9]+/(tile|proofs)/.*");

    private PublicPaths() {}

    public static boolean contains(HttpMethod method, String path) {
        if (method == HttpMethod.POST) {
            return SIGNING_IN.contains(path);
        }
        if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
            return false;
        }
        return EXACT.contains(path)
                || PAGES.contains(path)
                || path.startsWith("/assets/")
                || path.startsWith("/log/policy/")
                || ARCHIVED.matcher(path).matches()
                || path.startsWith("/1.0/identifiers/")
                // Where did:webvh and did:web look for a DID: below its path, or below /.well-known.
                || path.endsWith("/did.jsonl")
                || path.endsWith("/did.json");
    }

    /** Tiles, entries and proofs: as {@link org.tallystick.api.Settings.Log#readableBy()} says. */
    public static boolean isLog(HttpMethod method, String path) {
        return (method == HttpMethod.GET || method == HttpMethod.HEAD)
                && (path.startsWith("/log/tile/")
                        || path.startsWith("/proofs/")
                        || ARCHIVED_LOG.matcher(path).matches());
    }
}
