package org.tallystick.api.shipment;

import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tallystick.api.access.Call;
import org.tallystick.api.capture.Captured;
import org.tallystick.api.capture.Captures;
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;
import org.tallystick.provenance.epcis.LimitExceededException;
import org.tallystick.provenance.epcis.MalformedEpcisException;
import org.tallystick.provenance.shipment.InvalidFormException;

/** Captures the EPCIS document that a form comes to. */
@Singleton
final class FormCapture {
    private final Captures captures;

    FormCapture(Captures captures) {
        this.captures = captures;
    }

    /** What makes EPCIS of a form's bytes. */
    interface Form {
        byte[] toEpcis(byte[] body);
    }

    Response capture(byte[] body, boolean dryRun, RoutingContext http, Form form) {
        byte[] document = epcis(body, form);
        Captures.Read read = readOwn(document);
        if (dryRun) {
            // What would be captured, to be looked at.
            return Response.ok(document).build();
        }
        Call call = Call.of(http);
        Optional<IdempotentRequest> idempotent = IdempotentRequest.of(http.request(), "", body);
        Submission submission = captures.submission(read, Submission.NameRule.SHARED, call, idempotent);
        Captures.Done done = captures.complete(submission, call);
        return Captured.response(read, done)
                .header("Location", "/epcis/capture/" + done.job())
                .build();
    }

    private static byte[] epcis(byte[] body, Form form) {
        try {
            return form.toEpcis(body);
        } catch (InvalidFormException e) {
            List<Problem.Fault> faults = e.faults().stream()
                    .map(fault -> new Problem.Fault(fault.pointer(), fault.message()))
                    .toList();
            throw new Problem(
                            ProblemType.VALIDATION, "The form cannot be taken; nothing was captured.", faults, Map.of())
                    .exception();
        } catch (MalformedEpcisException e) {
            throw Problem.at(ProblemType.BAD_REQUEST, e.pointer(), String.valueOf(e.getMessage()))
                    .exception();
        } catch (LimitExceededException e) {
            throw Problem.of(ProblemType.CAPTURE_LIMIT_EXCEEDED, String.valueOf(e.getMessage()))
                    .exception();
        }
    }

    private Captures.Read readOwn(byte[] document) {
        try {
            return captures.readDocument(document, CaptureErrorBehaviour.ROLLBACK);
        } catch (ProblemException e) {
            if (e.problem().type() == ProblemType.CAPTURE_LIMIT_EXCEEDED) {
                throw e;
            }
            throw new IllegalStateException(
                    "a form came to an EPCIS document with " + e.problem().errors(), e);
        }
    }
}
