package org.tallystick.provenance.xml;

import java.util.List;
import java.util.Map;

/** One event of a document in XML, read into JSON. */
public final class XmlEvent {
    private final int line;
    private final XmlOrigin origin;
    private final byte[] json;
    private final List<XmlFault> faults;
    private final Map<String, Integer> memberLines;

    XmlEvent(int line, XmlOrigin origin, byte[] json, List<XmlFault> faults, Map<String, Integer> memberLines) {
        this.line = line;
        this.origin = origin;
        this.json = json;
        this.faults = List.copyOf(faults);
        this.memberLines = Map.copyOf(memberLines);
    }

    /** Where the event's start tag ends, from 1. */
    public int line() {
        return line;
    }

    /** What it was read from. */
    public XmlOrigin origin() {
        return origin;
    }

    /** The event in JSON, with an {@code @context} of its own that names what it uses and nothing else. */
    public byte[] json() {
        return json.clone();
    }

    /** What could not be read; with any, {@link #json()} lacks something and must not be registered. */
    public List<XmlFault> faults() {
        return faults;
    }

    /**
     * The line of what a JSON Pointer into {@link #json()} names: of the event's member that it leads through, or of the
     * event, where that member is missing.
     */
    public int line(String pointer) {
        int end = pointer.indexOf('/', 1);
        String member = pointer.isEmpty() ? "" : pointer.substring(1, end < 0 ? pointer.length() : end);
        return memberLines.getOrDefault(member, line);
    }

    /** The same octets, for this package's own use. */
    byte[] octets() {
        return json;
    }
}
