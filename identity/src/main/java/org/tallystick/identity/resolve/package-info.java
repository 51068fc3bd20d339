/**
 * DID Resolution 1.0 over the DID logs that the ledger registered, and the read model that holds them.
 *
 * <p>The rows are a projection: rebuilt from the journal at any time, and verified again whenever a log is read from
 * them, so a row changed by hand is no answer. Depends on {@code did}, {@code json}, and ledger-core's {@code project} and
 * {@code commit}; no framework.
 */
@NullMarked
package org.tallystick.identity.resolve;

import org.jspecify.annotations.NullMarked;
