package org.tallystick.api.goods;

import static org.tallystick.api.idempotency.IdempotentRequest.REPLAYED;

import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.tallystick.api.access.Call;
import org.tallystick.api.address.Address;
import org.tallystick.api.attachment.Attachments;
import org.tallystick.api.capture.Captured;
import org.tallystick.api.capture.Captures;
import org.tallystick.api.form.FormDryRun;
import org.tallystick.api.form.Forms;
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;
import org.tallystick.provenance.goods.AttachmentName;

/** Captures what a form comes to, and answers when it can be found; the same for every form of goods. */
@Singleton
public final class GoodsLog {
    private final Captures captures;
    private final Attachments attachments;

    GoodsLog(Captures captures, Attachments attachments) {
        this.captures = captures;
        this.attachments = attachments;
    }

    /** What a form comes to, and which photos and papers it names. */
    public record Form(byte[] document, List<AttachmentName> attachments) {
        public Form {
            attachments = List.copyOf(attachments);
        }
    }

    /** Where in the document the event stands that the form is named after. */
    public enum Main {
        FIRST,
        LAST
    }

    /** What would be registered of it. A document of our own writing is too large at worst. */
    public Captures.Read read(Form form) {
        try {
            return captures.readDocument(form.document(), CaptureErrorBehaviour.ROLLBACK);
        } catch (ProblemException e) {
            if (e.problem().type() == ProblemType.CAPTURE_LIMIT_EXCEEDED) {
                throw e;
            }
            throw new IllegalStateException(
                    "a form came to an EPCIS document with faults: "
                            + e.problem().errors(),
                    e);
        }
    }

    /** @param body as it came, by which an Idempotency-Key knows it again */
    public Response log(Form form, byte[] body, boolean dryRun, RoutingContext http, Main main) {
        Captures.Read read = read(form);
        return dryRun ? Response.ok(FormDryRun.of(read, form.document())).build() : log(form, read, body, http, main);
    }

    private Response log(Form form, Captures.Read read, byte[] body, RoutingContext http, Main main) {
        use(form.attachments());
        Call call = Call.of(http);
        Optional<IdempotentRequest> idempotent = IdempotentRequest.of(http.request(), "", body);
        Submission submission = captures.submission(read, Submission.NameRule.SHARED, call, idempotent);
        Captures.Done done = captures.complete(submission, call);
        GoodsLogged logged = new GoodsLogged(Captured.of(read, done).events());
        Captured.Event named = main == Main.FIRST
                ? logged.events().getFirst()
                : logged.events().getLast();
        Response.ResponseBuilder answer = Response.status(Response.Status.CREATED)
                .header("Location", Address.path(new RecordAddress(named.index(), named.position())))
                .entity(logged);
        return done.replayed() ? answer.header(REPLAYED, "true").build() : answer.build();
    }

    private void use(List<AttachmentName> names) {
        List<Integer> missing = attachments.use(names);
        if (!missing.isEmpty()) {
            throw Forms.invalidAt(missing.stream()
                    .map(i -> new Problem.Fault(
                            "/attachments/" + i, "is not here: it was erased, removed or never added"))
                    .toList());
        }
    }
}
