/**
 * DIDs over HTTP: DID Resolution 1.0 for every DID of the ledger, and the organisation's own log where did:webvh and
 * did:web look for it.
 *
 * <p>Nothing here survives a crash or needs to: it is read from the registered logs. Depends on {@code node}, {@code
 * access}, {@code problem}, {@code representation}.
 */
@NullMarked
package org.tallystick.api.identifier;

import org.jspecify.annotations.NullMarked;
