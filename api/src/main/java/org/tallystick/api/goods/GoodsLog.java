package org.tallystick.api.goods;

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
import org.tallystick.provenance.capture.CapturedEvent;
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

    /**
     * A form whose document was read: captured as it stands, however much was asked about it in between.
     *
     * @param read what would be registered of it
     */
    public record Ready(Form form, Captures.Read read) {
        /** The event that comes first in the document. */
        public CapturedEvent first() {
            return read.events().getFirst();
        }
    }

    /** A document of our own writing is too large at worst. */
    public Ready ready(Form form) {
        try {
            return new Ready(form, captures.readDocument(form.document(), CaptureErrorBehaviour.ROLLBACK));
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
        return log(ready(form), body, dryRun, http, main);
    }

    /** @param body as it came, by which an Idempotency-Key knows it again */
    public Response log(Ready ready, byte[] body, boolean dryRun, RoutingContext http, Main main) {
        if (dryRun) {
            return Response.ok(FormDryRun.of(ready.read(), ready.form().document()))
                    .build();
        }
        requireAll(attachments.use(ready.form().attachments()), "is not here: it was erased, removed or never added");
        Call call = Call.of(http);
        Optional<IdempotentRequest> idempotent = IdempotentRequest.of(http.request(), "", body);
        Captures.Done done = captures.complete(ready.read(), Submission.NameRule.SHARED, call, idempotent);
        GoodsLogged logged = new GoodsLogged(Captured.of(ready.read(), done).events());
        Captured.Event named = main == Main.FIRST
                ? logged.events().getFirst()
                : logged.events().getLast();
        return done.created(logged)
                .header("Location", Address.path(new RecordAddress(named.index(), named.position())))
                .build();
    }

    /**
     * @param missing attachments that a form names, by their place in it
     * @throws ProblemException when there are any
     */
    public static void requireAll(List<Integer> missing, String fault) {
        if (!missing.isEmpty()) {
            throw Forms.invalidAt(missing.stream()
                    .map(i -> new Problem.Fault("/attachments/" + i, fault))
                    .toList());
        }
    }
}
