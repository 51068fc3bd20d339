package org.tallystick.ledger.statement;

import java.util.Optional;
import org.tallystick.ledger.crypto.Ed25519SigningKey;

/** Fixed statements for tests: made from counting bytes, so that they come out equal on every run. */
public final class Statements {
    public static final Issuer ACME =
            new Issuer("did:webvh:QmfGEUAcMpzo25kF2Rhn8L5FAXysfGnkzjwdKoNPi615XQ:tallystick.localhost:acme");

    public static final KeyId ACME_KEY = new KeyId(
            ACME.did(),
            Optional.of("2-QmXL7vHmPzVcBBmCyNr5hBVN4rLh1d6BY9PZHPFBvKzBEH"),
            "z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd");

    public static final Origin ORIGIN = Origin.ofLedger(counting(16));

    private Statements() {}

    public static Ed25519SigningKey key() {
        return Ed25519SigningKey.ofSeed(counting(32));
    }

    public static SignedStatement.Header header(ContentType contentType) {
        return new SignedStatement.Header(
                ACME_KEY, contentType, ACME, ORIGIN, 1_795_500_000L, Cti.of(counting(Cti.LENGTH_BYTES)));
    }

    /** 00 01 02 … */
    public static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
