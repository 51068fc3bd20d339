package org.tallystick.provenance.query;

/** A query parameter is unknown, not supported yet or has a wrong value: EPCIS's QueryParameterException, status 400. */
public final class QueryParameterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String parameter;

    QueryParameterException(String parameter, String message) {
        super(parameter + ": " + message);
        this.parameter = parameter;
    }

    /** The name of the parameter, as it stands in the query. */
    public String parameter() {
        return parameter;
    }
}
