package org.tallystick.ledger.prove;

/** Bytes that neither begin nor end as a zip file does: some other file, about which there is nothing to verify. */
public final class UnreadableEvidenceException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableEvidenceException(String problem) {
        super(problem);
    }
}
