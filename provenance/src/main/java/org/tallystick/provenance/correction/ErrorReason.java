package org.tallystick.provenance.correction;

import java.util.Optional;

/** Why an event is declared wrong: the error reason identifiers of CBV 2.0. */
public enum ErrorReason {
    /** Nothing of the kind happened. */
    DID_NOT_OCCUR("did_not_occur"),
    /** It happened, but not as the event says. */
    INCORRECT_DATA("incorrect_data");

    private final String word;

    ErrorReason(String word) {
        this.word = word;
    }

    static Optional<ErrorReason> parse(String word) {
        return switch (word) {
            case "did_not_occur" -> Optional.of(DID_NOT_OCCUR);
            case "incorrect_data" -> Optional.of(INCORRECT_DATA);
            default -> Optional.empty();
        };
    }

    /** {@code did_not_occur}, as an event in JSON has it. */
    @Override
    public String toString() {
        return word;
    }
}
