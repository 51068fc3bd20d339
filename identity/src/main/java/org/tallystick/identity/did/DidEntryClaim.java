package org.tallystick.identity.did;

import java.time.Instant;
import java.util.List;

/**
 * What a line of a DID log says of itself, well-formed and not verified: enough to find what to verify it against.
 *
 * @param updateKeys those the line sets; empty where it sets none
 */
public record DidEntryClaim(WebvhDid did, VersionId versionId, List<Multikey> updateKeys) {
    public DidEntryClaim {
        updateKeys = List.copyOf(updateKeys);
    }

    public static DidEntryClaim parse(byte[] line, DidLogForm form) throws InvalidDidLogException {
        return new EntryReader(null, form, Instant.EPOCH).claim(line);
    }
}
