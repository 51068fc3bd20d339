package org.tallystick.ledger.statement;

/**
 * Who makes a statement (RFC 9943): a DID, as the CWT claim {@code iss} carries it. The ledger compares it, and looks
 * inside only for what stays when a DID moves ({@link #lasting}): which keys it has is for the {@code KeyDirectory} to
 * know.
 *
 * <pre>did:webvh:QmfGEUAcMpzo25kF2Rhn8L5FAXysfGnkzjwdKoNPi615XQ:tallystick.localhost:acme</pre>
 */
public record Issuer(String did) {
    private static final String WEBVH = "did:webvh:";

    public Issuer {
        String problem = DidSyntax.problem(did);
        if (problem != null) {
            throw new IllegalArgumentException("issuer: " + problem);
        }
    }

    public static Issuer parse(String text) throws MalformedStatementException {
        try {
            return new Issuer(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedStatementException(e);
        }
    }

    /**
     * What stays of the DID when it moves to another domain: of a did:webvh its SCID (did:webvh 1.0, section "DID
     * Portability"), of others all. Jobs and records belong to this, so that a move neither loses nor doubles them.
     *
     * <pre>did:webvh:QmfGEUAcMpzo25kF2Rhn8L5FAXysfGnkzjwdKoNPi615XQ</pre>
     */
    public Issuer lasting() {
        if (!did.startsWith(WEBVH)) {
            return this;
        }
        int end = did.indexOf(':', WEBVH.length());
        return end < 0 ? this : new Issuer(did.substring(0, end));
    }

    @Override
    public String toString() {
        return did;
    }
}
