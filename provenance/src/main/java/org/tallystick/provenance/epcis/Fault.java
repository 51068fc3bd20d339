package org.tallystick.provenance.epcis;

/**
 * One thing that is wrong with a document, said so that a program finds the place and a person the remedy.
 *
 * @param pointer RFC 6901; for a member that is missing, the place where it should stand
 * @param keyword the JSON Schema keyword that failed ({@code required}, {@code enum}, {@code format}…), or {@code rule}
 * @param message one sentence, without the place
 */
public record Fault(String pointer, String keyword, String message) {
    /** A member's name as one step of a JSON Pointer (RFC 6901 §3). */
    public static String step(String member) {
        return member.replace("~", "~0").replace("/", "~1");
    }

    /** The same fault seen from the document: an event's pointers begin where the event stands. */
    Fault below(String parent) {
        return new Fault(parent + pointer, keyword, message);
    }
}
