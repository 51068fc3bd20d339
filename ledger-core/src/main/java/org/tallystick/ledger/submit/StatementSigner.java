package org.tallystick.ledger.submit;

import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.SignedStatement;

/** Signs statements for this node's organisation, with the key of its latest DID version. Thread-safe. */
public interface StatementSigner {
    Issuer issuer();

    /** A new signature at each call; the same {@code cti} for one job however often it is signed. */
    SignedStatement sign(ContentType contentType, byte[] payload, Cti cti);
}
