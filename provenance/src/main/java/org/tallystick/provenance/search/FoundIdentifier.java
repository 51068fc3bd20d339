package org.tallystick.provenance.search;

import java.time.Instant;
import org.tallystick.provenance.identifier.Identifier;

/**
 * An identifier that events name.
 *
 * @param events how many, counted up to {@link IdentifierSearch#EVENTS_COUNTED}
 * @param lastEventTime of the latest of them
 */
public record FoundIdentifier(Identifier identifier, int events, Instant lastEventTime) {
    public boolean hasMoreEvents() {
        return events == IdentifierSearch.EVENTS_COUNTED;
    }
}
