package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.note.NoteSignature;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.prove.PolicyVerdict.Role;
import org.tallystick.ledger.prove.PolicyVerdict.Signed;
import org.tallystick.ledger.prove.PolicyVerdict.Signer;

/**
 * Whose signatures make a checkpoint believable: {@code c2sp.org/tlog-policy}, as text that stock tools read too.
 *
 * <pre>
 * # sizes 70001 -
 * log tallystick.localhost/3f1c...+5d6b2a90+AW8n...
 * witness north a.example/north+c8f41a02+BK2v...
 * witness south b.example/south+0d1e77aa+BPx0...
 * witness west c.example/west+91b3c6d4+BHv1...
 * group validators 3 north south west
 * quorum validators
 * </pre>
 *
 * <p>Read is all that the specification allows, but nothing that stock readers read in two ways: a {@code #} inside a
 * word, spaces other than space and tab. A comment may follow a line's words, as the readers of Tessera and torchwood have
 * it. A policy of ours has exactly one {@code log} line, which torchwood demands ({@link #onlyLog()}).
 *
 * <p>One comment has a meaning to our verifiers: {@code # sizes FIRST LAST}, the tree sizes for which the policy holds,
 * the last one {@code -} while it is in force. Being a comment it is no part of the policy's {@linkplain #identity()
 * identity}, and closing a policy does not change that.
 *
 * <p>Immutable. The text is kept as it came.
 */
public final class TrustPolicy {

    /** Room for 128 witnesses with ML-DSA-44 keys, 1.8 KB a line; nobody reads a longer file. */
    public static final int MAX_BYTES = 256 * 1024;

    /** The quorum that needs nobody but the log. */
    public static final String NONE = "none";

    /** The group that a consortium's quorum is. */
    static final String VALIDATORS = "validators";

    static final String SIZES = "# sizes ";

    private final String text;
    private final @Nullable Sizes sizes;
    private final List<VerifierKey> logs;
    private final List<Witness> witnesses;
    private final List<Group> groups;
    private final String quorum;

    TrustPolicy(
            String text,
            @Nullable Sizes sizes,
            List<VerifierKey> logs,
            List<Witness> witnesses,
            List<Group> groups,
            String quorum) {
        this.text = text;
        this.sizes = sizes;
        this.logs = List.copyOf(logs);
        this.witnesses = List.copyOf(witnesses);
        this.groups = List.copyOf(groups);
        this.quorum = quorum;
    }

    /** A witness under the name that the policy gives it. */
    public record Witness(String name, VerifierKey key) {}

    /**
     * At least {@code threshold} of the members.
     *
     * @param members witnesses, and groups defined before
     */
    public record Group(String name, int threshold, List<String> members) {
        public Group {
            members = List.copyOf(members);
        }
    }

    /**
     * The tree sizes for which a policy holds.
     *
     * @param first the smallest
     * @param last the largest; empty while the policy is in force
     */
    public record Sizes(long first, OptionalLong last) {
        public Sizes {
            if (first < 0 || last.orElse(first) < first) {
                throw new IllegalArgumentException("policy sizes " + first + " to " + last);
            }
        }

        public static Sizes from(long first) {
            return new Sizes(first, OptionalLong.empty());
        }

        public boolean contains(long size) {
            return size >= first && (last.isEmpty() || size <= last.getAsLong());
        }

        /** FIRST and LAST as they stand in the comment line. */
        @Override
        public String toString() {
            return first + " " + (last.isPresent() ? Long.toString(last.getAsLong()) : "-");
        }
    }

    // Making

    /** The policy of a company alone: its log's signature is all there is. */
    public static TrustPolicy ofLog(VerifierKey log, Sizes sizes) {
        return of(sizes, log, List.of(), List.of(), NONE);
    }

    /** The policy of a consortium: more than two thirds of the validators, each of power 1. */
    public static TrustPolicy ofValidators(VerifierKey log, List<Witness> validators, Sizes sizes) {
        int threshold = 2 * validators.size() / 3 + 1;
        Group group = new Group(
                VALIDATORS, threshold, validators.stream().map(Witness::name).toList());
        return of(sizes, log, validators, List.of(group), group.name());
    }

