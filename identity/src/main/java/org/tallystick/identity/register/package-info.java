/**
 * DIDs on the ledger: what registers a DID entry, and which key could speak for whom at a position of the log.
 *
 * <p>Part of the stage <i>execute</i>: a statement, the state before it and the block's facts decide, nothing else. What
 * decisions need of a DID is kept in rows of the ledger's state, written here and covered by the state root; nothing
 * else is kept. Depends on {@code did} and on ledger-core's {@code execute}, {@code statement} and {@code cbor}.
 */
@NullMarked
package org.tallystick.identity.register;

import org.jspecify.annotations.NullMarked;
