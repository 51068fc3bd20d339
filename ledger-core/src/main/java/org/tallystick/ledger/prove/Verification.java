package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.crypto.PublicKey;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.log.RefusedProofException;
import org.tallystick.ledger.prove.PolicyVerdict.Role;
import org.tallystick.ledger.prove.PolicyVerdict.Signed;
import org.tallystick.ledger.prove.PolicyVerdict.Signer;
import org.tallystick.ledger.prove.VerificationReport.Event;
import org.tallystick.ledger.statement.CapturePath;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.InvalidSignatureException;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.RecordSalt;
import org.tallystick.ledger.statement.SignedStatement;

/** One verification of one evidence file whose parts are the right ones: what {@link EvidenceVerifier} says of it. */
final class Verification {
    /** Reads, calculates or compares; whatever can be wrong with what came from outside is one of these. */
    private interface Step<T extends Object> {
        T run()
                throws MalformedStatementException, MalformedLogException, MalformedPolicyException,
                        RefusedProofException, InvalidSignatureException, RefusedKeyHistoryException,
                        MalformedEvidenceException;
    }

    private final EvidenceParts parts;
    private final KeyHistory keyHistory;
    private final List<TrustPolicy> given;
    private final VerificationReport.Builder report;

    /** By number; a policy that is malformed is missing. */
    private final SequencedMap<Integer, TrustPolicy> policies = new LinkedHashMap<>();

    private final Set<Integer> usedPolicies = new HashSet<>();

    /** The issuers in the order in which events name them, which numbers their histories. */
    private final SequencedMap<Issuer, Integer> issuers = new LinkedHashMap<>();

    private final SequencedMap<Integer, KeyHistory.Verified> histories = new LinkedHashMap<>();

    private @Nullable LogProof proofBefore;
    private @Nullable CapturePath pathBefore;

    Verification(
            EvidenceParts parts, KeyHistory keyHistory, List<TrustPolicy> given, VerificationReport.Builder report) {
        this.keyHistory = keyHistory;
        this.parts = parts;
        this.given = given;
        this.report = report;
    }

    void all() {
        for (int number = 1; number <= parts.policies(); number++) {
            policy(number);
        }
        for (int number = 1; number <= parts.dids(); number++) {
            history(number);
        }
        for (int number = 1; number <= parts.events(); number++) {
            event(number);
        }
        nothingUnused();
        sums();
    }

    private void policy(int number) {
        String part = EvidenceFile.policyPart(number);
        TrustPolicy policy = attempt(
                part,
                "is a trust policy as we print it",
                () -> PolicyForm.own(TrustPolicy.parse(parts.get(part))),
                read -> "for sizes " + read.sizes() + ", quorum " + read.quorum());
        if (policy == null) {
            return;
        }
        TrustPolicy before = policies.get(number - 1);
        if (before != null) {
            attempt(part, "follows the policy before it", () -> successor(part, before, policy), text -> text);
            equal(
                    part,
                    "is of the same log as the policy before it",
                    "log",
                    logName(policy),
                    "before it",
                    logName(before));
        }
        policies.put(number, policy);
    }

    private static String logName(TrustPolicy policy) {
        return policy.logs().getFirst().name();
    }

    private static String successor(String part, TrustPolicy before, TrustPolicy policy)
            throws MalformedEvidenceException {
        TrustPolicy.Sizes last = EvidenceFile.sizes(before);
        TrustPolicy.Sizes sizes = EvidenceFile.sizes(policy);
        String text = "sizes " + sizes + " after sizes " + last;
        if (last.last().isEmpty() || last.last().getAsLong() >= sizes.first()) {
            throw new MalformedEvidenceException(part, text);
        }
        return text;
    }

    private void history(int number) {
        String part = EvidenceFile.didPart(number);
        KeyHistory.Verified history = attempt(
                part,
                "is a key history in which every entry verifies",
                () -> keyHistory.read(parts.get(part)),
                read -> "of " + read.did() + " up to version " + read.latestVersionId());
        if (history != null) {
            histories.put(number, history);
        }
    }

