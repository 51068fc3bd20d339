package org.tallystick.provenance.epcis;

import java.util.Arrays;

/**
 * The bytes of one event that are hashed, signed for, stored and handed out: self-contained JSON, spliced from the bytes
 * that came, never written anew.
 *
 * <pre>
 * {"@context":[…],"eventID":"urn:uuid:…",  "type":"ObjectEvent", …}
 *  the document's  only where it had none  the event's own bytes after its {
 * </pre>
 */
public final class EventRecord {
    private final byte[] bytes;

    /** Takes over the array. */
    EventRecord(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A record as it was stored or as another node sent it; what it holds, {@link #facts} tells or refuses. */
    public static EventRecord of(byte[] bytes) {
        return new EventRecord(bytes.clone());
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    /** @throws MalformedEpcisException if the bytes are no event of which facts can be told */
    public EventFacts facts() {
        return EventFactsReader.read(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventRecord that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "EventRecord of " + bytes.length + " octets";
    }
}
