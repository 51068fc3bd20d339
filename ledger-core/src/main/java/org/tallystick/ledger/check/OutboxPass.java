package org.tallystick.ledger.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.execute.Refusal;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.RecordSalt;
import org.tallystick.ledger.statement.RecordTree;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * The outbox beside the log: a registered job names an entry of its own, a waiting one has its statement and the records
 * that statement signs, places of records registered before are places.
 *
 * <p>What a caller called its request, what it wanted to remember and when it came is covered by nothing: only that such
 * columns fit each other is looked at.
 */
final class OutboxPass {
    private static final int WAITING = 0;
    private static final int REGISTERED = 1;
    private static final int REFUSED = 2;
    private static final int NOTHING_NEW = 3;

    private final Connection connection;
    private final Differences differences;
    private final RecordNames names;

    OutboxPass(Connection connection, Differences differences, RecordNames names) {
        this.connection = connection;
        this.differences = differences;
        this.names = names;
    }

    void run() throws SQLException {
        recordsOfNothing();
        knownPlaces();
        List<UUID> waiting = submissions();
        for (UUID cti : waiting) {
            waitingRecords(cti);
        }
    }

    private void recordsOfNothing() throws SQLException {
        try (Rows rows = new Rows(
                connection,
                "select r.issuer, r.cti, r.position from record r"
                        + " where not exists (select from entry e where e.cti = r.cti and e.issuer = r.issuer)"
                        // A refused job that was durable before its decision keeps its records.
                        + " and not exists (select from submission s where s.cti = r.cti and s.state in (?, ?))",
                WAITING,
                REFUSED)) {
            for (; rows.there(); rows.advance()) {
                differences.add(
                        "record",
                        "issuer=" + rows.integer(1) + " cti=" + rows.object(2, UUID.class) + " position="
                                + rows.integer(3),
                        "row",
                        "a record",
                        "none: no entry and no waiting job has it");
            }
        }
    }

    /**
     * A record that was there before a job: where a record with its bytes was registered first, and before the job's own
     * entry. Which bytes the job brought is kept nowhere else.
     */
    private void knownPlaces() throws SQLException {
        try (Rows rows = new Rows(
                connection,
                "select s.cti, k.index, k.position, case"
                        + " when r.position is null then 'the address of a record'"
                        + " when k.index >= s.index then 'before its own index ' || s.index"
                        + " else 'the first address with these bytes' end"
                        + " from submission s"
                        + " cross join lateral unnest(s.known_index, s.known_position) as k (index, position)"
                        + " left join entry e on e.index = k.index"
                        + " left join record r on r.cti = e.cti and r.issuer = e.issuer and r.position = k.position"
                        + " where s.known_index is not null and k.index is not null"
                        + " and (r.position is null or k.index >= s.index or exists ("
                        + "select from record o join entry oe on oe.cti = o.cti and oe.issuer = o.issuer"
                        + " where o.name = r.name and o.issuer = r.issuer and o.fingerprint = r.fingerprint"
                        + " and (oe.index, o.position) < (k.index, k.position)))")) {
            for (; rows.there(); rows.advance()) {
                differences.add(
                        "submission",
                        "cti=" + rows.object(1, UUID.class),
                        "known_index, known_position",
                        rows.number(2) + "/" + rows.integerOrNull(3),
                        rows.text(4));
            }
        }
    }

    private record Submission(
            UUID cti,
            int state,
            String contentType,
            byte @Nullable [] statement,
            int records,
            @Nullable Long index,
            @Nullable Integer refusalCode,
            @Nullable Object @Nullable [] knownIndex,
            @Nullable Object @Nullable [] knownPosition,
            boolean decided,
            boolean detail,
            int keyParts,
            int digestLength,
            @Nullable UUID entryCti,
            @Nullable String entryContentType,
            long storedRecords) {}

