package org.tallystick.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.tallystick.identity.did.WebvhDid;
import org.tallystick.identity.evidence.WebvhKeyHistory;
import org.tallystick.identity.resolve.RegisteredDids;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.commit.JournalRecord;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.prove.EvidenceFile;
import org.tallystick.ledger.prove.EvidenceVerifier;
import org.tallystick.ledger.prove.Prover;
import org.tallystick.ledger.prove.TrustPolicy;
import org.tallystick.ledger.prove.VerificationReport;
import org.tallystick.ledger.statement.CapturePath;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.RecordSalt;
import org.tallystick.ledger.statement.RecordTree;

/** Evidence of a record, made from the tables of a log, present or archived. */
final class TestEvidence {
    private TestEvidence() {}

    /** @param kept where the newest note is while no table has it */
    static byte[] of(DataSource log, VerifierKey logKey, Optional<Path> kept, long index, int position)
            throws Exception {
        Journal journal = new Journal(log);
        JournalEntry entry = journal.entry(index).orElseThrow();
        List<JournalRecord.Present> records =
                entry.records().stream().map(JournalRecord.Present.class::cast).toList();
        RecordTree tree = RecordTree.of(records.stream()
                .map(record -> RecordSalt.of(record.salt()).digest(record.bytes()))
                .toList());
        String note = journal.checkpointCovering(index).orElse(null);
        if (note == null) {
            note = Files.readString(kept.orElseThrow());
        }
        LogProof proof = new Prover(journal.tiles()).inclusion(index, SignedNote.parse(note));
        Issuer issuer = entry.statement().header().issuer();
        byte[] didLog = new RegisteredDids(log)
                .find(WebvhDid.parse(issuer.did()).scid())
                .orElseThrow()
                .toJsonl();
        return EvidenceFile.write(
                List.of(new EvidenceFile.Event(
                        records.get(position).bytes(),
                        RecordSalt.of(records.get(position).salt()),
                        CapturePath.of(tree.path(position)),
                        entry.statement(),
                        proof)),
                Map.of(issuer, didLog),
                List.of(policy(logKey)),
                "");
    }

    static TrustPolicy policy(VerifierKey logKey) {
        return TrustPolicy.ofLog(logKey, TrustPolicy.Sizes.from(0));
    }

    static void requireProven(byte[] evidence, VerifierKey logKey) throws Exception {
        VerificationReport report =
                new EvidenceVerifier(new WebvhKeyHistory()).verify(evidence, List.of(policy(logKey)));
        assertThat(report.verdict()).as("%s", report.reason()).isEqualTo(VerificationReport.Verdict.PROVEN);
    }
}
