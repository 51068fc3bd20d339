/**
 * {@code network}: the ceremony with which several organisations begin a ledger together, and four of them on one machine to
 * look at. A program: it makes homes and starts nodes as anyone would, and knows of a running node what anyone knows.
 *
 * <p>Nothing survives a crash here; what is made lies in the homes.
 */
@NullMarked
package org.tallystick.api.consortium;

import org.jspecify.annotations.NullMarked;