    /** Compares each row; returns the waiting ones. */
    private List<UUID> submissions() throws SQLException {
        List<UUID> waiting = new ArrayList<>();
        try (Rows rows = new Rows(
                connection,
                "select s.cti, s.state, s.content_type, s.statement, s.records, s.index, s.refusal_code,"
                        + " s.known_index, s.known_position, s.decided_at is not null, s.refusal_detail is not null,"
                        + " num_nonnulls(s.idempotency_scope, s.idempotency_key, s.idempotency_digest),"
                        + " coalesce(length(s.idempotency_digest), 32), e.cti, e.content_type,"
                        + " coalesce(r.count, 0), s.decided_at < s.created_at"
                        + " from submission s left join entry e on e.index = s.index"
                        + " left join (select issuer, cti, count(*) from record group by issuer, cti) r"
                        + " on r.issuer = e.issuer and r.cti = e.cti")) {
            for (; rows.there(); rows.advance()) {
                Submission submission = new Submission(
                        Objects.requireNonNull(rows.object(1, UUID.class)),
                        rows.integer(2),
                        rows.text(3),
                        rows.bytesOrNull(4),
                        rows.integer(5),
                        rows.numberOrNull(6),
                        rows.integerOrNull(7),
                        rows.array(8),
                        rows.array(9),
                        rows.truth(10),
                        rows.truth(11),
                        rows.integer(12),
                        rows.integer(13),
                        rows.object(14, UUID.class),
                        rows.textOrNull(15),
                        rows.number(16));
                new Row(submission).compare();
                if (rows.truth(17)) {
                    differences.add(
                            "submission", "cti=" + submission.cti(), "decided_at", "before created_at", "after it");
                }
                if (submission.state() == WAITING) {
                    waiting.add(submission.cti());
                }
            }
        }
        return waiting;
    }

    /** One submission, compared with itself and its entry. */
    private final class Row {
        private final Submission submission;

        Row(Submission submission) {
            this.submission = submission;
        }

        void compare() {
            int state = submission.state();
            if (state < WAITING || state > NOTHING_NEW) {
                add("state", state, "0 to 3");
                return;
            }
            String name =
                    List.of("waiting", "registered", "refused", "nothing new").get(state);
            present("decided_at", submission.decided(), state != WAITING, name);
            present("statement", submission.statement() != null, state == WAITING, name);
            present("index", submission.index() != null, state == REGISTERED, name);
            present("refusal_code", submission.refusalCode() != null, state == REFUSED, name);
            present("refusal_detail", submission.detail(), state == REFUSED, name);
            Integer code = submission.refusalCode();
            if (code != null && (code < 1 || code > Refusal.Code.values().length)) {
                add("refusal_code", code, "1 to " + Refusal.Code.values().length);
            }
            if (submission.keyParts() != 0 && submission.keyParts() != 3) {
                add(
                        "idempotency_scope, idempotency_key, idempotency_digest",
                        submission.keyParts() + " of 3",
                        "all or none");
            }
            if (submission.digestLength() != Hash.LENGTH) {
                add("idempotency_digest", submission.digestLength() + " bytes", Hash.LENGTH + " bytes");
            }
            places();
            if (state == REGISTERED && submission.index() != null) {
                entry();
            }
        }

        private void entry() {
            UUID entryCti = submission.entryCti();
            if (entryCti == null) {
                add("index", submission.index(), "the index of an entry");
                return;
            }
            if (!entryCti.equals(submission.cti())) {
                add("cti, index", submission.index(), "the entry of this cti, not of " + Journal.cti(entryCti));
                return;
            }
            if (!submission.contentType().equals(submission.entryContentType())) {
                add("content_type", submission.contentType(), submission.entryContentType());
            }
            if (submission.knownIndex() == null && submission.records() != submission.storedRecords()) {
                add("records", submission.records(), submission.storedRecords() + " records of its entry");
            }
        }

        private void places() {
            @Nullable Object @Nullable [] index = submission.knownIndex();
            @Nullable Object @Nullable [] position = submission.knownPosition();
            if (index == null && position == null) {
                return;
            }
            if (index == null || position == null || index.length != position.length) {
                add("known_index, known_position", "of different lengths", "of one length");
                return;
            }
            if (index.length != submission.records()) {
                add("records", submission.records(), index.length + " places");
            }
            int own = 0;
            for (int i = 0; i < position.length; i++) {
                if (!(position[i] instanceof Integer at)) {
                    add("known_position", "null at " + i, "a position");
                } else if (index[i] == null) {
                    // The job's own records, numbered as they come; the same bytes again repeat their number.
                    if (at < 0 || at > own) {
                        add("known_position", at + " at " + i, "0 to " + own);
                    }
                    own = Math.max(own, at + 1);
                }
            }
            if (submission.state() == REGISTERED
                    && submission.entryCti() != null
                    && own != submission.storedRecords()) {
                add(
                        "known_position",
                        own + " records of its own",
                        submission.storedRecords() + " records of its entry");
            }
            if (submission.state() == NOTHING_NEW && own != 0) {
                add("known_index", "null", "a place for each record, since state is nothing new");
            }
        }

