package org.tallystick.api.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;

/**
 * @param key the id of the API key; null where the call had none
 * @param address where the call came from
 * @param action what it did, by {@link org.tallystick.api.access.Action#id()}
 * @param target to what: a job, a key, a path with its query
 * @param status the HTTP status of the answer
 */
public record AuditLine(
        Instant at,
        @Nullable String key,
        @Nullable String address,
        String action,
        @Nullable String target,
        int status,
        String requestId) {
    /** What a key was refused that came from outside of its addresses; no action, since nothing was done. */
    public static final String KEY_ELSEWHERE = "key.elsewhere";

    /** A query may be as long as an address may be; its beginning tells what was asked. */
    public static final int MAX_TARGET_CHARS = 500;

    /** Of a call that was let in by its key. */
    public static AuditLine of(Call call, Action action, String target, int status) {
        return new AuditLine(call.at(), call.caller(), call.address(), action.id(), target, status, call.requestId());
    }

    /** Of a change by a command on the node's machine, which has no API key, no address and no request. */
    public static AuditLine ofCommand(Instant at, String action, String target) {
        return new AuditLine(at, null, null, action, target, 201, "command-line");
    }

    public AuditLine {
        if (target != null && target.length() > MAX_TARGET_CHARS) {
            target = target.substring(0, MAX_TARGET_CHARS - 1) + "…";
        }
    }
}
