/**
 * What evidence needs of a DID: its key history, judged from the bytes of a {@code did.jsonl} alone.
 *
 * <p>The offline verifier uses it, so it depends on {@code did} and on ledger-core's {@code prove}, {@code statement} and
 * {@code crypto} alone. Nothing is kept.
 */
@NullMarked
package org.tallystick.identity.evidence;

import org.jspecify.annotations.NullMarked;
