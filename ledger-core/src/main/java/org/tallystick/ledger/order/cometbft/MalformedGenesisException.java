package org.tallystick.ledger.order.cometbft;

/** A text is no genesis as this node prints one; says where. */
public final class MalformedGenesisException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedGenesisException(String message) {
        super(message);
    }
}