    /** A policy in the form that we print. */
    public static TrustPolicy of(
            Sizes sizes, VerifierKey log, List<Witness> witnesses, List<Group> groups, String quorum) {
        StringBuilder text = new StringBuilder(SIZES).append(sizes).append('\n');
        text.append("log ").append(log).append('\n');
        for (Witness witness : witnesses) {
            text.append("witness ")
                    .append(witness.name())
                    .append(' ')
                    .append(witness.key())
                    .append('\n');
        }
        for (Group group : groups) {
            text.append("group ").append(group.name()).append(' ').append(group.threshold());
            group.members().forEach(member -> text.append(' ').append(member));
            text.append('\n');
        }
        text.append("quorum ").append(quorum).append('\n');
        try {
            return parse(text.toString());
        } catch (MalformedPolicyException e) {
            throw new IllegalArgumentException("no policy comes of these parts", e);
        }
    }

    /** This policy, closed: it holds up to the tree of size {@code last}. */
    public TrustPolicy closedAt(long last) {
        if (sizes == null || sizes.last().isPresent()) {
            throw new IllegalStateException("only a policy in force can be closed; its sizes: " + sizes);
        }
        Sizes closed = new Sizes(sizes.first(), OptionalLong.of(last));
        StringBuilder rewritten = new StringBuilder();
        for (String line : lines(text)) {
            rewritten.append(line.equals(SIZES + sizes) ? SIZES + closed : line).append('\n');
        }
        try {
            return parse(rewritten.toString());
        } catch (MalformedPolicyException e) {
            throw new IllegalStateException("a policy stays one when it is closed", e);
        }
    }

    // Reading

    public static TrustPolicy parse(byte[] file) throws MalformedPolicyException {
        if (file.length > MAX_BYTES) {
            throw new MalformedPolicyException("policy of " + file.length + " bytes, more than " + MAX_BYTES);
        }
        try {
            return parse(UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString());
        } catch (CharacterCodingException e) {
            throw new MalformedPolicyException("policy is no UTF-8");
        }
    }

    public static TrustPolicy parse(String text) throws MalformedPolicyException {
        if (text.length() > MAX_BYTES) {
            throw new MalformedPolicyException("policy of more than " + MAX_BYTES + " bytes");
        }
        if (!text.endsWith("\n")) {
            throw new MalformedPolicyException("policy does not end with a newline");
        }
        if (!UTF_8.newEncoder().canEncode(text)) {
            throw new MalformedPolicyException("policy is no Unicode text");
        }
        PolicyParser parser = new PolicyParser();
        int number = 0;
        for (String line : lines(text)) {
            parser.line(++number, line);
        }
        return parser.policy(text);
    }

    private static String[] lines(String text) {
        return text.substring(0, text.length() - 1).split("\n", -1);
    }

    // Judging

    /**
     * Judges a signed checkpoint: one of the logs, named like the origin, must have signed it, and a quorum of the
     * witnesses; the size must be one that the policy holds for; and no known key's signature may be wrong.
     */
    public PolicyVerdict check(SignedNote signedCheckpoint) throws MalformedLogException {
        Checkpoint checkpoint = Checkpoint.of(signedCheckpoint);
        List<Signer> signers = new ArrayList<>();
        for (VerifierKey log : logs) {
            signers.add(signer(Role.LOG, log.name(), log, signedCheckpoint));
        }
        for (Witness witness : witnesses) {
            signers.add(signer(Role.WITNESS, witness.name(), witness.key(), signedCheckpoint));
        }
        List<String> refusals = new ArrayList<>();
        if (sizes != null && !sizes.contains(checkpoint.size())) {
            refusals.add("the checkpoint's size " + checkpoint.size() + " is outside the policy's sizes " + sizes);
        }
        for (Signer signer : signers) {
            if (signer.signed() == Signed.WRONGLY) {
                refusals.add("the signature of " + signer.role().name().toLowerCase(Locale.ROOT) + " " + signer.name()
                        + " does not verify");
            }
        }
        checkLog(checkpoint, signers, refusals);
        checkQuorum(signers, refusals);
        return new PolicyVerdict(checkpoint, signers, refusals);
    }

