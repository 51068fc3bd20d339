/**
 * Signed notes: text signed by one or more keys, after {@code c2sp.org/signed-note@v1.0.0}, and the cosignatures on
 * checkpoints of {@code c2sp.org/tlog-cosignature}. Formats only: no disk, network, clock or randomness, so nothing here
 * has to survive a crash. Depends on the {@code crypto} package and the JDK only.
 */
@NullMarked
package org.tallystick.ledger.note;

import org.jspecify.annotations.NullMarked;
