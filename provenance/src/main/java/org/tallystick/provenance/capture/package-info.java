/**
 * From a document to what will be registered: which of its events become records, and what is wrong with the others.
 *
 * <p>Pure: a document's bytes in, records and faults out. What is stored, signed and registered of it is the business of
 * those who call; nothing here survives a crash.
 */
@NullMarked
package org.tallystick.provenance.capture;

import org.jspecify.annotations.NullMarked;
