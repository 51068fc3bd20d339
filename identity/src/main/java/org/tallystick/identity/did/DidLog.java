package org.tallystick.identity.did;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tallystick.identity.did.InvalidDidLogException.Reason;

/**
 * A DID's verified history: {@code did.jsonl}, every entry checked against the one before it (did:webvh 1.0, "Read").
 * A log with one bad entry is bad as a whole, whichever version is asked for: what follows a fault may be an attack on
 * what precedes it, and the ledger holds no such log.
 *
 * <p>{@link #read} does all but the witnesses' part, which needs a second file: {@link #requireWitnessed}.
 */
public final class DidLog {
    /** A signed statement has 65,535 bytes; this leaves room for its header. The field's entries have 1 to 2 KB. */
    public static final int MAX_ENTRY_BYTES = 60_000;

    /** A rotation a day for ten years. */
    public static final int MAX_ENTRIES = 4_096;

    /** As many entries of the size the field has. */
    public static final int MAX_BYTES = 16 << 20;

    private final List<DidVersion> versions;

    private DidLog(List<DidVersion> versions) {
        this.versions = List.copyOf(versions);
    }

    /**
     * Reads and verifies a whole log.
     *
     * @param jsonl one entry a line; in the ledger's form each line ends in a line feed
     * @param now the present to which each versionTime is held
     */
    public static DidLog read(byte[] jsonl, DidLogForm form, Instant now) throws InvalidDidLogException {
        return new DidLog(verify(null, jsonl, form, now));
    }

    /**
     * Reads and verifies a further part of a log.
     *
     * @param head of the log before it
     * @return its entries, at least one
     */
    public static List<DidVersion> readAfter(DidHead head, byte[] jsonl, DidLogForm form, Instant now)
            throws InvalidDidLogException {
        return verify(head, jsonl, form, now);
    }

    private static List<DidVersion> verify(@Nullable DidHead before, byte[] jsonl, DidLogForm form, Instant now)
            throws InvalidDidLogException {
        int numberBefore = before == null ? 0 : before.versionId().number();
        if (jsonl.length > MAX_BYTES) {
            throw new InvalidDidLogException(
                    Reason.TOO_LARGE,
                    numberBefore + 1,
                    jsonl.length + " bytes in the log, at most " + MAX_BYTES + " are read");
        }
        List<DidVersion> versions = new ArrayList<>();
        DidHead head = before;
        for (byte[] line : lines(jsonl, form, numberBefore)) {
            DidVersion version = head == null ? DidVersion.first(line, form, now) : head.next(line, form, now);
            versions.add(version);
            head = version.head();
        }
        if (versions.isEmpty()) {
            throw new InvalidDidLogException(Reason.EMPTY, numberBefore + 1, "the log has no entry");
        }
        return versions;
    }

    /** The log of a DID that has only this entry. */
    public static DidLog of(DidVersion first) {
        if (first.versionId().number() != 1) {
            throw new IllegalArgumentException(first + " is not a first entry");
        }
        return new DidLog(List.of(first));
    }

    /** This log and one entry more, verified against it. */
    public DidLog append(byte[] line, DidLogForm form, Instant now) throws InvalidDidLogException {
        if (versions.size() == MAX_ENTRIES) {
            throw new InvalidDidLogException(
                    Reason.TOO_LARGE, MAX_ENTRIES + 1, "at most " + MAX_ENTRIES + " entries are read");
        }
        List<DidVersion> longer = new ArrayList<>(versions);
        longer.add(latest().head().next(line, form, now));
        return new DidLog(longer);
    }

    public List<DidVersion> versions() {
        return versions;
    }

    public DidVersion first() {
        return versions.getFirst();
    }

    public DidVersion latest() {
        return versions.getLast();
    }

    public Multihash scid() {
        return first().did().scid();
    }

    public Optional<DidVersion> version(VersionId versionId) {
        return version(versionId.number()).filter(version -> version.versionId().equals(versionId));
    }

    /** By number, counted from 1. */
    public Optional<DidVersion> version(int number) {
        return number >= 1 && number <= versions.size() ? Optional.of(versions.get(number - 1)) : Optional.empty();
    }

