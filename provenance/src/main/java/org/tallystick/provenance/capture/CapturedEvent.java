package org.tallystick.provenance.capture;

import java.util.Optional;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.epcis.EventRecord;

/**
 * An event that is valid and may be registered.
 *
 * @param index its place in the document, from 0; under {@code proceed} not its position in the capture
 * @param record its bytes
 * @param facts what the record tells
 * @param origin a digest of what the record was made of, where that is not the record itself: see {@code XmlOrigin}
 */
public record CapturedEvent(int index, EventRecord record, EventFacts facts, Optional<byte[]> origin) {}