        private void present(String column, boolean there, boolean expected, String state) {
            if (there != expected) {
                add(column, there ? "a value" : "null", (expected ? "a value" : "null") + ", since state is " + state);
            }
        }

        private void add(String column, @Nullable Object stored, @Nullable Object recomputed) {
            differences.add(
                    "submission",
                    "cti=" + Journal.cti(submission.cti()),
                    column,
                    String.valueOf(stored),
                    String.valueOf(recomputed));
        }
    }

    /** A waiting statement is not in the log yet: what it signs must be what its rows hold. */
    private void waitingRecords(UUID cti) throws SQLException {
        String row = "cti=" + Journal.cti(cti);
        SignedStatement statement;
        int submitted;
        boolean signedHere;
        try (Rows rows = new Rows(
                connection,
                "select statement, content_type, records, signed_here, known_index is null from submission"
                        + " where cti = ?",
                cti)) {
            byte @Nullable [] bytes = rows.bytesOrNull(1);
            if (bytes == null) {
                return; // said already
            }
            statement = SignedStatement.parse(bytes);
            differences.compare(
                    "submission",
                    row,
                    "cti",
                    Journal.cti(cti),
                    statement.header().cti());
            differences.compare(
                    "submission",
                    row,
                    "content_type",
                    rows.text(2),
                    statement.header().contentType().mediaType());
            submitted = rows.truth(5) ? rows.integer(3) : -1;
            signedHere = rows.truth(4);
        } catch (MalformedStatementException e) {
            differences.add("submission", row, "statement", "malformed: " + e.getMessage(), "a signed statement");
            return;
        }
        String issuer = statement.header().issuer().lasting().did();
        List<Hash> digests = new ArrayList<>();
        try (Rows rows = new Rows(
                connection,
                "select r.position, r.salt, r.bytes, r.name, r.fingerprint, i.did"
                        + " from record r left join issuer i on i.id = r.issuer where r.cti = ? order by r.position",
                cti)) {
            for (; rows.there(); rows.advance()) {
                String key = row + " position=" + rows.integer(1);
                byte @Nullable [] salt = rows.bytesOrNull(2);
                byte @Nullable [] bytes = rows.bytesOrNull(3);
                if (salt == null || bytes == null || salt.length != RecordSalt.LENGTH_BYTES) {
                    differences.add("record", key, "salt, bytes", "not both", "both, since its job waits");
                    return;
                }
                differences.compare("record", key, "position", rows.integer(1), digests.size());
                differences.compare("record", key, "issuer", String.valueOf(rows.textOrNull(6)), issuer);
                differences.compare("record", key, "fingerprint", Rows.hash(rows.bytesOrNull(5)), Hash.sha256(bytes));
                String storedName = String.valueOf(rows.textOrNull(4));
                names.name(bytes).ifPresent(name -> differences.compare("record", key, "name", storedName, name));
                digests.add(RecordSalt.of(salt).digest(bytes));
            }
        }
        if (submitted >= 0 && submitted != digests.size()) {
            differences.add("submission", row, "records", submitted, digests.size() + " records of its statement");
        }
        if (signedHere && statement.header().contentType().equals(ContentType.CAPTURE)) {
            waitingRoot(row, statement, digests);
        }
    }

    private void waitingRoot(String row, SignedStatement statement, List<Hash> digests) {
        try {
            CapturePayload capture = CapturePayload.parse(statement.payload());
            String stored = digests.isEmpty()
                    ? "no records"
                    : digests.size() + " records, root "
                            + RecordTree.of(digests).root();
            differences.compare(
                    "record", row, "salt or bytes", stored, capture.count() + " records, root " + capture.root());
        } catch (MalformedStatementException e) {
            differences.add("submission", row, "statement", "malformed payload: " + e.getMessage(), "a capture");
        }
    }
}
