/**
 * Event records under their own addresses: the exact bytes that were hashed, where the events of a name stand, and the
 * evidence file that takes them out of here.
 *
 * <p>Nothing here survives a crash or needs to; an export's line in the audit trail is on disk before the file leaves.
 * Depends on {@code node}, {@code proof}, {@code access}, {@code audit}, {@code page}, {@code problem}, {@code
 * representation}, and reads the table {@code event} of {@code provenance.query}.
 */
@NullMarked
package org.tallystick.api.record;

import org.jspecify.annotations.NullMarked;
