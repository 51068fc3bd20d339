package org.tallystick.ledger.execute;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.tallystick.ledger.crypto.PublicKey;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.statement.StatementId;

/**
 * Decides blocks: what every statement must satisfy, whatever it says (RFC 9943 calls this the registration policy).
 *
 * <p>In order, the first that fails decides:
 *
 * <ol>
 *   <li>it is a signed statement in its one form;
 *   <li>{@code aud} is this log;
 *   <li>a handler knows its content type;
 *   <li>{@code iat} is at most five minutes after the block time;
 *   <li>the same statement id again: answered with the first registration, nothing new;
 *   <li>of one (iss, cti) at most one statement is registered;
 *   <li>the handler, mostly through the {@link KeyDirectory}, finds the key, and the signature verifies;
 *   <li>the handler's own rule.
 * </ol>
 *
 * <p>The version of these rules is a row of the state ({@link #RULES_VERSION}); a change of them is a recorded
 * decision, decided by version, never by release. Thread-safe: it holds nothing that changes a decision.
 */
public final class RegistrationPolicy {
    /** The state row that holds the version in force, as decimal text. Absent before the first statement: 1. */
    public static final StateKey RULES_VERSION = new StateKey("rules/version");

    /** The newest version that this release decides. */
    public static final int NEWEST_RULES_VERSION = 1;

    /** Clocks of companies differ; more than this is a mistake or a lie about time. */
    public static final Duration MAX_ISSUED_AHEAD = Duration.ofMinutes(5);

    private final Map<ContentType, StatementHandler> handlers;
    private final KeyDirectory keys;
    private final SignatureCheck signatures;
    private final ParsedStatements parsed = new ParsedStatements();

    public RegistrationPolicy(List<StatementHandler> handlers, KeyDirectory keys, SignatureCheck signatures) {
        Map<ContentType, StatementHandler> byType = new HashMap<>();
        for (StatementHandler handler : handlers) {
            if (byType.put(handler.contentType(), handler) != null) {
                throw new IllegalArgumentException("two handlers for " + handler.contentType());
            }
        }
        this.handlers = Map.copyOf(byType);
        this.keys = keys;
        this.signatures = signatures;
    }

    /** The version of the rules that the state asks for. */
    public static int rulesVersion(StateView state) {
        return state.get(RULES_VERSION)
                .map(value -> Integer.parseInt(new String(value, StandardCharsets.US_ASCII)))
                .orElse(1);
    }

    /**
     * Executes a block upon the last committed ledger.
     *
     * @throws IllegalStateException when the block is not the next one, or the state asks for rules this release does
     *     not have: the node must stop before it signs anything
     */
    public BlockResult execute(LedgerView view, DecidedBlock block, Known known) {
        if (block.height() <= view.height()) {
            throw new IllegalStateException(
                    "block " + block.height() + " comes after block " + view.height() + " was committed");
        }
        if (!block.time().isAfter(view.time())) {
            throw new IllegalStateException("block " + block.height() + " has time " + block.time()
                    + ", not after the last block's " + view.time());
        }
        LedgerState.Overlay state = new LedgerState.Overlay(view.state());
        InBlock seen = new InBlock(known);
        List<BlockResult.Decision> decisions =
                new ArrayList<>(block.statements().size());
        List<Hash> leaves = new ArrayList<>();
        for (byte[] bytes : block.statements()) {
            long index = view.size() + leaves.size();
            SignedStatement statement;
            try {
                statement = parsed.parse(bytes);
            } catch (MalformedStatementException e) {
                decisions.add(new BlockResult.Decision(
                        null,
                        new Outcome.Refused(new Refusal(Refusal.Code.MALFORMED, String.valueOf(e.getMessage())))));
                continue;
            }
            Outcome outcome = decide(statement, index, view, block, state, seen);
            if (outcome instanceof Outcome.Registered) {
                seen.add(statement, index);
                leaves.add(statement.leafHash());
            }
            decisions.add(new BlockResult.Decision(statement, outcome));
        }
        Frontier.Growth growth = view.frontier().append(leaves);
        List<StateChange> changes = state.changes();
        LedgerView after = new LedgerView(
                view.origin(),
                block.height(),
                block.time(),
                growth.after(),
                view.state().with(changes));
        return new BlockResult(
                block,
                decisions,
                changes,
                growth,
                after,
                AppHash.of(after.checkpoint(), after.state().root()));
    }

    /** The same as {@link SignedStatement#parse}, cheap for bytes that were parsed here a moment ago. */
    public SignedStatement parse(byte[] bytes) throws MalformedStatementException {
        return parsed.parse(bytes);
    }

