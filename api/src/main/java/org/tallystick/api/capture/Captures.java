package org.tallystick.api.capture;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.Settings;
import org.tallystick.api.access.Call;
import org.tallystick.api.address.Address;
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.order.EngineStoppedException;
import org.tallystick.ledger.order.StorageFailureException;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.submit.Acceptance;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.OverloadedException;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.ledger.submit.Registration;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;
import org.tallystick.provenance.capture.CaptureFault;
import org.tallystick.provenance.capture.CaptureReader;
import org.tallystick.provenance.capture.CaptureResult;
import org.tallystick.provenance.capture.CapturedEvent;
import org.tallystick.provenance.epcis.LimitExceededException;

/**
 * Takes what callers capture to the ledger and waits with them, whatever form it came in.
 *
 * <p>Two moments count. <i>Accepted</i>: it is durable, and a kill does not undo it. <i>Readable</i>: it is in the log and
 * every read model has passed it. A caller that waits longer than {@code tallystick.limits.decision-wait} is sent to the
 * job; its request goes on without it, and the same request again joins it.
 */
@Singleton
public final class Captures {
    private final Ledger ledger;
    private final CaptureReader reader;
    private final Duration wait;

    Captures(Ledger ledger, CaptureReader reader, Settings settings) {
        this.ledger = ledger;
        this.reader = reader;
        this.wait = settings.limits().decisionWait();
    }

    /** What was read of a request and can be registered. */
    public record Read(
            List<CapturedEvent> events,
            CaptureErrorBehaviour behaviour,
            List<Problem.Fault> faults,
            int faultCount,
            Optional<Submission.Source> source) {
        public Read {
            events = List.copyOf(events);
            faults = List.copyOf(faults);
        }
    }

    /**
     * @param job the capture's job
     * @param replayed an earlier request did it
     * @param records where each event stands, in their order
     */
    public record Done(Cti job, boolean replayed, List<RecordAddress> records) {
        public Done {
            records = List.copyOf(records);
        }

        /** 201, and whether an earlier request did it. */
        public Response.ResponseBuilder created(Object entity) {
            Response.ResponseBuilder answer =
                    Response.status(Response.Status.CREATED).entity(entity);
            return replayed ? answer.header(IdempotentRequest.REPLAYED, "true") : answer;
        }
    }

    /**
     * Reads a document of our own making, in JSON.
     *
     * @throws ProblemException when nothing of it may be registered
     */
    public Read readDocument(byte[] body, CaptureErrorBehaviour behaviour) {
        return checked(limited(() -> reader.readDocument(body, behaviour)), behaviour, Optional.empty());
    }

    /** @throws ProblemException when nothing of it may be registered */
    Read readDocument(SentDocument sent, CaptureErrorBehaviour behaviour) {
        return checked(
                limited(() -> reader.readDocument(sent.bytes(), sent.binding(), behaviour)), behaviour, sent.source());
    }

    /** @throws ProblemException when it may not be registered */
    Read readEvent(SentDocument sent) {
        return checked(
                limited(() -> reader.readEvent(sent.bytes(), sent.binding())),
                CaptureErrorBehaviour.ROLLBACK,
                sent.source());
    }

    private interface Reading {
        CaptureResult read();
    }

    private static CaptureResult limited(Reading reading) {
        try {
            return reading.read();
        } catch (LimitExceededException e) {
            throw Problem.of(ProblemType.CAPTURE_LIMIT_EXCEEDED, String.valueOf(e.getMessage()))
                    .exception();
        }
    }

    private static Read checked(
            CaptureResult result, CaptureErrorBehaviour behaviour, Optional<Submission.Source> source) {
        List<Problem.Fault> faults = new ArrayList<>(result.faults().size());
        for (CaptureFault fault : result.faults()) {
            faults.add(new Problem.Fault(fault.fault().pointer(), fault.fault().message()));
        }
        if (result.events().isEmpty()) {
            if (faults.isEmpty()) {
                throw Problem.of(ProblemType.VALIDATION, "The document holds no event.")
                        .exception();
            }
            throw new Problem(ProblemType.VALIDATION, sentence(result), faults, Map.of()).exception();
        }
        return new Read(result.events(), behaviour, faults, result.faultCount(), source);
    }

    private static String sentence(CaptureResult result) {
        int count = result.faultCount();
        return (count == 1 ? "One fault" : count + " faults") + "; nothing was captured.";
    }

    /** What to register, for a caller and its idempotency key. */
    Submission.Records submission(
            Read read, Submission.NameRule rule, Call call, Optional<IdempotentRequest> idempotent) {
        List<Submission.NewRecord> records = new ArrayList<>(read.events().size());
        for (CapturedEvent event : read.events()) {
            // An error declaration repeats the eventID of what it declares wrong.
            boolean shared = rule == Submission.NameRule.SHARED || event.facts().errorDeclaration() != null;
            records.add(new Submission.NewRecord(
                    event.record().bytes(),
                    event.facts().eventID(),
                    shared ? Submission.NameRule.SHARED : Submission.NameRule.UNIQUE,
                    event.origin().map(Hash::of)));
        }
        CaptureMemo memo = new CaptureMemo(
                call.caller(), call.address(), call.requestId(), read.behaviour(), read.faults(), read.faultCount());
        Optional<Submission.IdempotencyKey> key = idempotent.map(
                request -> new Submission.IdempotencyKey(call.caller(), request.key(), Hash.of(request.digest())));
        return new Submission.Records(records, key, Optional.of(memo.json()), read.source());
    }

