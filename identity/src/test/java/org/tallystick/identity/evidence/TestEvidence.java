package org.tallystick.identity.evidence;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.Forge;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.InclusionProof;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.prove.EvidenceFile;
import org.tallystick.ledger.prove.EvidencePage;
import org.tallystick.ledger.prove.TrustPolicy;
import org.tallystick.ledger.statement.CapturePath;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.KeyId;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.ledger.statement.RecordSalt;
import org.tallystick.ledger.statement.RecordTree;
import org.tallystick.ledger.statement.SignedStatement;

/** A log of three entries by a did:webvh, and the evidence of one record in it. */
final class TestEvidence {
    private static final Origin ORIGIN = Origin.ofLedger(new byte[16]);

    private final NoteSigner logKey = new NoteSigner(ORIGIN.name(), seeded(41));
    private final byte[] file;

    TestEvidence() throws Exception {
        DidVersion first = Forge.read(Forge.first(Forge.firstParameters(1), Forge.firstState(7), Forge.key(1)));
        Issuer issuer = new Issuer(first.did().toString());
        byte[] record = "{\"eventID\":\"urn:uuid:1\"}".getBytes(StandardCharsets.UTF_8);
        RecordSalt salt = RecordSalt.of(new byte[RecordSalt.LENGTH_BYTES]);
        RecordTree tree = RecordTree.of(List.of(Hash.sha256(), salt.digest(record)));
        List<SignedStatement> statements = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            statements.add(SignedStatement.sign(
                    new SignedStatement.Header(
                            new KeyId(
                                    issuer.did(), Optional.of(first.versionId().toString()), "key-1"),
                            ContentType.CAPTURE,
                            issuer,
                            ORIGIN,
                            1_795_500_000L,
                            new Cti(0, i)),
                    new CapturePayload(2, tree.root(), Optional.empty()).bytes(),
                    Forge.key(7)));
        }
        List<Hash> leaves = statements.stream().map(SignedStatement::leafHash).toList();
        String text = new Checkpoint(ORIGIN.name(), 3, MerkleTree.root(leaves)).text();
        LogProof proof = LogProof.of(InclusionProof.prove(leaves, 1), new SignedNote(text, List.of(logKey.sign(text))));
        EvidenceFile.Event event =
                new EvidenceFile.Event(record, salt, CapturePath.of(tree.path(1)), statements.get(1), proof);
        this.file = EvidenceFile.write(
                List.of(event),
                Map.of(issuer, DidLog.of(first).toJsonl()),
                List.of(policy()),
                EvidencePage.of(List.of(event)));
    }

    private static Ed25519SigningKey seeded(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Ed25519SigningKey.ofSeed(bytes);
    }

    byte[] file() {
        return file.clone();
    }

    TrustPolicy policy() {
        return TrustPolicy.ofLog(logKey.verifierKey(), TrustPolicy.Sizes.from(0));
    }

    TrustPolicy otherPolicy() {
        return TrustPolicy.ofLog(new NoteSigner(ORIGIN.name(), seeded(42)).verifierKey(), TrustPolicy.Sizes.from(0));
    }
}
