package org.tallystick.api.capture;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.address.Address;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.Job;

/**
 * EPCIS's CaptureJob, with where its events stand in the log.
 *
 * @param finishedAt when it was decided; not before what it captured can be read
 * @param success whether nothing was left out or refused
 * @param records the address of each captured event, in their order
 */
@Schema(name = "CaptureJob")
@JsonInclude(JsonInclude.Include.NON_NULL)
record CaptureJobView(
        String captureID,
        Instant createdAt,
        @Nullable Instant finishedAt,
        boolean running,
        @Nullable Boolean success,
        String captureErrorBehaviour,
        List<Error> errors,
        @Nullable List<Address> records) {
    /** A problem as EPCIS puts it into a job. */
    @Schema(name = "CaptureError")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Error(
            String type,
            String title,
            int status,
            String detail,
            @Nullable String pointer) {}

    static CaptureJobView of(Job job, CaptureMemo memo, boolean readable) {
        List<Error> errors = new ArrayList<>();
        for (Problem.Fault fault : memo.faults()) {
            errors.add(error(ProblemType.VALIDATION, fault.detail(), fault.pointer()));
        }
        @Nullable List<Address> records = null;
        boolean refused = false;
        if (readable && job.decision().isPresent()) {
            switch (job.decision().get()) {
                case Decision.Refused refusal -> {
                    refused = true;
                    errors.add(error(ProblemType.REFUSED, refusal.refusal().toString(), null));
                }
                case Decision.Registered registered -> records = Address.of(registered.records());
                case Decision.NothingNew known -> records = Address.of(known.records());
            }
        }
        return new CaptureJobView(
                job.id().toString(),
                job.createdAt(),
                readable ? job.decidedAt().orElse(null) : null,
                !readable,
                readable ? !refused && memo.faultCount() == 0 : null,
                memo.behaviour().toString(),
                errors,
                records);
    }

    private static Error error(ProblemType type, String detail, @Nullable String pointer) {
        return new Error(type.uri(true), type.title(), type.status(), detail, pointer);
    }
}
