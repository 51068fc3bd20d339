/**
 * Whether the node can do its work, for those who restart or route by it, and its numbers for those who watch it.
 *
 * <p>Nothing here is state. Depends on the ledger.
 */
@NullMarked
package org.tallystick.api.health;

import org.jspecify.annotations.NullMarked;