    private static Signer signer(Role role, String name, VerifierKey key, SignedNote note) {
        Signed signed = Signed.NO;
        OptionalLong timestampSeconds = OptionalLong.empty();
        for (NoteSignature line : note.signatures()) {
            if (!key.claimedBy(line)) {
                continue;
            }
            if (!key.verifies(note.text(), line)) {
                return new Signer(role, name, key, Signed.WRONGLY, OptionalLong.empty());
            }
            if (signed == Signed.NO) {
                signed = Signed.YES;
                timestampSeconds = key.timestampSeconds(line);
            }
        }
        return new Signer(role, name, key, signed, timestampSeconds);
    }

    private static void checkLog(Checkpoint checkpoint, List<Signer> signers, List<String> refusals) {
        List<Signer> named = signers.stream()
                .filter(signer -> signer.role() == Role.LOG && signer.name().equals(checkpoint.origin()))
                .toList();
        if (named.isEmpty()) {
            refusals.add("the checkpoint's origin " + checkpoint.origin() + " is no log of the policy");
        } else if (named.stream().noneMatch(signer -> signer.signed() == Signed.YES)) {
            refusals.add("the log " + checkpoint.origin() + " did not sign");
        }
    }

    private void checkQuorum(List<Signer> signers, List<String> refusals) {
        if (quorum.equals(NONE)) {
            return;
        }
        Map<String, Boolean> satisfied = new HashMap<>();
        for (Signer signer : signers) {
            if (signer.role() == Role.WITNESS) {
                satisfied.put(signer.name(), signer.signed() == Signed.YES);
            }
        }
        // In the order of the file a group comes after its members.
        String missing = "the witness " + quorum + " did not sign";
        for (Group group : groups) {
            StringJoiner present = new StringJoiner(", ");
            StringJoiner absent = new StringJoiner(", ");
            int count = 0;
            for (String member : group.members()) {
                if (satisfied.getOrDefault(member, false)) {
                    count++;
                    present.add(member);
                } else {
                    absent.add(member);
                }
            }
            satisfied.put(group.name(), count >= group.threshold());
            if (group.name().equals(quorum)) {
                missing = "the quorum " + quorum + " needs " + group.threshold() + " of "
                        + group.members().size() + " and has " + count + " (" + present + "); missing: " + absent;
            }
        }
        if (!satisfied.getOrDefault(quorum, false)) {
            refusals.add(missing);
        }
    }

    // Telling

    /**
     * What names this policy: SHA-256 over its UTF-8 text without the comment lines, those whose first character other than
     * space and tab is {@code #}.
     */
    public Hash identity() {
        StringBuilder rules = new StringBuilder();
        for (String line : lines(text)) {
            if (!PolicyParser.isComment(line)) {
                rules.append(line).append('\n');
            }
        }
        return Hash.sha256(rules.toString().getBytes(UTF_8));
    }

    /** Whether both demand the same of the same witnesses, whatever their logs, comments and layout. */
    public boolean demandsTheSameAs(TrustPolicy other) {
        return witnesses.equals(other.witnesses) && groups.equals(other.groups) && quorum.equals(other.quorum);
    }

    /** The one log, or null where the policy names none or several: then it is not one of ours. */
    public @Nullable VerifierKey onlyLog() {
        return logs.size() == 1 ? logs.getFirst() : null;
    }

    public List<VerifierKey> logs() {
        return logs;
    }

    public List<Witness> witnesses() {
        return witnesses;
    }

    public List<Group> groups() {
        return groups;
    }

    /** The name of a witness or group, or {@link #NONE}. */
    public String quorum() {
        return quorum;
    }

    /** The sizes that the policy says it holds for, or null where it does not say: then for all. */
    public @Nullable Sizes sizes() {
        return sizes;
    }

    /** The file, as it came. */
    public String text() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TrustPolicy that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
