package org.tallystick.ledger.note;

/** A well-formed note that its signatures do not carry: a known key's signature is wrong, or no known key signed. */
public final class RefusedNoteException extends Exception {

    public RefusedNoteException(String message) {
        super(message);
    }
}
