/**
 * Bytes as they are sent: with their media type, a validator, and what caches may do with them (RFC 9110, RFC 9111).
 *
 * <p>Nothing here survives a crash or needs to. Depends on {@code ledger.log} for its hash.
 */
@NullMarked
package org.tallystick.api.representation;

import org.jspecify.annotations.NullMarked;
