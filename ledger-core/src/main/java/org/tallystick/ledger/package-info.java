/** The ledger put together: see {@link org.tallystick.ledger.Ledger}, then the packages in the order of the data flow. */
@NullMarked
package org.tallystick.ledger;

import org.jspecify.annotations.NullMarked;
