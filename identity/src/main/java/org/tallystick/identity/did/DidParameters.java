package org.tallystick.identity.did;

import java.util.List;

/**
 * The did:webvh parameters in force after an entry: what it set, and what it left as it was.
 *
 * @param updateKeys who may make the next entry, unless pre-rotation is on; empty when nobody may any more
 * @param nextKeyHashes which update keys the next entry may set; pre-rotation is on exactly when there are some
 * @param portable whether host and path may still change
 * @param ttlSeconds how long a resolver may remember the answer
 */
public record DidParameters(
        List<Multikey> updateKeys,
        List<String> nextKeyHashes,
        DidWitnesses witnesses,
        List<String> watchers,
        boolean portable,
        boolean deactivated,
        long ttlSeconds) {
    public static final String METHOD = "did:webvh:1.0";

    /** What did:webvh 1.0 takes where nothing is said. */
    static final DidParameters DEFAULT =
            new DidParameters(List.of(), List.of(), DidWitnesses.NONE, List.of(), false, false, 3600);

    public DidParameters {
        updateKeys = List.copyOf(updateKeys);
        nextKeyHashes = List.copyOf(nextKeyHashes);
        watchers = List.copyOf(watchers);
    }

    public boolean isPreRotationOn() {
        return !nextKeyHashes.isEmpty();
    }
}
