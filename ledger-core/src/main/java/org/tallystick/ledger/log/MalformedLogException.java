package org.tallystick.ledger.log;

/**
 * Text or bytes that are no hash, checkpoint, tile, entry bundle or proof. The message names the part and the place.
 *
 * <p>Checked, because such input comes from outside: whoever reads it has to say what happens then.
 */
public final class MalformedLogException extends Exception {

    public MalformedLogException(String message) {
        super(message);
    }
}
