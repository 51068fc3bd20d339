package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.InclusionProof;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.note.Cosigner;
import org.tallystick.ledger.note.NoteSignature;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.note.SignedNote;
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

/**
 * A log of twelve captures in memory, two issuers taking turns, three records each; everything in it comes of counting
 * numbers, so that it is the same on every run. Its log key, its issuers' keys and its witnesses' may be another world's.
 */
final class EvidenceWorld {
    static final int ENTRIES = 12;
    static final int RECORDS = 3;

    final Origin origin;
    final NoteSigner logSigner;
    final List<Issuer> issuers;
    final List<Ed25519SigningKey> issuerKeys;
    final List<SignedStatement> statements = new ArrayList<>();
    final List<Cosigner> validators = new ArrayList<>();

    EvidenceWorld(int seed) {
        this(seed, seed);
    }

    /** @param keySeed of every key: with another one, a world that says the same signed by somebody else */
    EvidenceWorld(int seed, int keySeed) {
        byte[] random = new byte[16];
        random[0] = (byte) seed;
        origin = Origin.ofLedger(random);
        logSigner = new NoteSigner(origin.name(), key(keySeed, 0));
        issuers = List.of(new Issuer("did:example:acme" + seed), new Issuer("did:example:bolt" + seed));
        issuerKeys = List.of(key(keySeed, 1), key(keySeed, 2));
        for (int i = 0; i < 4; i++) {
            validators.add(new Cosigner("validator" + i + ".example/" + seed, key(keySeed, 10 + i)));
        }
        for (int index = 0; index < ENTRIES; index++) {
            int who = index % 2;
            Cti cti = new Cti(seed, index);
            CapturePayload payload = new CapturePayload(RECORDS, tree(index).root(), Optional.empty());
            var header = new SignedStatement.Header(
                    new KeyId(issuers.get(who).did(), Optional.of("1"), "key1"),
                    ContentType.CAPTURE,
                    issuers.get(who),
                    origin,
                    1_795_500_000L + index,
                    cti);
            statements.add(SignedStatement.sign(header, payload.bytes(), issuerKeys.get(who)));
        }
    }

    static Ed25519SigningKey key(int seed, int number) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        bytes[1] = (byte) number;
        return Ed25519SigningKey.ofSeed(bytes);
    }

    byte[] record(int index, int position) {
        return ("{\"eventID\":\"urn:uuid:" + origin.name().charAt(22) + index + "\",\"position\":" + position + "}")
                .getBytes(UTF_8);
    }

    RecordSalt salt(int index, int position) {
        return RecordSalt.of(
                Hash.sha256(record(index, position), new byte[] {1}).bytes());
    }

    RecordTree tree(int index) {
        List<Hash> digests = new ArrayList<>();
        for (int position = 0; position < RECORDS; position++) {
            digests.add(salt(index, position).digest(record(index, position)));
        }
        return RecordTree.of(digests);
    }

    List<Hash> leaves(int size) {
        return statements.subList(0, size).stream()
                .map(SignedStatement::leafHash)
                .toList();
    }

    SignedNote checkpoint(int size, Cosigner... cosigners) {
        String text = new Checkpoint(origin.name(), size, MerkleTree.root(leaves(size))).text();
        List<NoteSignature> signatures = new ArrayList<>();
        signatures.add(logSigner.sign(text));
        for (int i = 0; i < cosigners.length; i++) {
            signatures.add(cosigners[i].cosign(text, 1_795_500_100L + i));
        }
        return new SignedNote(text, signatures);
    }

    LogProof proof(int index, int size, Cosigner... cosigners) {
        try {
            return LogProof.of(InclusionProof.prove(leaves(size), index), checkpoint(size, cosigners));
        } catch (MalformedLogException e) {
            throw new AssertionError(e);
        }
    }

    EvidenceFile.Event event(int index, int position, LogProof proof) {
        return new EvidenceFile.Event(
                record(index, position),
                salt(index, position),
                CapturePath.of(tree(index).path(position)),
                statements.get(index),
                proof);
    }

    EvidenceFile.Event event(int index, int position, int size, Cosigner... cosigners) {
        return event(index, position, proof(index, size, cosigners));
    }

    Map<Issuer, byte[]> didLogs() {
        return Map.of(
                issuers.get(0), ToyKeyHistory.log(issuers.get(0), issuerKeys.get(0)),
                issuers.get(1), ToyKeyHistory.log(issuers.get(1), issuerKeys.get(1)));
    }

    TrustPolicy alone() {
        return TrustPolicy.ofLog(logSigner.verifierKey(), TrustPolicy.Sizes.from(1));
    }

    TrustPolicy consortium() {
        List<TrustPolicy.Witness> witnesses = new ArrayList<>();
        for (int i = 0; i < validators.size(); i++) {
            witnesses.add(new TrustPolicy.Witness("v" + i, validators.get(i).verifierKey()));
        }
        return TrustPolicy.ofValidators(logSigner.verifierKey(), witnesses, TrustPolicy.Sizes.from(1));
    }

    byte[] evidence(TrustPolicy policy, EvidenceFile.Event... events) {
        return EvidenceFile.write(List.of(events), didLogs(), List.of(policy), EvidencePage.of(List.of(events)));
    }
}
