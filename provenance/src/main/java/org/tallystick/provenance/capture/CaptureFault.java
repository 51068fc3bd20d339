package org.tallystick.provenance.capture;

import java.util.OptionalInt;
import org.tallystick.provenance.epcis.Fault;

/**
 * What is wrong, and with which event.
 *
 * @param eventIndex the event's place in the document, from 0; empty where the fault is outside the events
 */
public record CaptureFault(OptionalInt eventIndex, Fault fault) {}
