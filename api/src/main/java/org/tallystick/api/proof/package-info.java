/**
 * Proofs, made of the log's own tiles for whoever asks: that an entry is in a checkpoint, that one checkpoint goes on from
 * another, as C2SP has them.
 *
 * <p>Nothing here survives a crash or needs to: anybody can make the same proofs from the published files. Depends on
 * {@code ledger}, {@code node}, {@code access}, {@code problem}, {@code representation}.
 */
@NullMarked
package org.tallystick.api.proof;

import org.jspecify.annotations.NullMarked;
