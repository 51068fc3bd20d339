/** The engine of a company that is alone: one writer in this process, group commit of what waits. */
@NullMarked
package org.tallystick.ledger.order.embedded;

import org.jspecify.annotations.NullMarked;
