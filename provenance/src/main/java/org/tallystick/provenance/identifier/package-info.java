/**
 * Identifiers and vocabulary terms as they stand in EPCIS events: whatever the spelling, one value.
 *
 * <p>The same pallet is written {@code urn:epc:id:sscc:4012345.0000000333} by one partner and
 * {@code https://id.gs1.org/00/040123450000003338} by the next; a trace that compares text finds half of its history. The
 * canonical form is the one that the CBV event hash prescribes (rule "EPC URIs and Digital Links"), so that one
 * identifier is one key in the database, in a query and in the hash.
 *
 * <p>Pure values over the JDK: nothing here is stored, so nothing here survives a crash or needs to.
 */
@NullMarked
package org.tallystick.provenance.identifier;

import org.jspecify.annotations.NullMarked;
