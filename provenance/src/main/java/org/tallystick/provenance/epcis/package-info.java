/**
 * EPCIS 2.0 documents in JSON and the event records made of them.
 *
 * <p>A document comes in as bytes, each event in it is found by its byte range and becomes one <em>event record</em>: bytes
 * that stand for themselves, hashed and kept as they are. Everything else that the product knows of an event, its
 * {@link org.tallystick.provenance.epcis.EventFacts}, is read out of those record bytes alone, so a read model rebuilt years
 * later from the journal says the same.
 *
 * <p>Depends on Jackson's streaming parser and the schema validator; knows no database, clock, network or framework. Nothing
 * here survives a crash: whoever calls stores the records.
 */
@NullMarked
package org.tallystick.provenance.epcis;

import org.jspecify.annotations.NullMarked;
