package org.tallystick.identity.organisation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.WebvhDid;
import org.tallystick.identity.organisation.OrganisationKeys.Outcome;
import org.tallystick.identity.register.EnteringDid;
import org.tallystick.identity.resolve.DidLogs;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.execute.Refusal;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.Registration;
import org.tallystick.ledger.submit.Submission;

/**
 * The organisation on its running ledger: its DID is registered before anything else, and changed by its keys.
 *
 * <p>A change is pending in the key folder before it is handed in, and settled from the registered log after; see
 * {@link OrganisationKeys}. So {@link #start} after a crash at any moment ends where the crash left off: it hands in
 * again what is pending and not decided. One change at a time.
 */
public final class Organisation {
    /** The first home of a DID, until it moves to a real domain: no port, and a host that never leaves the machine. */
    public static final String FIRST_HOST = "tallystick.localhost:";

    /** A block takes milliseconds here and seconds in a consortium; past this the engine does not move at all. */
    private static final Duration DECISION_LIMIT = Duration.ofSeconds(60);

    /** How long an ordinary rotation waits for the outbox to drain. What is left then is signed again. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(10);

    private static final long DRAIN_POLL_MILLIS = 10;

    /** What always fits into a signed statement. */
    private static final int MAX_PAYLOAD_BYTES = SignedStatement.SIZE_MAX_BYTES - SignedStatement.HEADER_MAX_BYTES;

    private static final System.Logger LOGGER = System.getLogger(Organisation.class.getName());

    private final OrganisationKeys keys;
    private final Ledger ledger;
    private final DidLogs logs;
    private final Clock clock;

    /** What became of a change. */
    public sealed interface Change {
        /** It is registered, and in force. */
        record Made(DidVersion version) implements Change {}

        /** The ledger refused it; the DID is as it was. */
        record Refused(Refusal refusal) implements Change {}
    }

    /** When an ordinary rotation waits for what is signed with the old key, an emergency does not. */
    public enum Haste {
        ORDINARY,
        EMERGENCY
    }

    public Organisation(OrganisationKeys keys, Ledger ledger, DidLogs logs, Clock clock) {
        this.keys = keys;
        this.ledger = ledger;
        this.logs = logs;
        this.clock = clock;
    }

    /**
     * Before the ledger is opened: tells the keys what the read model knew at the last stop, so that the outbox can sign
     * from its first moment. {@link #start} catches up with what it did not know yet.
     */
    public static void recover(OrganisationKeys keys, DidLogs logs) throws IOException, SQLException {
        Optional<WebvhDid> did = keys.did();
        Optional<DidLog> known =
                did.isEmpty() ? Optional.empty() : logs.find(did.get().scid());
        if (known.isPresent() && keys.isKnownTo(known.get())) {
            keys.settle(known.get());
        }
    }

    /**
     * Sees to it that the DID is registered and the keys are the log's. On an empty ledger it is made, as entry 0; or,
     * when it has a history on a ledger that was lost, enters with the whole of it, in as many statements as that takes.
     *
     * @param hostAndPath the home of a DID that has to be made: {@code tallystick.localhost:NAME}
     * @throws KeysAheadOfLogException when the ledger is not the one that these keys belong to
     */
    public synchronized Change start(String hostAndPath)
            throws IOException, SQLException, InterruptedException, TimeoutException {
        if (keys.did().isEmpty()) {
            keys.create(hostAndPath, clock.instant());
        }
        long size = ledger.view().size();
        if (size > 0) {
            await(ledger.projected(size - 1));
        }
        Optional<DidLog> registered = registeredLog();
        if (registered.isEmpty()) {
            if (size > 0) {
                throw new KeysAheadOfLogException(
                        "the ledger does not know " + keys.did().orElseThrow());
            }
            Optional<DidLog> history = keys.history();
            if (history.isEmpty()) {
                return handInPending();
            }
            return enter(history.get());
        }
        if (entering().isPresent()) {
            return enter(keys.history()
                    .orElseThrow(
                            () -> new KeysAheadOfLogException("a history entered in part, and the keys have none")));
        }
        return keys.settle(registered.get()) == Outcome.STILL_PENDING ? handInPending() : made();
    }

    /**
     * Sees to it that the DID is registered on a ledger that several organisations begin together: it is handed in, and
     * waited for as long as the others take to be there. The DID was made when they agreed.
     *
     * @param goOn asked each second
     * @throws IOException also when it is not to go on any more
     */
    public synchronized Change join(BooleanSupplier goOn)
            throws IOException, SQLException, InterruptedException, TimeoutException {
        long size = ledger.view().size();
        if (size > 0) {
            await(ledger.projected(size - 1));
        }
        Optional<DidLog> registered = registeredLog();
        if (registered.isPresent() && keys.settle(registered.get()) != Outcome.STILL_PENDING) {
            return made();
        }
        byte[] payload = pendingPayload();
        Registration registration = register(payload);
        while (goOn.getAsBoolean()) {
            try {
                registration.decided().get(1, TimeUnit.SECONDS);
                return handIn(registration);
            } catch (TimeoutException e) {
                LOGGER.log(System.Logger.Level.DEBUG, "the others are not there yet");
            } catch (ExecutionException failed) {
                throw new IOException("the DID entry could not be stored", failed.getCause());
            }
        }
        throw new IOException("the start was ended before the other members were there");
    }

