/**
 * Making, listing and revoking API keys, and the administrator's key of the first start.
 *
 * <p>A key and its line of the audit trail are one transaction, durable before the answer leaves. Depends on {@code
 * access}, {@code audit}, {@code page} and the home.
 */
@NullMarked
package org.tallystick.api.keys;

import org.jspecify.annotations.NullMarked;
