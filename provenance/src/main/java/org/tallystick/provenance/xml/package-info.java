/**
 * EPCIS in XML, 2.0 and 1.2, read into the EPCIS 2.0 JSON that the rest of the product takes.
 *
 * <p>Depends on the JDK's StAX parser, Jackson's tree, and on {@code epcis} and {@code identifier}; knows no database, clock,
 * network or framework. Nothing here survives a crash: whoever calls stores the document as it came and the records.
 */
@NullMarked
package org.tallystick.provenance.xml;

import org.jspecify.annotations.NullMarked;
