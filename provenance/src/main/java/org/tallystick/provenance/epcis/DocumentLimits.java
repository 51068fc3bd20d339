package org.tallystick.provenance.epcis;

/**
 * How much one capture may carry. Announced as GS1-EPCIS-Capture-Limit and GS1-EPCIS-Capture-File-Size-Limit; beyond it the
 * answer is 413 CaptureLimitExceededException, and the client sends two documents.
 *
 * @param documentBytes octets of a document
 * @param events events in a document
 * @param eventBytes octets of one event
 */
public record DocumentLimits(int documentBytes, int events, int eventBytes) {
    /**
     * A capture is registered whole, in one database transaction: 10,000 events of an ordinary 1.2 kB are 12 MB, some
     * seconds of inserting, and the document, its tree and its records live in memory at once. One event of a pallet with
     * 5,000 serial numbers is 200 kB; a megabyte leaves room for a day of sensor reports and still fits one database row
     * and one message between nodes.
     */
    public static final DocumentLimits DEFAULT = new DocumentLimits(16 << 20, 10_000, 1 << 20);

    public DocumentLimits withDocumentBytes(int max) {
        return new DocumentLimits(max, events, eventBytes);
    }

    public DocumentLimits {
        if (documentBytes < 1 || events < 1 || eventBytes < 1) {
            throw new IllegalArgumentException(
                    "a limit below 1: %d, %d, %d".formatted(documentBytes, events, eventBytes));
        }
    }
}
