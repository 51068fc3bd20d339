/**
 * Keys and signatures: one implementation for each algorithm, with the edge cases that verifiers disagree about refused,
 * so that two nodes on two releases decide alike. Nothing here is stored; a key file survives a crash because its owner
 * wrote it before using the key. Depends on the JDK and BouncyCastle only.
 */
@NullMarked
package org.tallystick.ledger.crypto;

import org.jspecify.annotations.NullMarked;
