/**
 * The application: the command line, and what puts the stages of the ledger together behind HTTP.
 *
 * <p>Below it one package per feature; each says what of it survives a crash. {@code problem}, {@code page} and {@code
 * access} know no other; {@code door} lets requests in; the rest answer them.
 */
@NullMarked
package org.tallystick.api;

import org.jspecify.annotations.NullMarked;
