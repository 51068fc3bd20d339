/**
 * W3C decentralised identifiers and the DID method did:webvh 1.0: identifiers, documents, keys, logs, and the whole of
 * the method's "Read" and "Create/Update" without any I/O or clock.
 *
 * <p>Registration decides by this package and the offline verifier checks by it, so it may depend on the JDK,
 * BouncyCastle (through ledger-core), the ledger's grammar of DIDs and {@link org.tallystick.identity.json} alone: no
 * framework, database or network.
 * Nothing here outlives a call; what must survive a crash is kept by the packages that use it.
 */
@NullMarked
package org.tallystick.identity.did;

import org.jspecify.annotations.NullMarked;
