/**
 * People's own accounts: invited by an administrator with a one-time link, signed in by name and password.
 *
 * <p>A person is a row ({@code V100__people.sql}), changed in one transaction with its line of the audit trail; that of the
 * row which a request needs is in memory ({@link org.tallystick.api.access.People}). What proves who somebody is, is stored
 * as hashes only: of a link SHA-256, since nobody guesses 256 random bits, of a password Argon2id, since people choose it.
 * What is counted against guessing is in memory; a restart forgets it. The session that follows is the one of
 * {@code session}, whatever it was begun with. Depends on {@code access}, {@code audit}, {@code form}, {@code session} and
 * {@code door}, and on BouncyCastle for Argon2.
 */
@NullMarked
package org.tallystick.api.account;

import org.jspecify.annotations.NullMarked;
