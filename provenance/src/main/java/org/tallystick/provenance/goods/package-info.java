/**
 * Shipments and receivings in the words of a clerk or an ERP, and the EPCIS documents that they come to.
 *
 * <p>A template engine cannot write JSON-LD, and need not: this package takes a flat form (number, from, to, lines), says
 * everything that is wrong with it at once, and writes the EPCIS 2.0 document that says the same. The document is made of
 * the form and nothing else, so the same form gives the same octets, and those the same records.
 *
 * <p>Pure, over {@code identifier} and {@code epcis}; nothing here survives a crash.
 */
@NullMarked
package org.tallystick.provenance.goods;

import org.jspecify.annotations.NullMarked;
