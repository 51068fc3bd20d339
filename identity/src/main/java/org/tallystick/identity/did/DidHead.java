package org.tallystick.identity.did;

import java.time.Instant;

/**
 * All of a DID log that its next entry is judged by, whatever the length of the log: the name, version and time of the
 * last entry, and the parameters in force. Made by verifying, so an entry verified against it is verified against the
 * whole log.
 */
public record DidHead(WebvhDid did, VersionId versionId, Instant versionTime, DidParameters parameters) {
    /**
     * Verifies the next entry.
     *
     * @param now the present to which versionTime is held: a block's time where a ledger decides, never a clock there
     */
    public DidVersion next(byte[] line, DidLogForm form, Instant now) throws InvalidDidLogException {
        return new EntryReader(this, form, now).read(line);
    }
}
