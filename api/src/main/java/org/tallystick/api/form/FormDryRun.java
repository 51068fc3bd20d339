package org.tallystick.api.form;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.capture.Captures;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;

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

    /**
     * A document may repeat what stands in other records; then only whoever may read those is shown it.
     *
     * @param shown that it repeats, as the sentence says it: {@code the record}
     */
    public static void requireReader(Call call, String shown) {
        if (!call.may(Action.READ_RECORD)) {
            throw Problem.of(
                            ProblemType.FORBIDDEN,
                            "A dry run shows " + shown + ", and this API key has no role that may do "
                                    + Action.READ_RECORD.id() + ".")
                    .exception();
        }
    }

    public static FormDryRun of(Captures.Read read, byte[] document) {
        return new FormDryRun(
                true,
                read.events().stream().map(event -> event.facts().eventID()).toList(),
                new String(document, UTF_8));
    }
}
