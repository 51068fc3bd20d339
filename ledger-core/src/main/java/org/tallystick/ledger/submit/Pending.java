package org.tallystick.ledger.submit;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.commit.JournalRecord;
import org.tallystick.ledger.execute.Outcome;
import org.tallystick.ledger.execute.Refusal;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.RecordSalt;
import org.tallystick.ledger.statement.RecordTree;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * One submission on its way through the {@link Outbox}, whose thread owns the fields that are not final until it hands
 * the statement to the engine; from then on they stand, until a refusal gives it back to be signed again.
 */
final class Pending {
    /** How often a statement whose key was rotated away meanwhile is signed again before the refusal stands. */
    static final int MAX_SIGNATURES = 4;

    /** What the statement says; this node signs it. */
    sealed interface Content {
        /** The pending's records. */
        record Records() implements Content {}

        record Payload(ContentType contentType, byte[] payload) implements Content {}
    }

    /** Where a submitted record stands. */
    sealed interface Placed {
        /** Its address, where this job's statement is the entry at {@code index}. */
        default RecordAddress at(long index) {
            return switch (this) {
                case Before(RecordAddress address) -> address;
                case Here(int position, boolean first) -> new RecordAddress(index, position);
            };
        }

        /** It was registered before. */
        record Before(RecordAddress address) implements Placed {}

        /**
         * In this job's own statement.
         *
         * @param first false when an earlier record of the same job has the same bytes, and stands for this one too
         */
        record Here(int position, boolean first) implements Placed {}
    }

    final Cti job;
    final Instant createdAt;
    final Content content;
    final List<Submission.NewRecord> records;
    final List<Hash> fingerprints;
    /** Fingerprints of all its records as they came, by which a retry is known; none where that is not known any more. */
    final List<Hash> submitted;

    final List<String> names;
    final Optional<Submission.IdempotencyKey> key;
    final Optional<String> memo;
    /** The document that its records were made of. */
    final Optional<Submission.Source> source;

    final long bytes;
    final Registration registration = new Registration();
    /** What everyone gets who sends it again, one for all of them: retries cost nothing, however many. */
    final Registration again = registration.again();

    List<Placed> placed = List.of();
    List<RecordSalt> salts = List.of();

    @Nullable
    RecordSalt sourceSalt;

    /** Of the records with these salts, the leaves of the tree that is signed. */
    List<Hash> digests = List.of();

    @Nullable
    SignedStatement statement;

    int signatures;
    /** Its rows are in the database. */
    volatile boolean durable;

    Instant submittedAt;

    private Pending(
            Cti job,
            Instant createdAt,
            Content content,
            List<Submission.NewRecord> records,
            List<Hash> fingerprints,
            List<Hash> submitted,
            List<String> names,
            Optional<Submission.IdempotencyKey> key,
            Optional<String> memo,
            Optional<Submission.Source> source) {
        this.job = job;
        this.createdAt = createdAt;
        this.content = content;
        this.records = records;
        this.fingerprints = fingerprints;
        this.submitted = submitted;
        this.names = names;
        this.key = key;
        this.memo = memo;
        this.source = source;
        this.bytes = records.stream().mapToLong(record -> record.bytes().length).sum()
                + source.map(document -> document.document().length).orElse(0);
        this.submittedAt = createdAt;
    }

    static Pending of(Submission submission, Cti job, Instant createdAt) {
        List<Submission.NewRecord> records =
                submission instanceof Submission.Records submitted ? submitted.records() : List.of();
        Content content = switch (submission) {
            case Submission.Records submitted -> new Content.Records();
            case Submission.Payload submitted -> new Content.Payload(submitted.contentType(), submitted.payload());
        };
        List<Hash> fingerprints =
                records.stream().map(Submission.NewRecord::fingerprint).toList();
        return new Pending(
                job,
                createdAt,
                content,
                records,
                fingerprints,
                fingerprints,
                records.stream().map(Submission.NewRecord::name).toList(),
                submission.idempotencyKey(),
                submission.memo(),
                submission instanceof Submission.Records submitted ? submitted.source() : Optional.empty());
    }

