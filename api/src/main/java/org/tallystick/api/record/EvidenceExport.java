package org.tallystick.api.record;

import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.tallystick.api.Settings;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.address.Address;
import org.tallystick.api.audit.AuditLine;
import org.tallystick.api.audit.AuditTrail;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.api.proof.Checkpoints;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.WebvhDid;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.commit.JournalRecord;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.prove.EvidenceFile;
import org.tallystick.ledger.prove.EvidencePage;
import org.tallystick.ledger.statement.CapturePath;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.RecordSalt;
import org.tallystick.ledger.statement.RecordTree;
import org.tallystick.ledger.submit.RecordAddress;

/**
 * Makes the evidence file of records, and sees to it that the audit trail tells of it before it leaves.
 *
 * <p>A file is made in memory, from whole captures: the path of one record takes the digests of all beside it.
 */
@Singleton
public final class EvidenceExport {
    /** The page of the file writes each quote of a record in six bytes: with it, this much stays below the file's limit. */
    static final long MAX_RECORD_BYTES = 8L << 20;

    /** A capture of 64 MB and a file of 64 MB are in memory for each. */
    private static final int MAX_AT_ONCE = 2;

    /** Making one takes less; past this the node is busy with something worse. */
    private static final long WAIT_SECONDS = 5;

    /** The trail tries once a second; a database that comes back takes some. */
    private static final long RETRY_SECONDS = 5;

    private static final String ZIP = "application/zip";

    private final AuditTrail trail;
    private final Duration wait;
    private final Semaphore places = new Semaphore(MAX_AT_ONCE);

    EvidenceExport(AuditTrail trail, Settings settings) {
        this.trail = trail;
        this.wait = settings.limits().decisionWait();
    }

    /** Which checkpoint the proofs lead to. */
    public enum At {
        /** Each entry's own block's, the oldest that has it. */
        OWN_BLOCK,
        NEWEST
    }

