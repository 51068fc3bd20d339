package org.tallystick.identity.evidence;

import java.time.Instant;
import java.util.Optional;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidLogForm;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.InvalidDidLogException;
import org.tallystick.identity.did.KeyValidity;
import org.tallystick.identity.did.MalformedDidException;
import org.tallystick.identity.did.VersionId;
import org.tallystick.ledger.crypto.PublicKey;
import org.tallystick.ledger.prove.KeyHistory;
import org.tallystick.ledger.prove.RefusedKeyHistoryException;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.KeyId;

/**
 * The key history of a did:webvh, in the form that a ledger registers: the offline counterpart of the key directory,
 * and as strict.
 *
 * <p>No entry's time is held to the present: registration held it to the block's time, and a verifier's clock must not
 * change a verdict. Witnesses are not asked for: a ledger registers no DID that has any.
 */
public final class WebvhKeyHistory implements KeyHistory {
    private static final Instant ANY_TIME = Instant.parse("9999-12-31T00:00:00Z");

    @Override
    public Verified read(byte[] didLog) throws RefusedKeyHistoryException {
        try {
            DidLog log = DidLog.read(didLog, DidLogForm.LEDGER, ANY_TIME);
            if (log.needsWitnesses()) {
                throw new RefusedKeyHistoryException("the DID has did:webvh witnesses, which no ledger registers");
            }
            return new WebvhKeys(log);
        } catch (InvalidDidLogException invalid) {
            throw new RefusedKeyHistoryException(String.valueOf(invalid.getMessage()));
        }
    }

    private record WebvhKeys(DidLog log) implements Verified {
        @Override
        public String did() {
            return log.latest().did().toString();
        }

        @Override
        public boolean names(Issuer issuer) {
            return log.versions().stream()
                    .anyMatch(version -> version.did().toString().equals(issuer.did()));
        }

        @Override
        public String latestVersionId() {
            return log.latest().versionId().toString();
        }

        @Override
        public PublicKey key(KeyId keyId) throws RefusedKeyHistoryException {
            return validity(keyId)
                    .key()
                    .publicKey()
                    .orElseThrow(() -> new IllegalStateException("a signing key that cannot verify: " + keyId));
        }

        @Override
        public boolean isCurrent(KeyId keyId) {
            try {
                KeyValidity validity = validity(keyId);
                return validity.key()
                        .equals(log.latest().document().assertionKeys().get(keyId.fragment()));
            } catch (RefusedKeyHistoryException unknown) {
                return false;
            }
        }

        private KeyValidity validity(KeyId keyId) throws RefusedKeyHistoryException {
            VersionId versionId;
            try {
                versionId = VersionId.parse(keyId.versionId().orElse(""));
            } catch (MalformedDidException noVersion) {
                throw new RefusedKeyHistoryException(keyId + " pins no version: " + noVersion.getMessage());
            }
            Optional<DidVersion> version = log.version(versionId);
            if (version.isEmpty()) {
                throw new RefusedKeyHistoryException("the DID log has no version " + versionId);
            }
            if (!version.get().did().toString().equals(keyId.did())) {
                throw new RefusedKeyHistoryException("version " + versionId + " has the name "
                        + version.get().did() + ", not " + keyId.did());
            }
            return log.signingKey(versionId, keyId.fragment())
                    .orElseThrow(() -> new RefusedKeyHistoryException(
                            "version " + versionId + " has no signing key " + keyId.fragment()));
        }
    }
}
