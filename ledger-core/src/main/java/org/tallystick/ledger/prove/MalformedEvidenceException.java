package org.tallystick.ledger.prove;

/**
 * Bytes that are no evidence file, or one that was changed: the container is not the one that its parts make, or the parts
 * are not those of an evidence file.
 */
final class MalformedEvidenceException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String part;
    private final String problem;

    MalformedEvidenceException(String part, String problem) {
        super(part + ": " + problem);
        this.part = part;
        this.problem = problem;
    }

    String part() {
        return part;
    }

    String problem() {
        return problem;
    }
}
