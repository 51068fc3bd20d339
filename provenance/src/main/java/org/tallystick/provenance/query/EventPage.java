package org.tallystick.provenance.query;

import java.util.List;
import java.util.Optional;

/**
 * A part of the answer to a query.
 *
 * @param nextPageToken asks for what follows; empty after the last page
 */
public record EventPage(List<FoundEvent> events, Optional<String> nextPageToken) {
    public EventPage {
        events = List.copyOf(events);
    }
}
