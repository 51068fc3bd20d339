/**
 * This node's organisation: its DID, the keys of it, and the statements signed with them.
 *
 * <p>Private keys live in one folder, a file each, and are durable before an entry that names them leaves the process.
 * What a key is for is never stored beside it: the registered DID log says so. So after a crash at any moment the folder
 * and the log agree on whether a rotation happened. Depends on {@code did}, {@code json}, {@code resolve} and on
 * ledger-core's running ledger; no framework.
 */
@NullMarked
package org.tallystick.identity.organisation;

import org.jspecify.annotations.NullMarked;
