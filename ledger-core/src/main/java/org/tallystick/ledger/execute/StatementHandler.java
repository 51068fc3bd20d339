package org.tallystick.ledger.execute;

import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * What one content type means to the ledger: the place where a module, or a third party, adds its own statements.
 *
 * <p>Both methods are pure: the statement, the state before it and the block's facts decide, nothing else. A rule that
 * changes gets a new rules version in the state (see {@link BlockContext#rulesVersion()}) and keeps deciding old
 * versions as before, since two members on two releases must decide alike for years.
 */
public interface StatementHandler {
    ContentType contentType();

    /** The key whose signature the statement needs; most types leave it to the key directory. */
    default SignerKey signerKey(SignedStatement statement, StateView state, KeyDirectory keys) {
        return keys.find(statement.header().issuer(), statement.header().keyId(), state);
    }

    /** Called only when form, audience, key and signature hold. */
    Ruling decide(SignedStatement statement, StateView state, BlockContext block);
}
