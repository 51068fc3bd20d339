/**
 * Proofs for people who trust nobody: trust policies, and what follows from files alone. Reads published files only, so
 * nothing here has to survive a crash, and the verifier runs without server, database or network. Depends on the packages
 * of formats ({@code cbor}, {@code crypto}, {@code log}, {@code note}, {@code statement}) and the JDK.
 */
@NullMarked
package org.tallystick.ledger.prove;

import org.jspecify.annotations.NullMarked;
