package org.tallystick.api.access;

/**
 * What a caller can do here. Each resource method names one by {@link Requires}; a role is a set of them
 * ({@link Role}), so this and that enum are the whole table of rights. The name is what the audit trail shows.
 */
public enum Action {
    /** Open to everybody: checkpoints, policies, keys and DID documents, which others verify us by. */
    READ_PUBLISHED("published.read", Trail.NONE),
    /** Tiles, entries, proofs: signed digests. Open or not as {@code tallystick.log.readable-by} says. */
    READ_LOG("log.read", Trail.NONE),
    /** What the EPCIS resources speak and how much they take ({@code OPTIONS}): whoever has a key may ask. */
    READ_CAPABILITIES("capabilities.read", Trail.NONE),
    /** EPCIS queries, events, traces. */
    READ_EVENTS("events.read", Trail.LINE),
    /** The exact bytes of a record. */
    READ_RECORD("record.read", Trail.LINE),
    /** Evidence files: records that leave for someone who may not ask here. */
    EXPORT_EVIDENCE("evidence.export", Trail.LINE_FIRST),
    /** Documents, events, shipments, receivings, corrections. */
    CAPTURE("events.capture", Trail.LINE),
    /** Jobs of captures. */
    READ_JOBS("jobs.read", Trail.NONE),
    /** A session at a browser: for every key; to end one, for every person too. */
    SIGN_IN("session", Trail.LINE),
    /** Signing in by name and password: open to everybody, since nobody is anybody before. */
    SIGN_IN_BY_PASSWORD("session.password", Trail.LINE),
    /**
     * Choosing a password by a one-time link, which is all that shows who it is. What it does has its line in its own
     * transaction; links that there are none of leave no trace, or anybody could fill the trail.
     */
    USE_LINK("account.link", Trail.NONE),
    /** One's own password and sessions. */
    OWN_ACCOUNT("account", Trail.LINE),
    /** The shipments that concern a partner without a node. */
    READ_OWN_SHIPMENTS("guest.read", Trail.LINE),
    /** What of them arrived there, and what did not. */
    RECEIVE_AS_GUEST("guest.receive", Trail.LINE),
    /** What this company calls places and products. */
    MANAGE_NAMES("names.manage", Trail.LINE),
    /** What is beside the log: photos and papers. */
    ERASE("attachments.erase", Trail.LINE_FIRST),
    READ_AUDIT("audit.read", Trail.LINE),
    MANAGE_KEYS("keys.manage", Trail.LINE),
    MANAGE_PEOPLE("people.manage", Trail.LINE),
    READ_METRICS("metrics.read", Trail.NONE);

    /** What the audit trail keeps of it. */
    public enum Trail {
        NONE,
        /** A line, durable soon after the answer. */
        LINE,
        /** A line, durable before the answer leaves. */
        LINE_FIRST
    }

    private final String id;
    private final Trail trail;

    Action(String id, Trail trail) {
        this.id = id;
        this.trail = trail;
    }

    public String id() {
        return id;
    }

    public Trail trail() {
        return trail;
    }

    public boolean isPublic() {
        return this == READ_PUBLISHED || this == SIGN_IN_BY_PASSWORD || this == USE_LINK;
    }
}