    /** The version that was the newest at that time. */
    public Optional<DidVersion> versionAt(Instant time) {
        Optional<DidVersion> found = Optional.empty();
        for (DidVersion version : versions) {
            if (!version.versionTime().isAfter(time)) {
                found = Optional.of(version);
            }
        }
        return found;
    }

    /**
     * The signing key that {@code fragment} names in a version, and the versions around that one that have it; empty
     * when there is no such version, or it has no such key.
     */
    public Optional<KeyValidity> signingKey(VersionId versionId, String fragment) {
        Optional<DidVersion> pinned = version(versionId);
        Multikey key = pinned.isEmpty()
                ? null
                : pinned.get().document().assertionKeys().get(fragment);
        if (key == null) {
            return Optional.empty();
        }
        int from = versionId.number();
        while (from > 1 && hasKey(from - 1, fragment, key)) {
            from--;
        }
        int through = versionId.number();
        while (through < versions.size() && hasKey(through + 1, fragment, key)) {
            through++;
        }
        return Optional.of(
                new KeyValidity(key, versions.get(from - 1), versions.get(through - 1), through == versions.size()));
    }

    private boolean hasKey(int number, String fragment, Multikey key) {
        return key.equals(versions.get(number - 1).document().assertionKeys().get(fragment));
    }

    /** Whether some entry has this name: "didIdMatchCount". */
    public boolean names(WebvhDid did) {
        return versions.stream().anyMatch(version -> version.did().equals(did));
    }

    /** Whether some entry needs the approval of witnesses. */
    public boolean needsWitnesses() {
        return versions.stream().anyMatch(version -> !version.approvers().isEmpty());
    }

    /**
     * "Verifying Witness Proofs During Resolution": each entry that needs it has the approval of a threshold of its
     * distinct witnesses, for itself or for a later entry of this log. Proofs for versions of other logs count for
     * nothing: a witness signs the versionId alone, so its signature fits every log that shows the same one.
     */
    public void requireWitnessed(DidWitnessProofs proofs) throws InvalidDidLogException {
        Map<Integer, Set<Multikey>> approvals = new HashMap<>();
        for (DidVersion version : versions) {
            approvals.put(version.versionId().number(), proofs.approvals(version.versionId()));
        }
        Set<Multikey> approved = new HashSet<>();
        for (DidVersion version : versions.reversed()) {
            // From the newest back: an approval of a version is one of all before it.
            approved.addAll(approvals.getOrDefault(version.versionId().number(), Set.of()));
            DidWitnesses approvers = version.approvers();
            long count = approvers.keys().stream().filter(approved::contains).count();
            if (count < approvers.threshold()) {
                throw new InvalidDidLogException(
                        Reason.UNWITNESSED,
                        version.versionId().number(),
                        count + " of its witnesses approved it, " + approvers.threshold() + " are needed");
            }
        }
    }

    /** {@code did.jsonl}: the lines as they came, each with a line feed. */
    public byte[] toJsonl() {
        var out = new ByteArrayOutputStream();
        for (DidVersion version : versions) {
            out.writeBytes(version.line());
            out.write('\n');
        }
        return out.toByteArray();
    }

    private static List<byte[]> lines(byte[] jsonl, DidLogForm form, int numberBefore) throws InvalidDidLogException {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        while (start < jsonl.length) {
            int end = start;
            while (end < jsonl.length && jsonl[end] != '\n') {
                end++;
            }
            if (numberBefore + lines.size() >= MAX_ENTRIES) {
                throw new InvalidDidLogException(
                        Reason.TOO_LARGE, MAX_ENTRIES + 1, "at most " + MAX_ENTRIES + " entries are read");
            }
            if (form == DidLogForm.LEDGER && end == jsonl.length) {
                throw new InvalidDidLogException(
                        Reason.JSON, numberBefore + lines.size() + 1, "the line does not end in a line feed");
            }
            byte[] line = Arrays.copyOfRange(jsonl, start, end);
            if (form == DidLogForm.LEDGER || !isBlank(line)) {
                lines.add(line);
            }
            start = end + 1;
        }
        return lines;
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return latest().toString();
    }
}
