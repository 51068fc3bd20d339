package org.tallystick.identity.register;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tallystick.identity.did.DidEntryClaim;
import org.tallystick.identity.did.DidHead;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidLogForm;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.InvalidDidLogException;
import org.tallystick.identity.did.MalformedDidException;
import org.tallystick.identity.did.Multihash;
import org.tallystick.identity.did.Multikey;
import org.tallystick.identity.did.WebvhDid;
import org.tallystick.ledger.crypto.PublicKey;
import org.tallystick.ledger.execute.BlockContext;
import org.tallystick.ledger.execute.KeyDirectory;
import org.tallystick.ledger.execute.Refusal;
import org.tallystick.ledger.execute.Ruling;
import org.tallystick.ledger.execute.SignerKey;
import org.tallystick.ledger.execute.StateChange;
import org.tallystick.ledger.execute.StateView;
import org.tallystick.ledger.execute.StatementHandler;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.KeyId;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * Registers entries of DID logs. The payload is one line of a did:webvh log in the ledger's form
 * ({@link DidLogForm#LEDGER}), with its line feed, so that the payloads of a DID's statements, one after another, are its
 * {@code did.jsonl}. A DID that has a history elsewhere enters by its whole log in one payload; one that is longer than a
 * statement, by its parts one after another.
 *
 * <p>The rules, beyond the whole of did:webvh 1.0, which alone judges who may make an entry:
 *
 * <ol>
 *   <li>{@code iss} is the name that the entry gives the DID, {@code kid} is
 *       {@code DID?versionId=ITS OWN#UPDATE KEY}, and the key is one that did:webvh authorised for the entry; for a whole
 *       log it is one of the update keys in force, so that a copy of somebody's log is no claim to it. Each part of a
 *       longer one bears the kid of the whole: the newest version, and an update key in force there. Until the part that
 *       ends with that version is registered, nothing else of the DID is, and none of its keys speaks.
 *   <li>{@code versionTime} is at most five minutes after the block time: the method's tolerance, held to the one clock
 *       that all members share.
 *   <li>Of one version number one entry is registered. A second one is refused, whoever signed it: no forks.
 *   <li>A beginning (a first entry, or a whole log) is registered when the ledger knows the DID's name already. Where one
 *       organisation runs the ledger that is the very first statement of the log; where several do, it is one for each DID
 *       that the file they agreed on admits. There is no voted admission yet, so every other beginning is refused.
 *   <li>No witnesses of did:webvh: their proofs stand beside a log and cannot be part of an entry, so whether they are
 *       there is nothing that all members could decide alike.
 * </ol>
 */
public final class DidEntryHandler implements StatementHandler {
    /** Empty: the ledger is one organisation's. */
    private final Set<Multihash> admitted;

    /** Of a ledger that one organisation runs. */
    public DidEntryHandler() {
        this.admitted = Set.of();
    }

    /** @param admitted the SCIDs of the members' DIDs, where several organisations run the ledger */
    public DidEntryHandler(Set<Multihash> admitted) {
        if (admitted.isEmpty()) {
            throw new IllegalArgumentException("a ledger of several organisations that admits none");
        }
        this.admitted = Set.copyOf(admitted);
    }

    @Override
    public ContentType contentType() {
        return ContentType.DID_LOG;
    }

    /**
     * The update key that {@code kid} spells out: the statement shows here that its signer holds it; {@link #decide} finds
     * whether it may make the entry.
     */
    @Override
    public SignerKey signerKey(SignedStatement statement, StateView state, KeyDirectory keys) {
        KeyId keyId = statement.header().keyId();
        if (!keyId.belongsTo(statement.header().issuer())) {
            return SignerKey.refused(
                    Refusal.Code.FOREIGN_KEY,
                    keyId + " is no key of " + statement.header().issuer());
        }
        try {
            Optional<PublicKey> key = Multikey.parse(keyId.fragment()).publicKey();
            if (key.isPresent()) {
                return new SignerKey.Found(key.get());
            }
            return SignerKey.refused(Refusal.Code.UNKNOWN_KEY, keyId.fragment() + " is no key to verify with");
        } catch (MalformedDidException noKey) {
            return SignerKey.refused(
                    Refusal.Code.UNKNOWN_KEY, "kid does not end in an update key: " + noKey.getMessage());
        }
    }

    @Override
    public Ruling decide(SignedStatement statement, StateView state, BlockContext block) {
        WebvhDid did;
        try {
            did = WebvhDid.parse(statement.header().issuer().did());
        } catch (MalformedDidException notOurs) {
            return Ruling.refuse(Refusal.Code.BAD_PAYLOAD, "iss is no did:webvh: " + notOurs.getMessage());
        }
        byte[] payload = statement.payload();
        Optional<DidHead> head = DidRows.head(did.scid(), state);
        Optional<EnteringDid> entering = EnteringDid.find(did.scid(), state);
        try {
            if (entering.isPresent()) {
                return decidePart(statement, did, entering.get(), payload, block);
            }
            if (isOneLine(payload) && number(payload) > 1) {
                return head.isEmpty()
                        ? Ruling.refuse(Refusal.Code.UNKNOWN_ISSUER, did + " is not registered")
                        : decideNext(statement, did, head.get(), payload, block);
            }
            return decideBeginning(statement, did, head, payload, block);
        } catch (InvalidDidLogException invalid) {
            Refusal.Code code = invalid.reason() == InvalidDidLogException.Reason.DEACTIVATED
                    ? Refusal.Code.DEACTIVATED
                    : Refusal.Code.RULE;
            return Ruling.refuse(code, invalid.reason() + ": " + invalid.getMessage());
        }
    }

    private static Ruling decideNext(
            SignedStatement statement, WebvhDid did, DidHead head, byte[] payload, BlockContext block)
            throws InvalidDidLogException {
        int number = number(payload);
        if (number <= head.versionId().number()) {
            return Ruling.refuse(
                    Refusal.Code.RULE,
                    "VERSION_TAKEN: version " + number + " of " + did + " is registered; the latest is "
                            + head.versionId());
        }
        DidVersion version = head.next(line(payload), DidLogForm.LEDGER, block.time());
        return decide(statement, did, List.of(version), version.authorizedKeys());
    }

    private Ruling decideBeginning(
            SignedStatement statement, WebvhDid did, Optional<DidHead> head, byte[] payload, BlockContext block)
            throws InvalidDidLogException {
        if (head.isPresent()) {
            return Ruling.refuse(
                    Refusal.Code.RULE,
                    "VERSION_TAKEN: " + did + " is registered; the latest version is "
                            + head.get().versionId());
        }
        if (admitted.isEmpty() ? block.index() != 0 : !admitted.contains(did.scid())) {
            return Ruling.refuse(
                    Refusal.Code.RULE,
                    "NOT_ADMITTED: no admission names " + did
                            + (admitted.isEmpty() ? ", and only the ledger's own organisation begins at entry 0" : ""));
        }
        DidLog log = DidLog.read(payload, DidLogForm.LEDGER, block.time());
        KeyId keyId = statement.header().keyId();
        boolean moreFollows = EnteringDid.pinned(keyId)
                .filter(pinned -> pinned.number() > log.latest().versionId().number())
                .isPresent();
        if (moreFollows && log.scid().equals(did.scid())) {
            return acceptable(log.versions(), DidRows.changes(log.versions(), keyId));
        }
        return decide(statement, did, log.versions(), log.latest().parameters().updateKeys());
    }

    private static Ruling decidePart(
            SignedStatement statement, WebvhDid did, EnteringDid entering, byte[] payload, BlockContext block)
            throws InvalidDidLogException {
        KeyId keyId = statement.header().keyId();
        if (!keyId.equals(entering.holder())) {
            return Ruling.refuse(
                    Refusal.Code.RULE,
                    "ENTERING: the history of " + did + " is entering up to version "
                            + entering.head().versionId() + " under " + entering.holder());
        }
        List<DidVersion> versions = DidLog.readAfter(entering.head(), payload, DidLogForm.LEDGER, block.time());
        DidVersion newest = versions.getLast();
        if (newest.versionId().number() < entering.end().number()) {
            return acceptable(versions, DidRows.changes(versions, keyId));
        }
        return switch (decide(statement, did, versions, newest.parameters().updateKeys())) {
            case Ruling.Refuse refused -> refused;
            case Ruling.Register(List<StateChange> changes) -> {
                List<StateChange> whole = new ArrayList<>(changes);
                whole.add(new StateChange.Remove(DidRows.enteringKey(did.scid())));
                yield new Ruling.Register(whole);
            }
        };
    }

    private static Ruling decide(
            SignedStatement statement, WebvhDid did, List<DidVersion> versions, List<Multikey> entitled) {
        DidVersion newest = versions.getLast();
        KeyId keyId = statement.header().keyId();
        if (!newest.did().equals(did)) {
            return Ruling.refuse(Refusal.Code.RULE, "ISSUER: iss is " + did + ", the entry names " + newest.did());
        }
        if (!keyId.versionId().equals(Optional.of(newest.versionId().toString()))) {
            return Ruling.refuse(
                    Refusal.Code.UNKNOWN_KEY, keyId + " does not pin the entry's own version " + newest.versionId());
        }
        if (entitled.stream().noneMatch(key -> key.text().equals(keyId.fragment()))) {
            return Ruling.refuse(
                    Refusal.Code.UNKNOWN_KEY, keyId.fragment() + " is no update key for " + newest.versionId());
        }
        return acceptable(versions, DidRows.changes(versions));
    }

    /** What the ledger demands beyond the method, whoever signed. */
    private static Ruling acceptable(List<DidVersion> versions, List<StateChange> changes) {
        if (versions.stream()
                .anyMatch(version -> !version.approvers().isEmpty()
                        || !version.parameters().witnesses().isEmpty())) {
            return Ruling.refuse(Refusal.Code.RULE, "WITNESSES: a DID on this ledger has no did:webvh witnesses");
        }
        for (StateChange change : changes) {
            if (change instanceof StateChange.Put put && put.value().length > DidRows.MAX_BYTES) {
                return Ruling.refuse(
                        Refusal.Code.RULE,
                        "TOO_LARGE: the row " + put.key() + " would have " + put.value().length + " bytes, at most "
                                + DidRows.MAX_BYTES + " are kept");
            }
        }
        return new Ruling.Register(changes);
    }

    /** Exactly one line feed, and it ends the payload. */
    private static boolean isOneLine(byte[] payload) {
        for (int i = 0; i < payload.length; i++) {
            if (payload[i] == '\n') {
                return i == payload.length - 1;
            }
        }
        return false;
    }

    private static byte[] line(byte[] payload) {
        return Arrays.copyOf(payload, payload.length - 1);
    }

    private static int number(byte[] payload) throws InvalidDidLogException {
        return DidEntryClaim.parse(line(payload), DidLogForm.LEDGER).versionId().number();
    }
}
