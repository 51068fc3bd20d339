package org.tallystick.ledger.order.cometbft;

/** A text is no JSON, or not the JSON that was looked for; says where. */
final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedJsonException(String message) {
        super(message);
    }
}