    /** Returns when it is durable. */
    public Acceptance.Accepted accept(Submission submission, Call call) {
        long end = System.nanoTime() + wait.toNanos();
        return accepted(register(submission), end, call);
    }

    /** Captures what was read; returns when it is in the log and readable. */
    public Done complete(Read read, Submission.NameRule rule, Call call, Optional<IdempotentRequest> idempotent) {
        return complete(submission(read, rule, call, idempotent), call);
    }

    /** Returns when it is in the log and readable. */
    Done complete(Submission submission, Call call) {
        long end = System.nanoTime() + wait.toNanos();
        Registration registration = register(submission);
        Acceptance.Accepted accepted = accepted(registration, end, call);
        Decision decision = await(registration.decided(), end, accepted.job());
        return switch (decision) {
            case Decision.Registered(Cti job, long index, List<RecordAddress> records) -> {
                awaitReadable(highest(index, records), end, job);
                yield new Done(job, accepted.replayed(), records);
            }
            case Decision.NothingNew(Cti job, List<RecordAddress> records) -> {
                awaitReadable(highest(0, records), end, job);
                yield new Done(job, true, records);
            }
            case Decision.Refused(Cti job, var refusal) ->
                throw Problem.of(ProblemType.REFUSED, refusal.toString())
                        .withHeader("Link", jobLink(job))
                        .exception();
        };
    }

    private void awaitReadable(long index, long end, Cti job) {
        CompletableFuture<Void> readable = ledger.projected(index);
        try {
            await(readable, end, job);
        } finally {
            readable.cancel(false); // whoever waited too long waits no longer; no effect on one that is done
        }
    }

    private static long highest(long index, List<RecordAddress> records) {
        return records.stream().mapToLong(RecordAddress::index).reduce(index, Math::max);
    }

    private Registration register(Submission submission) {
        try {
            return ledger.register(submission);
        } catch (OverloadedException e) {
            throw Problem.of(ProblemType.UNAVAILABLE, "The ledger takes no more at the moment: " + e.getMessage() + ".")
                    .retryAfter(1)
                    .exception();
        }
    }

    private static Acceptance.Accepted accepted(Registration registration, long end, Call call) {
        return switch (await(registration.accepted(), end, null)) {
            case Acceptance.Accepted accepted -> {
                call.about(accepted.job().toString());
                yield accepted;
            }
            case Acceptance.NameTaken(int record, String name, RecordAddress by) ->
                throw Problem.at(ProblemType.ALREADY_EXISTS, "/eventID", "another event has the eventID " + name)
                        .withHeader("Link", "<" + Address.path(by) + ">; rel=\"related\"")
                        .exception();
            case Acceptance.KeyReused(String key) ->
                throw Problem.of(
                                ProblemType.IDEMPOTENCY_KEY_REUSED,
                                "This Idempotency-Key was used for another request before.")
                        .exception();
        };
    }

    /** @param job null while it has none: nothing of it is durable yet */
    private static <T> T await(CompletableFuture<T> future, long end, @Nullable Cti job) {
        try {
            return future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw tooSlow(job);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw tooSlow(job);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StorageFailureException failure) {
                throw notStored(failure);
            }
            throw new IllegalStateException("a registration fails by storage alone", e.getCause());
        }
    }

    private static ProblemException tooSlow(@Nullable Cti job) {
        Problem problem = Problem.of(
                        ProblemType.UNAVAILABLE,
                        job == null
                                ? "It is not stored yet; send the same request again to join it."
                                : "It is stored and will be decided; ask its job, or send the same request again.")
                .retryAfter(2);
        return (job == null ? problem : problem.withHeader("Link", jobLink(job))).exception();
    }

    private static ProblemException notStored(StorageFailureException failure) {
        if (failure instanceof EngineStoppedException) {
            return Problem.of(
                            ProblemType.UNAVAILABLE,
                            "Nothing is captured until the operator has looked (`tallystick check`): "
                                    + failure.getMessage() + ".")
                    .retryAfter(60)
                    .exception();
        }
        // Of SQLSTATE's class 53, disk_full is what an operator must be told apart.
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && "53100".equals(sql.getSQLState())) {
                return Problem.of(
                                ProblemType.INSUFFICIENT_STORAGE,
                                "The disk of the database is full; nothing of this request was stored.")
                        .retryAfter(60)
                        .exception();
            }
        }
        return Problem.of(
                        ProblemType.UNAVAILABLE,
                        "The database does not take it at the moment; nothing of this request was stored.")
                .retryAfter(5)
                .exception();
    }

    private static String jobLink(Cti job) {
        return "</epcis/capture/" + job + ">; rel=\"monitor\"";
    }
}
