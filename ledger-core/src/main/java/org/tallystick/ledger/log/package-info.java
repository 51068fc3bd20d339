/**
 * The Merkle log: hashes, trees, proofs, tiles and checkpoints, in the words and bytes of RFC 6962, RFC 9162 and the C2SP
 * specifications. Formats and mathematics: no disk, network, clock or randomness, so nothing here has to survive a crash.
 * Depends on the {@code note} and {@code crypto} packages and the JDK only.
 */
@NullMarked
package org.tallystick.ledger.log;

import org.jspecify.annotations.NullMarked;
