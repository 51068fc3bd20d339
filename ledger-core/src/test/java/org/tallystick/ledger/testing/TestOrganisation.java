package org.tallystick.ledger.testing;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.execute.KeyDirectory;
import org.tallystick.ledger.execute.Refusal;
import org.tallystick.ledger.execute.SignerKey;
import org.tallystick.ledger.execute.StateView;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.KeyId;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.submit.StatementSigner;

/** An organisation whose key is known without a DID log: signs, and answers as the key directory of its ledger. */
public final class TestOrganisation implements StatementSigner, KeyDirectory {
    private @Nullable Error broken;
    private final Issuer issuer;
    private final Origin audience;
    private final Clock clock;
    private volatile int version = 1;
    private volatile SigningKey key = newKey();

    public TestOrganisation(String name, Origin audience, Clock clock) {
        this.issuer = new Issuer("did:web:" + name + ".example");
        this.audience = audience;
        this.clock = clock;
    }

    private static SigningKey newKey() {
        return SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    }

    /** From now on the old key is not current. */
    public synchronized void rotate() {
        key = newKey();
        version++;
    }

    @Override
    public Issuer issuer() {
        return issuer;
    }

    /** The next signature fails as a machine fails. */
    public synchronized void breakNext(Error error) {
        broken = error;
    }

    @Override
    public synchronized SignedStatement sign(ContentType contentType, byte[] payload, Cti cti) {
        Error error = broken;
        if (error != null) {
            broken = null;
            throw error;
        }
        KeyId keyId = new KeyId(issuer.did(), Optional.of(version + "-test"), "key-" + version);
        return SignedStatement.sign(
                new SignedStatement.Header(
                        keyId, contentType, issuer, audience, clock.instant().getEpochSecond(), cti),
                payload,
                key);
    }

    @Override
    public synchronized SignerKey find(Issuer asked, KeyId keyId, StateView state) {
        if (!asked.equals(issuer)) {
            return SignerKey.refused(Refusal.Code.UNKNOWN_ISSUER, asked.did());
        }
        if (!keyId.belongsTo(asked)) {
            return SignerKey.refused(Refusal.Code.FOREIGN_KEY, keyId.toString());
        }
        if (!keyId.fragment().equals("key-" + version)) {
            return SignerKey.refused(Refusal.Code.KEY_NOT_CURRENT, keyId.toString());
        }
        return new SignerKey.Found(key.publicKey());
    }
}