    /** Replaces the signing key and the update key. */
    public synchronized Change rotate(Haste haste)
            throws IOException, SQLException, InterruptedException, TimeoutException {
        if (haste == Haste.ORDINARY) {
            drain();
        }
        keys.rotate(clock.instant());
        return handInPending();
    }

    /**
     * Gives the DID another home, for example {@code acme.example}; the signing key stays.
     *
     * @throws org.tallystick.identity.did.MalformedDidException when it is no home of a did:webvh
     */
    public synchronized Change move(String hostAndPath)
            throws IOException, SQLException, InterruptedException, TimeoutException {
        keys.move(hostAndPath, clock.instant());
        return handInPending();
    }

    /** The registered history of the DID. */
    public DidLog log() throws IOException, SQLException {
        return registeredLog().orElseThrow(() -> new IllegalStateException("the organisation's DID is not registered"));
    }

    /** Hands in what has not entered yet, part by part; then the change that is pending after it. */
    private Change enter(DidLog history) throws IOException, SQLException, InterruptedException, TimeoutException {
        for (; ; ) {
            int entered =
                    entering().map(part -> part.head().versionId().number()).orElse(0);
            if (entered == 0 && ledger.view().size() > 0) {
                // An earlier process's last part was decided meanwhile.
                keys.settle(log());
                break;
            }
            int end = partEnd(history, entered);
            byte[] part = lines(history, entered, end);
            if (end == history.versions().size()) {
                Change whole = handIn(part);
                if (whole instanceof Change.Refused) {
                    return whole;
                }
                break;
            }
            Decision decision = decided(register(part));
            if (entering()
                            .filter(now -> now.head().versionId().number() > entered)
                            .isEmpty()
                    && decision instanceof Decision.Refused) {
                return refused(decision);
            }
        }
        return keys.pending().isPresent() ? handInPending() : made();
    }

    /** As many entries as fit into a statement; one always does. */
    private static int partEnd(DidLog history, int from) {
        int end = from;
        for (int bytes = 0; end < history.versions().size(); end++) {
            bytes += history.versions().get(end).line().length + 1;
            if (bytes > MAX_PAYLOAD_BYTES) {
                break;
            }
        }
        return end;
    }

    private static byte[] lines(DidLog history, int from, int end) {
        var lines = new ByteArrayOutputStream();
        for (DidVersion version : history.versions().subList(from, end)) {
            lines.writeBytes(version.line());
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private Optional<EnteringDid> entering() throws IOException {
        Optional<WebvhDid> did = keys.did();
        return did.isEmpty()
                ? Optional.empty()
                : EnteringDid.find(did.get().scid(), ledger.view().state());
    }

    private Change handInPending() throws IOException, SQLException, InterruptedException, TimeoutException {
        return handIn(pendingPayload());
    }

    private byte[] pendingPayload() throws IOException {
        byte[] line = keys.pending().orElseThrow(() -> new IllegalStateException("no DID entry is pending"));
        byte[] payload = Arrays.copyOf(line, line.length + 1);
        payload[line.length] = '\n';
        return payload;
    }

    private Change handIn(byte[] payload) throws IOException, SQLException, InterruptedException, TimeoutException {
        return handIn(register(payload));
    }

    private Change handIn(Registration registration)
            throws IOException, SQLException, InterruptedException, TimeoutException {
        Decision decision = decided(registration);
        // The log says what happened, whatever the decision: an earlier copy of this entry may have been registered.
        Optional<DidLog> registered = registeredLog();
        if (registered.isEmpty() || entering().isPresent()) {
            return refused(decision);
        }
        return switch (keys.settle(registered.get())) {
            case REGISTERED -> made();
            case NOTHING_PENDING -> made();
            case SUPERSEDED -> refused(decision);
            case STILL_PENDING -> {
                if (decision instanceof Decision.Registered) {
                    // A history entered; the change that is pending after it has not been handed in yet.
                    yield made();
                }
                // It was judged and will not be better later; the next change begins anew.
                keys.abandon(registered.get());
                yield refused(decision);
            }
        };
    }

    private Registration register(byte[] payload) {
        return ledger.register(
                new Submission.Payload(ContentType.DID_LOG, payload, Optional.empty(), Optional.empty()));
    }

    private Decision decided(Registration registration) throws IOException, InterruptedException, TimeoutException {
        Decision decision = await(registration.decided());
        long size = ledger.view().size();
        if (size > 0) {
            await(ledger.projected(size - 1));
        }
        return decision;
    }

    private static Change refused(Decision decision) {
        return switch (decision) {
            case Decision.Refused refused -> new Change.Refused(refused.refusal());
            case Decision.Registered done ->
                throw new IllegalStateException("entry " + done.index() + " is a DID entry that no log has");
            case Decision.NothingNew nothing ->
                throw new IllegalStateException("a DID entry has no records, and none were registered before");
        };
    }

    private Change made() {
        return new Change.Made(keys.registered().orElseThrow());
    }

    private Optional<DidLog> registeredLog() throws IOException, SQLException {
        Optional<WebvhDid> did = keys.did();
        return did.isEmpty() ? Optional.empty() : logs.find(did.get().scid());
    }

    private void drain() throws InterruptedException {
        long deadline = System.nanoTime() + DRAIN_LIMIT.toNanos();
        while (ledger.waiting() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(DRAIN_POLL_MILLIS);
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws IOException, InterruptedException, TimeoutException {
        try {
            return future.get(DECISION_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new IOException("the DID entry could not be stored", failed.getCause());
        }
    }
}
