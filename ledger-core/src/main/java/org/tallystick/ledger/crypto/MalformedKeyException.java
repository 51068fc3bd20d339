package org.tallystick.ledger.crypto;

/** Bytes or text that are no key of the algorithm, or one that no honest key generation gives. Never quotes a private key. */
public final class MalformedKeyException extends Exception {

    public MalformedKeyException(String message) {
        super(message);
    }
}
