package org.tallystick.provenance.epcis;

/** How an event relates to the life of what it names (EPCIS 2.0, section 7.3.2). */
public enum Action {
    ADD,
    OBSERVE,
    DELETE
}
