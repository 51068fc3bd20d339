package org.tallystick.identity.register;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.tallystick.identity.did.DidHead;
import org.tallystick.identity.did.MalformedDidException;
import org.tallystick.identity.did.Multikey;
import org.tallystick.identity.did.VersionId;
import org.tallystick.identity.did.WebvhDid;
import org.tallystick.identity.register.DidRows.VersionRow;
import org.tallystick.ledger.execute.KeyDirectory;
import org.tallystick.ledger.execute.Refusal;
import org.tallystick.ledger.execute.SignerKey;
import org.tallystick.ledger.execute.StateKey;
import org.tallystick.ledger.execute.StateView;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.KeyId;

/**
 * Which key could speak for a did:webvh at this position of the log.
 *
 * <p>A statement pins a version of its issuer's DID. Its key may speak when that version has it and the latest version
 * registered by now still has it, unchanged, under the same fragment. So a statement that was signed before a rotation
 * of something else is good after it, one signed by a removed key is not, and the log position of a registered
 * statement proves that the key was valid there, with no proof of absence of anything.
 *
 * <p>After a move the pinned version's name is the one that counts: what was signed under the old name before it is
 * good, as long as the key stays.
 *
 * <p>Pure but for a memory of keys found, which changes no answer. Thread-safe.
 */
public final class DidKeyDirectory implements KeyDirectory {
    /** An issuer signs thousands of statements with one key; a ledger has hundreds of issuers. */
    private static final int REMEMBERED = 1 << 10;

    /**
     * A key found, and all that it was found by. The answer depends on these rows alone, and a row of the state is one
     * array from the block that wrote it to the block that changes it: the same arrays, the same answer.
     */
    private record Remembered(Issuer issuer, KeyId keyId, List<Row> rows, SignerKey.Found found) {
        boolean answers(Issuer askedIssuer, KeyId askedKeyId, StateView state) {
            return keyId.equals(askedKeyId)
                    && issuer.equals(askedIssuer)
                    && rows.stream().allMatch(row -> row.isIn(state));
        }
    }

    private record Row(StateKey key, byte[] value) {
        boolean isIn(StateView state) {
            return state.get(key).orElse(null) == value;
        }
    }

    private final AtomicReferenceArray<Remembered> remembered = new AtomicReferenceArray<>(REMEMBERED);

    @Override
    public SignerKey find(Issuer issuer, KeyId keyId, StateView state) {
        int slot = keyId.hashCode() & (REMEMBERED - 1);
        Remembered known = remembered.get(slot);
        if (known != null && known.answers(issuer, keyId, state)) {
            return known.found();
        }
        List<Row> rows = new ArrayList<>();
        SignerKey answer = read(issuer, keyId, key -> {
            Optional<byte[]> value = state.get(key);
            value.ifPresent(row -> rows.add(new Row(key, row)));
            return value;
        });
        if (answer instanceof SignerKey.Found found) {
            remembered.set(slot, new Remembered(issuer, keyId, List.copyOf(rows), found));
        }
        return answer;
    }

    private static SignerKey read(Issuer issuer, KeyId keyId, StateView state) {
        WebvhDid did;
        try {
            did = WebvhDid.parse(issuer.did());
        } catch (MalformedDidException notOurs) {
            return SignerKey.refused(Refusal.Code.UNKNOWN_ISSUER, issuer + ": " + notOurs.getMessage());
        }
        Optional<DidHead> head = DidRows.head(did.scid(), state);
        if (head.isEmpty()) {
            return SignerKey.refused(Refusal.Code.UNKNOWN_ISSUER, issuer + " is not registered");
        }
        if (!keyId.belongsTo(issuer)) {
            return SignerKey.refused(Refusal.Code.FOREIGN_KEY, keyId + " is no key of " + issuer);
        }
        if (head.get().parameters().deactivated()) {
            return SignerKey.refused(
                    Refusal.Code.DEACTIVATED,
                    issuer + " is deactivated by version " + head.get().versionId());
        }
        return read(did, keyId, head.get(), state);
    }

    private static SignerKey read(WebvhDid did, KeyId keyId, DidHead head, StateView state) {
        VersionId pinnedId;
        try {
            pinnedId = VersionId.parse(keyId.versionId().orElse(""));
        } catch (MalformedDidException noVersion) {
            return SignerKey.refused(Refusal.Code.UNKNOWN_KEY, keyId + " pins no version: " + noVersion.getMessage());
        }
        VersionRow pinned =
                DidRows.version(did.scid(), pinnedId.number(), state).orElse(null);
        if (pinned == null || !pinned.versionId().equals(pinnedId)) {
            return SignerKey.refused(Refusal.Code.UNKNOWN_KEY, did + " has no version " + pinnedId);
        }
        if (!pinned.did().equals(did.toString())) {
            return SignerKey.refused(
                    Refusal.Code.UNKNOWN_KEY, "version " + pinnedId + " has the name " + pinned.did() + ", not " + did);
        }
        Multikey key = pinned.keys().get(keyId.fragment());
        if (key == null) {
            return SignerKey.refused(
                    Refusal.Code.UNKNOWN_KEY, "version " + pinnedId + " has no signing key " + keyId.fragment());
        }
        VersionRow latest = latest(did, head, state);
        if (!key.equals(latest.keys().get(keyId.fragment()))) {
            return SignerKey.refused(
                    Refusal.Code.KEY_NOT_CURRENT,
                    keyId.fragment() + " of version " + pinnedId + " is not in the latest, " + latest.versionId());
        }
        return key.publicKey()
                .<SignerKey>map(SignerKey.Found::new)
                .orElseThrow(() -> new IllegalStateException("a version row has a key that cannot verify: " + key));
    }

    private static VersionRow latest(WebvhDid did, DidHead head, StateView state) {
        return DidRows.version(did.scid(), head.versionId().number(), state)
                .orElseThrow(() -> new IllegalStateException("no row for the latest version of " + did));
    }
}
