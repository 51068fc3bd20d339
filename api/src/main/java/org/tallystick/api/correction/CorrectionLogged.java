package org.tallystick.api.correction;

import java.util.List;
import org.tallystick.api.capture.Captured;

/**
 * The answer to a correction that is in the log; the same again for the same correction.
 *
 * @param declaration the record that declares the other one wrong; it has the same eventID
 * @param correctiveEvents in the order of the form
 */
record CorrectionLogged(Captured.Event declaration, List<Captured.Event> correctiveEvents) {
    CorrectionLogged {
        correctiveEvents = List.copyOf(correctiveEvents);
    }

    /** Of the events of a correction's document. */
    static CorrectionLogged of(Captured captured) {
        List<Captured.Event> events = captured.events();
        return new CorrectionLogged(events.getFirst(), events.subList(1, events.size()));
    }
}
