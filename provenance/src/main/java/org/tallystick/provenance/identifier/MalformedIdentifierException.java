package org.tallystick.provenance.identifier;

/**
 * Text is no identifier of the wanted kind; the message says what is wrong with it in words for the person who typed it.
 *
 * <p>Carries no stack trace: a document may hold thousands of such texts, and the place that matters is in the document.
 */
public final class MalformedIdentifierException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedIdentifierException(String message) {
        super(message, null, false, false);
    }
}
