package org.tallystick.identity.did;

import org.tallystick.ledger.statement.DidSyntax;

/**
 * A decentralised identifier of any method, by the grammar that the ledger has for issuers: what is a DID here can make a
 * statement. Compared byte for byte, never normalised.
 *
 * <p>As it looks: {@code did:webvh:QmUbTyW8…:example.com}.
 */
public record Did(String text) {
    public Did {
        String problem = DidSyntax.problem(text);
        if (problem != null) {
            throw new MalformedDidException(problem);
        }
    }

    public static Did parse(String text) {
        return new Did(text);
    }

    public String method() {
        return text.substring(4, text.indexOf(':', 4));
    }

    @Override
    public String toString() {
        return text;
    }
}
