package org.tallystick.ledger.statement;

/**
 * Who makes a statement (RFC 9943): a DID, as the CWT claim {@code iss} carries it. The ledger compares it and never
 * looks inside: which methods there are, and what they mean, is for the {@code KeyDirectory} to know.
 *
 * <pre>did:webvh:QmfGEUAcMpzo25kF2Rhn8L5FAXysfGnkzjwdKoNPi615XQ:tallystick.localhost:acme</pre>
 */
public record Issuer(String did) {
    /** A domain of 253, a 46 character SCID and a path fit; a header stays far below a statement's size. */
    public static final int LENGTH_MAX = 512;

    public Issuer {
        String problem = DidSyntax.problem(did);
        if (problem != null) {
            throw new IllegalArgumentException("issuer: " + problem);
        }
        if (did.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "issuer: a DID of " + did.length() + " characters, at most " + LENGTH_MAX);
        }
    }

    public static Issuer parse(String text) throws MalformedStatementException {
        try {
            return new Issuer(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedStatementException(e);
        }
    }

    @Override
    public String toString() {
        return did;
    }
}
