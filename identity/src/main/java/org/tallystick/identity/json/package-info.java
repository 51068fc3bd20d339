/**
 * JSON as DID entries need it: a small strict reader, immutable values and one writer, the JSON Canonicalization Scheme
 * (RFC 8785).
 *
 * <p>It is ours because registration depends on it: two members on two releases must decide alike about the same bytes
 * for years, so no library's next release may have a say in what is well-formed. It knows no I/O, and nothing in it
 * outlives a call. It may depend on the JDK alone.
 */
@NullMarked
package org.tallystick.identity.json;

import org.jspecify.annotations.NullMarked;
