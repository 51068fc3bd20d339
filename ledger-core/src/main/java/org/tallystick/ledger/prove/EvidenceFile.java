package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.InclusionProof;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.note.NoteSignature;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.statement.CapturePath;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.RecordSalt;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * Everything that shows one or more events to be in a log, in one file that an auditor takes home: a zip of exactly these
 * parts in this order, each in the one form that we print, the numbers counting from 1 without a gap.
 *
 * <pre>
 * index.html                       for a person to read; nobody vouches for it
 * SHA256SUMS                       of the parts below
 * policy/1/policy                  the trust policies that the events' checkpoints fall under, by size
 * did/1/did.jsonl                  the issuers' key histories, in the order in which the events use them
 * event/1/record.json              an event, as it was hashed; the events by index and position
 * event/1/salt
 * event/1/capture-path             its position, and the way to the root that the statement signs
 * event/1/statement.cose           the entry of the log
 * event/1/statement.tlog-proof     the entry's index, and the way to the signed checkpoint
 * event/2/record.json
 * ...
 * </pre>
 *
 * <p>Which history and which policy an event needs follows from its issuer and its size, so nothing in the file says it
 * a second time. SHA256SUMS proves nothing to anybody; it names the part that was damaged, and {@code sha256sum -c} reads
 * it. A further kind of part comes behind those of its folder here, and is unknown to verifiers that do not know it.
 */
public final class EvidenceFile {
    /** It is read and written in memory. */
    public static final int SIZE_MAX_BYTES = 64 << 20;

    /** An event and all that ever corrected it, many times over. */
    public static final int EVENTS_MAX = 1_000;

    static final String PAGE = "index.html";
    static final String SUMS = "SHA256SUMS";

    private EvidenceFile() {}

    /** One event, and what shows where it is. */
    public static final class Event {
        private final byte[] record;
        private final RecordSalt salt;
        private final CapturePath path;
        private final SignedStatement statement;
        private final LogProof proof;

        /** @param record as it was hashed, copied */
        public Event(byte[] record, RecordSalt salt, CapturePath path, SignedStatement statement, LogProof proof) {
            this.record = record.clone();
            this.salt = salt;
            this.path = path;
            this.statement = statement;
            this.proof = proof;
        }

        byte[] record() {
            return record.clone();
        }

        CapturePath path() {
            return path;
        }

        SignedStatement statement() {
            return statement;
        }

        LogProof proof() {
            return proof;
        }

        long index() {
            return proof.inclusion().index();
        }
    }

    /**
     * The file.
     *
     * @param events in any order, each once
     * @param didLogs {@code did.jsonl} of each issuer; those that no event needs are left out
     * @param policies of the log; those that no event needs are left out
     * @param page for a person to read, as HTML; {@link EvidencePage} makes one
     * @throws IllegalArgumentException if an event has no policy or its issuer no history, or if it is too large
     */
    public static byte[] write(
            List<Event> events, Map<Issuer, byte[]> didLogs, List<TrustPolicy> policies, String page) {
        List<Event> sorted = new ArrayList<>(events);
        sorted.sort(Comparator.comparingLong(Event::index)
                .thenComparingInt(event -> event.path().position()));
        checkEvents(sorted);
        SequencedSet<Issuer> issuers = new LinkedHashSet<>();
        Set<TrustPolicy> used = new HashSet<>();
        for (Event event : sorted) {
            issuers.add(event.statement().header().issuer());
            used.add(policyFor(event.proof().checkpoint().size(), policies));
        }
        List<TrustPolicy> sortedPolicies = new ArrayList<>(used);
        sortedPolicies.sort(Comparator.comparingLong(policy -> sizes(policy).first()));

        SequencedMap<String, byte[]> parts = new LinkedHashMap<>();
        for (TrustPolicy policy : sortedPolicies) {
            parts.put(
                    policyPart(sortedPolicies.indexOf(policy) + 1),
                    policy.text().getBytes(UTF_8));
        }
        int number = 0;
        for (Issuer issuer : issuers) {
            byte @Nullable [] didLog = didLogs.get(issuer);
            if (didLog == null) {
                throw new IllegalArgumentException("no DID log of " + issuer);
            }
            parts.put(didPart(++number), didLog.clone());
        }
        for (int i = 0; i < sorted.size(); i++) {
            Event event = sorted.get(i);
            TrustPolicy policy = policyFor(event.proof().checkpoint().size(), policies);
            parts.put(eventPart(i + 1, "record.json"), event.record());
            parts.put(eventPart(i + 1, "salt"), event.salt.bytes());
            parts.put(eventPart(i + 1, "capture-path"), event.path().bytes());
            parts.put(eventPart(i + 1, "statement.cose"), event.statement().bytes());
            parts.put(
                    eventPart(i + 1, "statement.tlog-proof"),
                    printed(event.proof(), policy).bytes());
        }
        byte[] sums = sums(parts);
        parts.putFirst(SUMS, sums);
        parts.putFirst(PAGE, page.getBytes(UTF_8));
        return ClosedZip.write(parts);
    }

