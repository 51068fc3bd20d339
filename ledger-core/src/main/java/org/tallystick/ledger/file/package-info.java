/**
 * Small files that must be whole after a power cut and read by their owner alone: keys, secrets, the kept checkpoint.
 *
 * <p>What is written survives a crash as soon as the call returns; one that is cut short leaves what was there before.
 * Depends on the JDK alone.
 */
@NullMarked
package org.tallystick.ledger.file;

import org.jspecify.annotations.NullMarked;
