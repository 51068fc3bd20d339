/**
 * The event hash of CBV: one name for an event in every spelling and binding.
 *
 * <p>An identifier and a key for finding the same event again, never a digest that anything is proven by: it leaves out error
 * declarations, certifications and times of recording. Pure; depends on {@code identifier}, {@code epcis} for documents, and
 * Jackson's tree. Nothing here survives a crash.
 */
@NullMarked
package org.tallystick.provenance.hash;

import org.jspecify.annotations.NullMarked;
