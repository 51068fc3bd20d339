package org.tallystick.ledger.prove;

import java.util.List;

/**
 * Verifies evidence files, offline: needs the file, and nothing of the node that made it.
 *
 * <p>The chain, each link bound to the next: the record's bytes and its salt give a digest; the capture path leads from it,
 * at its position, to the root that the statement signs; the issuer's key history gives the key, of the pinned version,
 * that made the signature; the tlog-proof leads from the statement, at its index, to the checkpoint's root; the keys of the
 * trust policy signed the checkpoint, whose size is one of the policy's and whose origin is the one that the statement was
 * made for. Position is below count and index below size, so that places are evidence of order too.
 *
 * <p>That is {@link VerificationReport.Verdict#CONSISTENT}: an attacker with keys of his own can make such a file. It is
 * {@link VerificationReport.Verdict#PROVEN} when the file's policy is one that the auditor got elsewhere, its log line
 * aside where a quorum has to sign as well.
 */
public final class EvidenceVerifier {
    private static final String FILE = "the file";

    private final KeyHistory keyHistory;

    public EvidenceVerifier(KeyHistory keyHistory) {
        this.keyHistory = keyHistory;
    }

    /**
     * @param given the policies that the auditor got elsewhere; none if there are none
     * @throws UnreadableEvidenceException if this is some other kind of file
     */
    public VerificationReport verify(byte[] file, List<TrustPolicy> given) throws UnreadableEvidenceException {
        if (!ClosedZip.resembles(file)) {
            throw new UnreadableEvidenceException(
                    "not an evidence file: it neither begins nor ends as a zip file does");
        }
        VerificationReport.Builder report = new VerificationReport.Builder();
        report.remark("index.html was not checked: it is there to be read, and nobody vouches for what it says.");
        String claim = "is closed: exactly the parts of an evidence file, in their one container";
        try {
            EvidenceParts parts = EvidenceParts.read(file);
            report.passed(FILE, claim, parts.all().size() + " parts, " + file.length + " bytes");
            new Verification(parts, keyHistory, List.copyOf(given), report).all();
        } catch (MalformedEvidenceException e) {
            report.failed(e.part(), claim, e.problem());
        }
        return report.build(!given.isEmpty());
    }
}
