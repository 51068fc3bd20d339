package org.tallystick.api.goods;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.tallystick.api.capture.Captured;

/**
 * The answer to a form that is in the log; the same again for the same form.
 *
 * @param events that it came to, in the order of the document, each with its eventID and the address of its record
 */
@Schema(name = "GoodsLogged")
public record GoodsLogged(List<Captured.Event> events) {
    public GoodsLogged {
        events = List.copyOf(events);
    }
}