    /**
     * Whether a statement may wait for a block: refused is what no block to come would register. A key that is not known, or
     * not current, may become so by a statement before it; that is for the block to decide, with a verdict that all members
     * share.
     */
    public Optional<Refusal> admit(SignedStatement statement, LedgerView view) {
        Optional<Refusal> form = addressed(statement, view);
        return form.isPresent()
                ? form
                : signed(statement, view.state()).filter(refusal -> refusal.code() == Refusal.Code.BAD_SIGNATURE);
    }

    /** Rule 4: whether the statement claims to be from after the block, beyond what clocks differ. */
    public static boolean issuedTooLate(SignedStatement statement, Instant blockTime) {
        return Instant.ofEpochSecond(statement.header().issuedAtSeconds()).isAfter(blockTime.plus(MAX_ISSUED_AHEAD));
    }

    /** Rules 2 and 3. */
    private Optional<Refusal> addressed(SignedStatement statement, LedgerView view) {
        if (!statement.header().audience().equals(view.origin())) {
            return refusal(
                    Refusal.Code.WRONG_LEDGER,
                    "aud is " + statement.header().audience() + ", this log is " + view.origin());
        }
        if (!handlers.containsKey(statement.header().contentType())) {
            return refusal(
                    Refusal.Code.UNKNOWN_CONTENT_TYPE,
                    statement.header().contentType().mediaType());
        }
        return Optional.empty();
    }

    /** Rule 7. */
    private Optional<Refusal> signed(SignedStatement statement, StateView state) {
        return switch (handler(statement).signerKey(statement, state, keys)) {
            case SignerKey.Refused(Refusal refusal) -> Optional.of(refusal);
            case SignerKey.Found(PublicKey key) ->
                signatures.verifies(statement, key)
                        ? Optional.empty()
                        : refusal(
                                Refusal.Code.BAD_SIGNATURE,
                                "not signed by " + statement.header().keyId());
        };
    }

    private StatementHandler handler(SignedStatement statement) {
        return Objects.requireNonNull(handlers.get(statement.header().contentType()), "checked by rule 3");
    }

    private Outcome decide(
            SignedStatement statement,
            long index,
            LedgerView view,
            DecidedBlock block,
            LedgerState.Overlay state,
            InBlock seen) {
        int rulesVersion = rulesVersion(state);
        if (rulesVersion > NEWEST_RULES_VERSION) {
            throw new IllegalStateException("the ledger's rules are at version " + rulesVersion
                    + ", this release knows up to " + NEWEST_RULES_VERSION + ": install a newer release");
        }
        Optional<Refusal> misaddressed = addressed(statement, view);
        if (misaddressed.isPresent()) {
            return new Outcome.Refused(misaddressed.get());
        }
        if (issuedTooLate(statement, block.time())) {
            return refused(
                    Refusal.Code.ISSUED_IN_FUTURE,
                    "iat " + Instant.ofEpochSecond(statement.header().issuedAtSeconds()) + ", block time "
                            + block.time());
        }
        OptionalLong same = seen.statement(statement.id());
        if (same.isPresent()) {
            return new Outcome.AlreadyRegistered(same.getAsLong());
        }
        OptionalLong sameJob = seen.job(
                new Known.Job(statement.header().issuer(), statement.header().cti()));
        if (sameJob.isPresent()) {
            return refused(
                    Refusal.Code.CTI_USED, "cti " + statement.header().cti() + " is entry " + sameJob.getAsLong());
        }
        Optional<Refusal> unsigned = signed(statement, state);
        if (unsigned.isPresent()) {
            return new Outcome.Refused(unsigned.get());
        }
        BlockContext context = new BlockContext(view.origin(), block.height(), block.time(), index, rulesVersion);
        return switch (handler(statement).decide(statement, state, context)) {
            case Ruling.Refuse(Refusal refusal) -> new Outcome.Refused(refusal);
            case Ruling.Register(List<StateChange> changes) -> {
                state.apply(changes);
                yield new Outcome.Registered(index);
            }
        };
    }

    private static Outcome refused(Refusal.Code code, String detail) {
        return new Outcome.Refused(new Refusal(code, detail));
    }

    private static Optional<Refusal> refusal(Refusal.Code code, String detail) {
        return Optional.of(new Refusal(code, detail));
    }

    /** What is registered by now: in the journal, or earlier in this block. */
    private static final class InBlock {
        private final Known before;
        private final Map<StatementId, Long> statements = new HashMap<>();
        private final Map<Known.Job, Long> jobs = new HashMap<>();

        InBlock(Known before) {
            this.before = before;
        }

        OptionalLong statement(StatementId id) {
            Long here = statements.get(id);
            return here != null ? OptionalLong.of(here) : before.statement(id);
        }

        OptionalLong job(Known.Job job) {
            Long here = jobs.get(job);
            return here != null ? OptionalLong.of(here) : before.job(job);
        }

        void add(SignedStatement statement, long index) {
            statements.put(statement.id(), index);
            jobs.put(
                    new Known.Job(
                            statement.header().issuer(), statement.header().cti()),
                    index);
        }
    }
}
