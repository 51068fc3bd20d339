package org.tallystick.api.form;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.tallystick.api.capture.Captures;

/**
 * What a form would come to; nothing was stored.
 *
 * @param eventIDs of the events, in their order: those that the document leaves out are generated, and the same each time
 * @param document the EPCIS document, as {@code POST /epcis/capture} would take it
 */
@Schema(name = "FormDryRun")
public record FormDryRun(
        boolean dryRun,
        List<String> eventIDs,

        @JsonRawValue @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)
        String document) {
    public FormDryRun {
        eventIDs = List.copyOf(eventIDs);
    }

    public static FormDryRun of(Captures.Read read, byte[] document) {
        return new FormDryRun(
                true,
                read.events().stream().map(event -> event.facts().eventID()).toList(),
                new String(document, UTF_8));
    }
}
