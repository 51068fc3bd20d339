package org.tallystick.provenance.capture;

/** In which of EPCIS's two notations a document comes. */
public enum Binding {
    /** EPCIS 2.0 in JSON. */
    JSON,
    /** EPCIS 2.0 or 1.2 in XML. */
    XML
}