    /** The file with these records of a log, as an answer. */
    public Response answer(EvidenceLog log, Collection<RecordAddress> records, At at, RoutingContext http)
            throws IOException, SQLException, InterruptedException {
        SortedSet<RecordAddress> sorted = new TreeSet<>(records);
        if (sorted.size() > EvidenceFile.EVENTS_MAX) {
            throw tooLarge(
                    sorted.size() + " records, and at most " + EvidenceFile.EVENTS_MAX + " fit an evidence file");
        }
        if (!places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw Problem.of(ProblemType.UNAVAILABLE, "Other evidence files are being made, as many as may be at once.")
                    .retryAfter(WAIT_SECONDS)
                    .exception();
        }
        byte[] file;
        try {
            file = file(log, sorted, at);
        } finally {
            places.release();
        }
        tell(http);
        RecordAddress first = sorted.getFirst();
        return Response.ok(file)
                .header("Content-Type", ZIP)
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"evidence-" + first.index() + "-" + first.position() + ".zip\"")
                // Business data on its way to somebody who was not named here.
                .header("Cache-Control", "no-store")
                .build();
    }

    private void tell(RoutingContext http) throws InterruptedException {
        Call call = Call.of(http);
        AuditLine line =
                AuditLine.of(call, Action.EXPORT_EVIDENCE, http.request().uri(), Response.Status.OK.getStatusCode());
        if (!trail.addDurably(line, wait)) {
            throw Problem.of(
                            ProblemType.UNAVAILABLE,
                            "The audit trail cannot be written at the moment, and no evidence leaves without its line.")
                    .retryAfter(RETRY_SECONDS)
                    .exception();
        }
        call.trailWritten();
    }

    private static byte[] file(EvidenceLog log, SortedSet<RecordAddress> records, At at)
            throws IOException, SQLException {
        Map<Long, List<Integer>> positions = new TreeMap<>();
        records.forEach(address -> positions
                .computeIfAbsent(address.index(), index -> new ArrayList<>())
                .add(address.position()));
        Map<Long, Checkpoints.Published> ownBlocks = new HashMap<>();
        for (long index : positions.keySet()) {
            ownBlocks.put(index, log.ofEntry(index).orElseThrow(() -> noEntry(index)));
        }
        Checkpoints.Published newest = log.newest(); // has all of them: it is not older than any read before
        List<EvidenceFile.Event> events = new ArrayList<>();
        Map<Issuer, byte[]> didLogs = new HashMap<>();
        long bytes = 0;
        for (Map.Entry<Long, List<Integer>> wanted : positions.entrySet()) {
            long index = wanted.getKey();
            Checkpoints.Published ownBlock = Objects.requireNonNull(ownBlocks.get(index), "read above");
            JournalEntry entry = entry(log, index);
            if (RecordResource.isHeldElsewhere(entry)) {
                throw RecordResource.heldElsewhere(entry, wanted.getValue().getFirst());
            }
            RecordTree tree = tree(entry);
            LogProof proof = log.inclusion(index, at == At.NEWEST ? newest : ownBlock);
            for (int position : wanted.getValue()) {
                JournalRecord.Present record = present(entry, position);
                bytes += record.length();
                if (bytes > MAX_RECORD_BYTES) {
                    throw tooLarge("records of more than " + MAX_RECORD_BYTES + " bytes; ask for each by its address");
                }
                events.add(new EvidenceFile.Event(
                        record.bytes(),
                        RecordSalt.of(record.salt()),
                        CapturePath.of(tree.path(position)),
                        entry.statement(),
                        proof));
            }
            Issuer issuer = entry.statement().header().issuer();
            if (!didLogs.containsKey(issuer)) {
                didLogs.put(issuer, didLog(log, issuer));
            }
        }
        return EvidenceFile.write(events, didLogs, log.policies(), EvidencePage.of(events));
    }

    private static JournalEntry entry(EvidenceLog log, long index) throws SQLException {
        JournalEntry entry = log.journal().entry(index).orElseThrow(() -> noEntry(index));
        if (!entry.statement().header().contentType().equals(ContentType.CAPTURE)) {
            throw noEntry(index);
        }
        return entry;
    }

    private static ProblemException noEntry(long index) {
        return Problem.of(ProblemType.NOT_FOUND, "There is no capture with the index " + index + ".")
                .exception();
    }

    /** The tree that the statement signed. */
    private static RecordTree tree(JournalEntry entry) {
        List<Hash> digests = new ArrayList<>();
        for (JournalRecord record : entry.records()) {
            // Of one that was erased the digest is enough, and is all that is here.
            digests.add(record.digest().orElseThrow(() -> missing(entry, record.position())));
        }
        RecordTree tree = RecordTree.of(digests);
        try {
            CapturePayload payload = CapturePayload.parse(entry.statement().payload());
            if (payload.count() != tree.count() || !payload.root().equals(tree.root())) {
                throw new IllegalStateException("the records of entry " + entry.index()
                        + " are not those that its statement signs; see `tallystick check`");
            }
        } catch (MalformedStatementException e) {
            throw new IllegalStateException("entry " + entry.index() + " was registered as a capture", e);
        }
        return tree;
    }

    private static JournalRecord.Present present(JournalEntry entry, int position) {
        if (position >= entry.records().size()) {
            throw Address.none(new RecordAddress(entry.index(), position));
        }
        return switch (entry.records().get(position)) {
            case JournalRecord.Present present -> present;
            case JournalRecord.Absent absent -> throw RecordResource.absent(entry.index(), absent);
        };
    }

    /** The path of a record leads past the digests of all beside it. */
    private static ProblemException missing(JournalEntry entry, int position) {
        return Problem.of(
                        ProblemType.GONE,
                        "Record " + entry.index() + "/" + position
                                + " is not here, nor its digest, which the proof of those beside it needs.")
                .exception();
    }

    private static byte[] didLog(EvidenceLog log, Issuer issuer) throws SQLException {
        return log.dids()
                .find(WebvhDid.parse(issuer.did()).scid())
                .map(DidLog::toJsonl)
                .orElseThrow(() -> new IllegalStateException("no DID log of " + issuer + "; rebuild the read models"));
    }

    private static ProblemException tooLarge(String what) {
        return Problem.of(ProblemType.QUERY_TOO_LARGE, "These are " + what + ".")
                .exception();
    }
}
