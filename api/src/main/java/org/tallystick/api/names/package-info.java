/**
 * What the people of this company call places and products: rows of their own, neither on the log nor made from it, each
 * change one transaction. Depends on {@code provenance.identifier} for what a GLN and a GTIN are.
 */
@NullMarked
package org.tallystick.api.names;

import org.jspecify.annotations.NullMarked;
