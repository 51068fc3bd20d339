package org.tallystick.provenance.capture;

import java.util.Optional;

/** What one invalid event does to the others of its document: the header GS1-Capture-Error-Behaviour. */
public enum CaptureErrorBehaviour {
    /** Nothing is registered unless every event is valid. The standard's default. */
    ROLLBACK("rollback"),
    /** The valid events are registered, the others reported. */
    PROCEED("proceed");

    private final String word;

    CaptureErrorBehaviour(String word) {
        this.word = word;
    }

    /** The behaviour of that header value; empty if it names none. */
    public static Optional<CaptureErrorBehaviour> parse(String header) {
        return switch (header) {
            case "rollback" -> Optional.of(ROLLBACK);
            case "proceed" -> Optional.of(PROCEED);
            default -> Optional.empty();
        };
    }

    /** {@code rollback}, as the header has it. */
    @Override
    public String toString() {
        return word;
    }
}
