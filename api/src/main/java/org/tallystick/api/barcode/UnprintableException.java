package org.tallystick.api.barcode;

/** What a label should say cannot be said by the symbol that was asked for. */
final class UnprintableException extends RuntimeException {
    UnprintableException(String why) {
        super(why);
    }
}
