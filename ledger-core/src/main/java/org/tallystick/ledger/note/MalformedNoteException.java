package org.tallystick.ledger.note;

/** Text or bytes that are no signed note, signature line or verifier key. The message names the part and the place. */
public final class MalformedNoteException extends Exception {

    public MalformedNoteException(String message) {
        super(message);
    }
}
