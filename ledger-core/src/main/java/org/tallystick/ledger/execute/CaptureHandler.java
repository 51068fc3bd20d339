package org.tallystick.ledger.execute;

import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * Captures: the ledger checks the form of the commitment and never sees the records. Whether they are valid events was
 * decided where the document was taken; a capture whose records are none is registered like any other, and its records
 * become rows that say so.
 */
public final class CaptureHandler implements StatementHandler {
    @Override
    public ContentType contentType() {
        return ContentType.CAPTURE;
    }

    @Override
    public Ruling decide(SignedStatement statement, StateView state, BlockContext block) {
        try {
            CapturePayload.parse(statement.payload());
            return Ruling.register();
        } catch (MalformedStatementException e) {
            return Ruling.refuse(Refusal.Code.BAD_PAYLOAD, String.valueOf(e.getMessage()));
        }
    }
}
