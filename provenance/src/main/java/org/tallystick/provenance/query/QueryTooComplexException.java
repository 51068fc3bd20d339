package org.tallystick.provenance.query;

/** A query names too much, or takes too long: EPCIS's QueryTooComplexException, status 413. */
public final class QueryTooComplexException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueryTooComplexException(String message) {
        super(message);
    }
}
