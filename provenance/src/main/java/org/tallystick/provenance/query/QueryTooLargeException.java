package org.tallystick.provenance.query;

/** More events match than the query's maxEventCount: EPCIS's QueryTooLargeException, status 413. */
public final class QueryTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueryTooLargeException(String message) {
        super(message);
    }
}
