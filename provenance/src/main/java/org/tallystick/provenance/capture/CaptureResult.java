package org.tallystick.provenance.capture;

import java.util.List;

/**
 * What a document came to.
 *
 * @param eventCount how many events stand in the document
 * @param events those to register, in their order; none if the document as a whole is refused
 * @param faults the first ones, in the order of the document
 * @param faultCount how many there are, those left out of {@code faults} included
 */
public record CaptureResult(int eventCount, List<CapturedEvent> events, List<CaptureFault> faults, int faultCount) {
    public CaptureResult {
        events = List.copyOf(events);
        faults = List.copyOf(faults);
        if (faultCount < faults.size()) {
            throw new IllegalArgumentException("%d faults of %d".formatted(faults.size(), faultCount));
        }
    }
}
