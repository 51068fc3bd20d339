/**
 * The log as others read it: C2SP tlog-tiles below {@code /log/}, and the policies and keys to judge its checkpoints by.
 * Static, cacheable resources; a folder of the same files is a mirror.
 *
 * <p>Nothing here survives a crash or needs to: all of it is what the ledger has committed and signed. Depends on
 * {@code node}, {@code access}, {@code problem}, {@code representation}.
 */
@NullMarked
package org.tallystick.api.log;

import org.jspecify.annotations.NullMarked;
