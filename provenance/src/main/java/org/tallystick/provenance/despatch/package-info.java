/**
 * Shipments as whoever receives them sees them: what was announced, what is in what, and how much of it has come. Reads
 * what the event projection wrote and keeps nothing, so there is nothing that a crash could take. Depends on {@code
 * identifier} and {@code java.sql}.
 */
@NullMarked
package org.tallystick.provenance.despatch;

import org.jspecify.annotations.NullMarked;