    private void event(int number) {
        String statementPart = EvidenceFile.eventPart(number, "statement.cose");
        String proofPart = EvidenceFile.eventPart(number, "statement.tlog-proof");
        SignedStatement statement = attempt(
                statementPart,
                "is a signed statement",
                () -> SignedStatement.parse(parts.get(statementPart)),
                read -> read.sizeBytes() + " bytes, id " + read.id());
        LogProof proof = attempt(
                proofPart,
                "is a tlog-proof without extra data",
                () -> withoutExtra(proofPart, LogProof.parse(parts.get(proofPart))),
                read -> "index " + read.inclusion().index() + ", checkpoint of size "
                        + read.checkpoint().size());
        CapturePath path = statement == null ? null : record(number, statement, statementPart);
        Signer lastWitness = null;
        if (proof != null) {
            lastWitness = checkpoint(number, proof, proofPart);
        }
        if (statement == null) {
            return;
        }
        KeyHistory.Verified history = signature(statement, statementPart);
        if (proof == null) {
            return;
        }
        entry(statement, statementPart, proof, proofPart);
        if (path == null || history == null) {
            return;
        }
        order(number, proof, path);
        SignedStatement.Header header = statement.header();
        report.event(new Event(
                number,
                proof.checkpoint().origin(),
                proof.inclusion().index(),
                path.position(),
                proof.checkpoint().size(),
                header.issuer(),
                header.keyId(),
                history.isCurrent(header.keyId()),
                header.issuedAtSeconds(),
                header.cti(),
                lastWitness == null ? OptionalLong.empty() : lastWitness.timestampSeconds()));
    }

    /** Record, salt and path against what the statement signs. */
    private @Nullable CapturePath record(int number, SignedStatement statement, String statementPart) {
        String recordPart = EvidenceFile.eventPart(number, "record.json");
        String saltPart = EvidenceFile.eventPart(number, "salt");
        String pathPart = EvidenceFile.eventPart(number, "capture-path");
        CapturePayload capture = attempt(
                statementPart,
                "is a capture",
                () -> capture(statementPart, statement),
                read -> read.count() + " records, root " + read.root());
        RecordSalt salt = attempt(
                saltPart,
                "is a salt",
                () -> salt(saltPart, parts.get(saltPart)),
                read -> RecordSalt.LENGTH_BYTES + " bytes");
        CapturePath path = attempt(
                pathPart,
                "is a path in a capture",
                () -> CapturePath.parse(parts.get(pathPart)),
                read -> "position " + read.position() + ", " + read.hashes().size() + " hashes");
        if (capture == null || salt == null || path == null) {
            return null;
        }
        Hash digest = salt.digest(parts.get(recordPart));
        return attempt(
                recordPart,
                "is, with salt and capture-path, the record that the statement signs at its position",
                () -> {
                    path.verify(digest, capture);
                    return path;
                },
                verified -> "digest " + digest + " at position " + verified.position() + " of " + capture.count());
    }

    /** The statement as an entry of the log. */
    private void entry(SignedStatement statement, String statementPart, LogProof proof, String proofPart) {
        Checkpoint checkpoint = proof.checkpoint();
        attempt(
                proofPart,
                "leads from the statement to the checkpoint's root",
                () -> {
                    proof.verifyInclusion(statement.leafHash());
                    return checkpoint.root();
                },
                root -> "leaf " + statement.leafHash() + " at index "
                        + proof.inclusion().index() + " of " + checkpoint.size() + ", root " + root);
        equal(
                statementPart,
                "was made for the log of the checkpoint",
                "aud in the statement",
                statement.header().audience().name(),
                "origin of the checkpoint",
                checkpoint.origin());
    }

    /** The key of the pinned version, and its signature. */
    private KeyHistory.@Nullable Verified signature(SignedStatement statement, String statementPart) {
        SignedStatement.Header header = statement.header();
        int number = issuers.computeIfAbsent(header.issuer(), issuer -> issuers.size() + 1);
        String didPart = EvidenceFile.didPart(number);
        if (number > parts.dids()) {
            report.failed(
                    statementPart,
                    "comes with the key history of its issuer",
                    header.issuer() + " is issuer number " + number + ", but there is no " + didPart);
            return null;
        }
        KeyHistory.Verified history = histories.get(number);
        if (history == null) {
            return null;
        }
        boolean named = holds(
                didPart,
                "is the key history of the issuer",
                history.names(header.issuer()),
                "DID of the history " + history.did() + ", iss in the statement " + header.issuer());
        boolean own = holds(
                statementPart,
                "is signed with a key of its issuer",
                header.keyId().belongsTo(header.issuer()),
                "DID in kid " + header.keyId().did() + ", iss " + header.issuer());
        if (!named || !own) {
            return null;
        }
        PublicKey key = attempt(
                didPart,
                "has the key in the version that the statement pins",
                () -> history.key(header.keyId()),
                found -> found + " in version " + header.keyId().versionId().orElse("-"));
        if (key == null) {
            return null;
        }
        return attempt(
                statementPart,
                "is signed with that key",
                () -> {
                    statement.verify(key);
                    return history;
                },
                verified -> statement.algorithm() + " signature verifies");
    }

