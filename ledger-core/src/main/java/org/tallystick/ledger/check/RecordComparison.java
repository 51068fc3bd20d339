package org.tallystick.ledger.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.RecordSalt;
import org.tallystick.ledger.statement.RecordTree;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * The stored records of captures beside the roots that were signed over them. A record that was erased leaves its digest,
 * which takes its place in the root; a capture that lacks a record and its digest has no root to compare, and its other
 * records are still held against their fingerprints.
 */
final class RecordComparison {
    /** Bytes of records hashed in one go, by all processors. */
    private static final int BATCH_BYTES = 4 * 1024 * 1024;

    private static final int BATCH_RECORDS = 1_000;

    private final Connection connection;
    private final Differences differences;
    private final CheckObserver observer;
    private final RecordNames names;

    private long records;
    private long absences;
    private long heldElsewhere;

    RecordComparison(Connection connection, Differences differences, CheckObserver observer, RecordNames names) {
        this.connection = connection;
        this.differences = differences;
        this.observer = observer;
        this.names = names;
    }

    long records() {
        return records;
    }

    long absences() {
        return absences;
    }

    long heldElsewhere() {
        return heldElsewhere;
    }

    private record Stored(
            long index,
            int position,
            byte @Nullable [] salt,
            byte @Nullable [] bytes,
            @Nullable String name,
            byte @Nullable [] fingerprint,
            @Nullable String absence,
            @Nullable Hash digest) {
        String row() {
            return "entry=" + index + " position=" + position;
        }
    }

    /** @param digest null where bytes or salt are not there to make it, nor was it kept when they went */
    private record Hashed(
            Stored stored, @Nullable Hash digest, @Nullable Hash fingerprint, Optional<String> name) {}

    /** Compares the records of these entries, which are in the order of their indexes. */
    void compare(List<LogEntry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        try (Rows rows = new Rows(
                connection,
                "select e.index, r.position, r.salt, r.bytes, r.name, r.fingerprint, r.absence, r.digest"
                        + " from entry e join record r on r.cti = e.cti and r.issuer = e.issuer"
                        + " where e.index >= ? and e.index <= ? order by e.index, r.position",
                entries.getFirst().index(),
                entries.getLast().index())) {
            List<Hashed> batch = hash(rows);
            int next = 0;
            for (LogEntry entry : entries) {
                List<Hashed> own = new ArrayList<>();
                while (true) {
                    if (next == batch.size()) {
                        batch = hash(rows);
                        next = 0;
                    }
                    if (batch.isEmpty() || batch.get(next).stored().index() > entry.index()) {
                        break;
                    }
                    own.add(withoutBytes(batch.get(next)));
                    next++;
                }
                compare(entry, own);
            }
        }
    }

    /** What is kept until a capture is complete: the hashes, not the bytes. */
    private static Hashed withoutBytes(Hashed hashed) {
        Stored stored = hashed.stored();
        return new Hashed(
                new Stored(
                        stored.index(),
                        stored.position(),
                        null,
                        null,
                        stored.name(),
                        stored.fingerprint(),
                        stored.absence(),
                        stored.digest()),
                hashed.digest(),
                hashed.fingerprint(),
                hashed.name());
    }

    private List<Hashed> hash(Rows rows) throws SQLException {
        List<Stored> batch = new ArrayList<>();
        long bytes = 0;
        for (; rows.there() && batch.size() < BATCH_RECORDS && bytes < BATCH_BYTES; rows.advance()) {
            byte @Nullable [] content = rows.bytesOrNull(4);
            batch.add(new Stored(
                    rows.number(1),
                    rows.integer(2),
                    rows.bytesOrNull(3),
                    content,
                    rows.textOrNull(5),
                    rows.bytesOrNull(6),
                    rows.textOrNull(7),
                    hashOrNull(rows.bytesOrNull(8))));
            bytes += content == null ? 0 : content.length;
        }
        return batch.parallelStream().map(this::hash).toList();
    }

    private static @Nullable Hash hashOrNull(byte @Nullable [] digest) {
        return digest == null || digest.length != Hash.LENGTH ? null : Hash.of(digest);
    }

    private Hashed hash(Stored stored) {
        byte @Nullable [] bytes = stored.bytes();
        byte @Nullable [] salt = stored.salt();
        if (bytes == null) {
            return new Hashed(stored, stored.digest(), null, Optional.empty());
        }
        Hash digest = salt != null && salt.length == RecordSalt.LENGTH_BYTES
                ? RecordSalt.of(salt).digest(bytes)
                : null;
        return new Hashed(stored, digest, Hash.sha256(bytes), names.name(bytes));
    }

    private void compare(LogEntry entry, List<Hashed> own) {
        @Nullable CapturePayload capture = capture(entry.statement());
        if (capture == null) {
            for (Hashed hashed : own) {
                differences.add("record", hashed.stored().row(), "row", "a record", "none: the entry is no capture");
            }
            return;
        }
        if (own.isEmpty()) {
            heldElsewhere++;
            return;
        }
        boolean complete = compareRows(entry, own, capture.count());
        if (!complete) {
            return;
        }
        Hash root = RecordTree.of(own.stream().map(Hashed::digest).toList()).root();
        if (!root.equals(capture.root())) {
            differences.add(
                    "record",
                    "entry=" + entry.index() + " position=0.." + (own.size() - 1),
                    "salt, bytes or digest",
                    "root " + root,
                    "root " + capture.root() + " in the signed statement");
        }
    }

    /** Whether the digests of all records of the capture are here, or can be made. */
    private boolean compareRows(LogEntry entry, List<Hashed> own, int count) {
        boolean complete = own.size() == count;
        if (own.size() != count) {
            differences.add("record", "entry=" + entry.index(), "rows", own.size(), count + " in the signed statement");
        }
        for (int i = 0; i < own.size(); i++) {
            Hashed hashed = own.get(i);
            Stored stored = hashed.stored();
            records++;
            if (complete && stored.position() != i) {
                differences.add("record", stored.row(), "position", stored.position(), i);
            }
            String absence = stored.absence();
            if (absence != null) {
                complete &= hashed.digest() != null;
                absences++;
                observer.absence(stored.index(), stored.position(), absence);
                if (hashed.fingerprint() != null) {
                    differences.add("record", stored.row(), "absence", absence, "null, since the bytes are here");
                }
                continue;
            }
            if (hashed.fingerprint() == null) {
                differences.add("record", stored.row(), "bytes", "null", "a record, since none is absent");
                complete = false;
                continue;
            }
            if (hashed.digest() == null) {
                differences.add("record", stored.row(), "salt", "no salt", RecordSalt.LENGTH_BYTES + " bytes");
                complete = false;
            }
            if (stored.digest() != null && hashed.digest() != null) {
                differences.compare("record", stored.row(), "digest", stored.digest(), hashed.digest());
            }
            differences.compare(
                    "record", stored.row(), "fingerprint", Rows.hash(stored.fingerprint()), hashed.fingerprint());
            hashed.name()
                    .ifPresent(name ->
                            differences.compare("record", stored.row(), "name", String.valueOf(stored.name()), name));
        }
        return complete;
    }

    private static @Nullable CapturePayload capture(@Nullable SignedStatement statement) {
        if (statement == null || !statement.header().contentType().equals(ContentType.CAPTURE)) {
            return null;
        }
        try {
            return CapturePayload.parse(statement.payload());
        } catch (MalformedStatementException e) {
            return null; // the registration policy refuses it, which was said
        }
    }
}