    /** A submission that an earlier process left durable and undecided. */
    static Pending resumed(
            SignedStatement statement,
            Instant createdAt,
            List<Hash> fingerprints,
            List<String> names,
            List<Placed> placed,
            Optional<Submission.IdempotencyKey> key) {
        SignedStatement.Header header = statement.header();
        Pending pending = new Pending(
                header.cti(),
                createdAt,
                new Content.Payload(header.contentType(), statement.payload()),
                List.of(),
                fingerprints,
                // Its rows are of the records that were new; with others among them nobody knows them all.
                placed.size() == fingerprints.size() ? fingerprints : List.of(),
                names,
                key,
                Optional.empty(),
                Optional.empty());
        pending.statement = statement;
        pending.placed = placed;
        pending.signatures = 1;
        pending.durable = true;
        pending.registration.accepted().complete(new Acceptance.Accepted(pending.job, false));
        return pending;
    }

    List<Submission.NameRule> nameRules() {
        return records.stream().map(Submission.NewRecord::nameRule).toList();
    }

    /** @param before which of its records are registered already */
    void place(OutboxRows.Registered before) {
        List<Placed> all = new ArrayList<>(fingerprints.size());
        Map<Hash, Integer> here = new HashMap<>();
        for (int i = 0; i < fingerprints.size(); i++) {
            RecordAddress known = before.find(this, i);
            if (known != null) {
                all.add(new Placed.Before(known));
            } else {
                Integer same = here.putIfAbsent(fingerprints.get(i), here.size());
                all.add(same == null ? new Placed.Here(here.size() - 1, true) : new Placed.Here(same, false));
            }
        }
        placed = all;
    }

    /** Makes its statement; what commits to records gets a new salt for each. */
    void sign(StatementSigner signer, SecureRandom random) {
        statement = switch (content) {
            case Content.Records() -> {
                List<Hash> leaves = new ArrayList<>();
                List<RecordSalt> drawn = new ArrayList<>();
                for (int i = 0; i < placed.size(); i++) {
                    if (placed.get(i) instanceof Placed.Here(int position, boolean first) && first) {
                        RecordSalt salt = RecordSalt.generate(random);
                        drawn.add(salt);
                        leaves.add(salt.digest(records.get(i).bytes()));
                    }
                }
                salts = drawn;
                digests = leaves;
                Optional<CapturePayload.Source> from = source.map(document -> {
                    RecordSalt salt = RecordSalt.generate(random);
                    sourceSalt = salt;
                    return new CapturePayload.Source(document.mediaType(), salt.digest(document.document()));
                });
                CapturePayload payload = new CapturePayload(
                        digests.size(), RecordTree.of(digests).root(), from);
                yield signer.sign(ContentType.CAPTURE, payload.bytes(), job);
            }
            case Content.Payload(ContentType contentType, byte[] payload) -> signer.sign(contentType, payload, job);
        };
        signatures = 1;
    }

    SignedStatement signed() {
        return Objects.requireNonNull(statement, "signed before it is handed on");
    }

    /** Its records as the journal has them; empty where only the journal can tell. */
    Optional<List<JournalRecord>> journalRecords() {
        if (!(content instanceof Content.Records)) {
            return signed().header().contentType().equals(ContentType.CAPTURE)
                    ? Optional.empty()
                    : Optional.of(List.of());
        }
        List<JournalRecord> stored = new ArrayList<>(salts.size());
        for (int i = 0; i < placed.size(); i++) {
            if (placed.get(i) instanceof Placed.Here(int position, boolean first) && first) {
                stored.add(new JournalRecord.Present(
                        position, salts.get(position).bytes(), records.get(i).bytes()));
            }
        }
        return Optional.of(stored);
    }

    /** Whether the outcome only says that the organisation's key changed between signing and deciding. */
    boolean isToBeSignedAgain(Outcome outcome) {
        return signatures < MAX_SIGNATURES
                && outcome instanceof Outcome.Refused(Refusal refusal)
                && refusal.code() == Refusal.Code.KEY_NOT_CURRENT;
    }
}
