package org.tallystick.api.capture;

import java.util.List;
import org.tallystick.api.problem.Problem;

/**
 * What a write would do.
 *
 * @param eventIDs of what would be captured, in its order
 * @param errors what would be left out
 */
public record DryRun(boolean dryRun, List<String> eventIDs, List<Problem.Fault> errors) {
    public DryRun {
        eventIDs = List.copyOf(eventIDs);
        errors = List.copyOf(errors);
    }

    public static DryRun of(Captures.Read read) {
        return new DryRun(
                true,
                read.events().stream().map(event -> event.facts().eventID()).toList(),
                read.faults());
    }
}
