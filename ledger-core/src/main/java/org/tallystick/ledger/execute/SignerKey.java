package org.tallystick.ledger.execute;

import org.tallystick.ledger.crypto.PublicKey;

/** The answer to: with which key must this statement's signature verify? */
public sealed interface SignerKey {
    record Found(PublicKey key) implements SignerKey {}

    record Refused(Refusal refusal) implements SignerKey {}

    static SignerKey refused(Refusal.Code code, String detail) {
        return new Refused(new Refusal(code, detail));
    }
}
