package org.tallystick.provenance.xml;

/**
 * Something in one event that has no place there.
 *
 * @param line from 1, in the document as it came
 * @param element the local name of the element that is at fault
 * @param message one sentence, without the place
 */
public record XmlFault(int line, String element, String message) {}