    private static void checkEvents(List<Event> sorted) {
        if (sorted.isEmpty() || sorted.size() > EVENTS_MAX) {
            throw new IllegalArgumentException(sorted.size() + " events, not 1 to " + EVENTS_MAX);
        }
        for (int i = 1; i < sorted.size(); i++) {
            Event before = sorted.get(i - 1);
            Event event = sorted.get(i);
            if (before.index() == event.index()
                    && before.path().position() == event.path().position()) {
                throw new IllegalArgumentException(
                        "entry " + event.index() + " position " + event.path().position() + " twice");
            }
        }
    }

    private static TrustPolicy policyFor(long size, List<TrustPolicy> policies) {
        return policies.stream()
                .filter(policy -> sizes(policy).contains(size))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no policy for a checkpoint of size " + size));
    }

    static TrustPolicy.Sizes sizes(TrustPolicy policy) {
        TrustPolicy.Sizes sizes = policy.sizes();
        if (sizes == null) {
            throw new IllegalArgumentException("a policy without its line of sizes");
        }
        return sizes;
    }

    /** The proof as an evidence file has it: no extra data, and the signatures of the policy's keys alone, in its order. */
    private static LogProof printed(LogProof proof, TrustPolicy policy) {
        SignedNote checkpoint = proof.signedCheckpoint();
        List<NoteSignature> signatures = signaturesOf(policy, checkpoint);
        if (signatures.isEmpty()) {
            throw new IllegalArgumentException("no key of the policy signed the checkpoint of size "
                    + proof.checkpoint().size());
        }
        InclusionProof inclusion = proof.inclusion();
        try {
            return LogProof.of(inclusion, new SignedNote(checkpoint.text(), signatures));
        } catch (MalformedLogException e) {
            throw new IllegalStateException("the checkpoint of a proof is one without some signatures too", e);
        }
    }

    /** The signatures by keys of the policy, logs before witnesses, each key's first. */
    static List<NoteSignature> signaturesOf(TrustPolicy policy, SignedNote note) {
        List<VerifierKey> keys = new ArrayList<>(policy.logs());
        policy.witnesses().forEach(witness -> keys.add(witness.key()));
        List<NoteSignature> signatures = new ArrayList<>();
        for (VerifierKey key : keys) {
            note.signatures().stream().filter(key::claimedBy).findFirst().ifPresent(signatures::add);
        }
        return signatures;
    }

    /** What {@code sha256sum} prints for the parts, in their order. */
    static byte[] sums(SequencedMap<String, byte[]> parts) {
        StringBuilder sums = new StringBuilder();
        parts.forEach((name, content) ->
                sums.append(Hash.sha256(content)).append("  ").append(name).append('\n'));
        return sums.toString().getBytes(UTF_8);
    }

    static String policyPart(int number) {
        return "policy/" + number + "/policy";
    }

    static String didPart(int number) {
        return "did/" + number + "/did.jsonl";
    }

    static String eventPart(int number, String part) {
        return "event/" + number + "/" + part;
    }
}
