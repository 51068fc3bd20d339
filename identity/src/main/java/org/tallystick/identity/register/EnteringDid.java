package org.tallystick.identity.register;

import java.util.Optional;
import org.tallystick.identity.did.DidHead;
import org.tallystick.identity.did.MalformedDidException;
import org.tallystick.identity.did.Multihash;
import org.tallystick.identity.did.VersionId;
import org.tallystick.ledger.execute.StateView;
import org.tallystick.ledger.statement.KeyId;
import org.tallystick.ledger.statement.MalformedStatementException;

/**
 * A DID whose history is longer than a statement and has entered this ledger in part.
 *
 * <p>Until the last part is registered the ledger knows no such issuer: no key of an old version speaks for it meanwhile.
 *
 * @param holder the {@code kid} of each part: the update key in force, under the history's newest version
 * @param head what the next part is judged by
 */
public record EnteringDid(KeyId holder, DidHead head) {
    /** In that state of a ledger; empty when the DID is not there, or there whole. */
    public static Optional<EnteringDid> find(Multihash scid, StateView state) {
        return state.get(DidRows.enteringKey(scid)).map(DidRows::readEntering);
    }

    /** The version that the last part ends with. */
    VersionId end() {
        return VersionId.parse(holder.versionId().orElseThrow());
    }

    /** The version that a statement's key is pinned to, if it is one of did:webvh. */
    static Optional<VersionId> pinned(KeyId keyId) {
        try {
            return keyId.versionId().map(VersionId::parse);
        } catch (MalformedDidException noVersion) {
            return Optional.empty();
        }
    }

    static KeyId holder(String kid) {
        try {
            return KeyId.parse(kid);
        } catch (MalformedStatementException e) {
            throw new IllegalStateException("a DID row of the state is not one that this ledger wrote", e);
        }
    }
}
