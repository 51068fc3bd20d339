/**
 * A ledger that several organisations run: the file in which each says who it is ({@link
 * org.tallystick.api.network.Member}), the file that all of them have in their homes ({@link
 * org.tallystick.api.network.Network}), what follows from it, and a home's own place in it ({@link
 * org.tallystick.api.network.Membership}).
 *
 * <p>What survives a crash here are files of the home, each written whole: making them again goes on where it ended. Depends
 * on the ledger, the identity and the home; knows no running node.
 */
@NullMarked
package org.tallystick.api.network;

import org.jspecify.annotations.NullMarked;
