package org.tallystick.provenance.xml;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What EPCIS 2.0 in JSON keeps of a standard business document header: {@code sender}, {@code receiver} and
 * {@code instanceIdentifier}, each the first that the header names.
 */
final class BusinessHeader {
    private BusinessHeader() {}

    static void add(XmlElement header, ObjectNode envelope) {
        for (XmlElement part : header.children()) {
            switch (part.name()) {
                case "Sender" -> putFirst(part, "Identifier", "sender", envelope);
                case "Receiver" -> putFirst(part, "Identifier", "receiver", envelope);
                case "DocumentIdentification" -> putFirst(part, "InstanceIdentifier", "instanceIdentifier", envelope);
                default -> {}
            }
        }
    }

    private static void putFirst(XmlElement parent, String name, String member, ObjectNode envelope) {
        parent.children().stream()
                .filter(child -> child.name().equals(name))
                .findFirst()
                .filter(child -> !envelope.has(member))
                .ifPresent(child -> envelope.put(member, child.trimmed()));
    }
}