    /** The policy that the size falls under, and the signatures that it asks for. */
    private @Nullable Signer checkpoint(int event, LogProof proof, String proofPart) {
        Checkpoint checkpoint = proof.checkpoint();
        Integer number = null;
        for (var each : policies.entrySet()) {
            if (EvidenceFile.sizes(each.getValue()).contains(checkpoint.size())) {
                number = each.getKey();
                break;
            }
        }
        if (number == null) {
            report.failed(
                    proofPart,
                    "has a checkpoint of a size that a policy of the file holds for",
                    "size " + checkpoint.size() + ", policies for sizes "
                            + policies.values().stream().map(TrustPolicy::sizes).toList());
            return null;
        }
        usedPolicies.add(number);
        TrustPolicy policy = policies.get(number);
        if (policy == null) {
            throw new IllegalStateException("policy " + number + " was just found");
        }
        String policyPart = EvidenceFile.policyPart(number);
        holds(
                proofPart,
                "has the signatures of the policy's keys alone, in the policy's order",
                EvidenceFile.signaturesOf(policy, proof.signedCheckpoint())
                        .equals(proof.signedCheckpoint().signatures()),
                proof.signedCheckpoint().signatures().stream()
                        .map(signature -> signature.name() + "+" + signature.keyHash())
                        .toList()
                        .toString());
        PolicyVerdict verdict = attempt(
                proofPart,
                "has a checkpoint that " + policyPart + " accepts",
                () -> accepted(proofPart, policy.check(proof.signedCheckpoint())),
                accepted -> "size " + checkpoint.size() + ", signed by " + signers(accepted));
        if (!given.isEmpty()) {
            given(policy, policyPart, checkpoint);
        }
        if (verdict == null) {
            return null;
        }
        report.vouchers(event, vouchers(policy, verdict));
        report.remark("recordTime is the time of the block that registered the statement. The checkpoint does not sign"
                + " it: what the file shows is the issuer's own time and the times of the cosignatures.");
        return verdict.signers().stream()
                .filter(signer -> signer.role() == Role.WITNESS && signer.signed() == Signed.YES)
                .max((a, b) -> Long.compare(
                        a.timestampSeconds().orElse(0), b.timestampSeconds().orElse(0)))
                .orElse(null);
    }

    private void given(TrustPolicy policy, String policyPart, Checkpoint checkpoint) {
        List<String> differences = new ArrayList<>();
        for (TrustPolicy each : given) {
            String difference = PolicyForm.difference(policy, each, checkpoint);
            if (difference == null) {
                report.passed(
                        policyPart,
                        "is the policy given, its log line aside where a quorum has to sign",
                        "quorum " + policy.quorum() + ", sizes " + policy.sizes());
                return;
            }
            differences.add(difference);
        }
        report.failed(
                policyPart,
                "is the policy given, its log line aside where a quorum has to sign",
                "not a policy given: " + String.join("; ", differences));
    }

    private void order(int number, LogProof proof, CapturePath path) {
        LogProof before = proofBefore;
        if (before != null && pathBefore != null) {
            long index = proof.inclusion().index();
            long indexBefore = before.inclusion().index();
            holds(
                    "event/" + number,
                    "comes after the event before it",
                    indexBefore < index || indexBefore == index && pathBefore.position() < path.position(),
                    "index " + index + " position " + path.position() + ", before it index " + indexBefore
                            + " position " + pathBefore.position());
        }
        proofBefore = proof;
        pathBefore = path;
    }

    /** A closed file holds nothing that no event needs. */
    private void nothingUnused() {
        for (int number : policies.keySet()) {
            if (!usedPolicies.contains(number)) {
                report.failed(EvidenceFile.policyPart(number), "is needed", "no event's checkpoint has such a size");
            }
        }
        for (int number = issuers.size() + 1; number <= parts.dids(); number++) {
            report.failed(EvidenceFile.didPart(number), "is needed", "no event has such an issuer");
        }
    }

