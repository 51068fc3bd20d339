/**
 * Deterministic CBOR: the core deterministic encoding of RFC 8949 §4.2.1 and no other, written and read. It holds the
 * subset that signed statements, payloads and COSE receipts use: integers of 64 signed bits, byte and text strings,
 * arrays, maps, tags, true, false and null; no floating point numbers, no indefinite lengths, no other simple values.
 * A value has one encoding here, so bytes that parse can be hashed, signed and compared as they are. Nothing is kept,
 * so nothing survives a crash. May depend on the JDK alone.
 */
@NullMarked
package org.tallystick.ledger.cbor;

import org.jspecify.annotations.NullMarked;
