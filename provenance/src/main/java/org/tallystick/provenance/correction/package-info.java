/**
 * From "this record is wrong" to the EPCIS document that says so: an error declaration of EPCIS 2.0 and the
 * events that are right instead.
 *
 * <p>Pure: a record's bytes and a form in, a document out. Whose record it is, and whether it was declared wrong before, is
 * the business of those who call; nothing here survives a crash. Depends on {@code epcis} and Jackson.
 */
@NullMarked
package org.tallystick.provenance.correction;

import org.jspecify.annotations.NullMarked;