    private void sums() {
        SequencedMap<String, byte[]> summed = new LinkedHashMap<>(parts.all());
        summed.remove(EvidenceFile.PAGE);
        byte[] found = parts.get(EvidenceFile.SUMS);
        summed.remove(EvidenceFile.SUMS);
        byte[] expected = EvidenceFile.sums(summed);
        String claim = "names every part with its SHA-256";
        if (Arrays.equals(found, expected)) {
            report.passed(EvidenceFile.SUMS, claim, summed.size() + " parts");
            return;
        }
        String[] foundLines = new String(found, UTF_8).split("\n", -1);
        String[] expectedLines = new String(expected, UTF_8).split("\n", -1);
        int line = Math.max(Arrays.mismatch(foundLines, expectedLines), 0);
        report.failed(
                EvidenceFile.SUMS,
                claim,
                "line " + (line + 1) + " is '" + (line < foundLines.length ? foundLines[line] : "")
                        + "', of the parts '" + (line < expectedLines.length ? expectedLines[line] : "") + "'");
    }

    private void equal(String part, String claim, String firstName, String first, String secondName, String second) {
        holds(part, claim, first.equals(second), firstName + " " + first + ", " + secondName + " " + second);
    }

    private boolean holds(String part, String claim, boolean holds, String detail) {
        if (holds) {
            report.passed(part, claim, detail);
        } else {
            report.failed(part, claim, detail);
        }
        return holds;
    }

    /** The result of the step, or null when it refused, which then is a failed check. */
    private <T extends Object> @Nullable T attempt(
            String part, String claim, Step<T> step, Function<T, String> detail) {
        try {
            T result = step.run();
            report.passed(part, claim, detail.apply(result));
            return result;
        } catch (MalformedEvidenceException e) {
            report.failed(part, claim, e.problem());
        } catch (MalformedStatementException
                | MalformedLogException
                | MalformedPolicyException
                | RefusedProofException
                | InvalidSignatureException
                | RefusedKeyHistoryException e) {
            report.failed(part, claim, String.valueOf(e.getMessage()));
        }
        return null;
    }

    private static LogProof withoutExtra(String part, LogProof proof) throws MalformedEvidenceException {
        if (proof.hasExtra()) {
            throw new MalformedEvidenceException(part, "extra data, which nobody vouches for");
        }
        return proof;
    }

    private static CapturePayload capture(String part, SignedStatement statement)
            throws MalformedEvidenceException, MalformedStatementException {
        ContentType contentType = statement.header().contentType();
        if (!contentType.equals(ContentType.CAPTURE)) {
            throw new MalformedEvidenceException(
                    part, "content type " + contentType + ", of a capture " + ContentType.CAPTURE);
        }
        return CapturePayload.parse(statement.payload());
    }

    private static RecordSalt salt(String part, byte[] bytes) throws MalformedEvidenceException {
        if (bytes.length != RecordSalt.LENGTH_BYTES) {
            throw new MalformedEvidenceException(part, bytes.length + " bytes, not " + RecordSalt.LENGTH_BYTES);
        }
        return RecordSalt.of(bytes);
    }

    private static PolicyVerdict accepted(String part, PolicyVerdict verdict) throws MalformedEvidenceException {
        if (!verdict.holds()) {
            throw new MalformedEvidenceException(part, String.join("; ", verdict.refusals()));
        }
        return verdict;
    }

    private static String signers(PolicyVerdict verdict) {
        return verdict.signers().stream()
                .filter(signer -> signer.signed() == Signed.YES)
                .map(signer -> signer.role() == Role.LOG ? "the log" : signer.name())
                .toList()
                .toString();
    }

    private static String vouchers(TrustPolicy policy, PolicyVerdict verdict) {
        if (policy.quorum().equals(TrustPolicy.NONE)) {
            return "whoever runs the log " + verdict.checkpoint().origin()
                    + " vouches for them, and nobody else: its own key is all that the policy asks for.";
        }
        List<String> signed = verdict.signers().stream()
                .filter(signer -> signer.role() == Role.WITNESS && signer.signed() == Signed.YES)
                .map(Signer::name)
                .toList();
        return signed.size() + " of " + policy.witnesses().size() + " validators vouch for them: "
                + String.join(", ", signed) + ".";
    }
}
