/**
 * From a piece of an identifier to the identifiers that events name. Reads what the event projection wrote and keeps
 * nothing, so there is nothing that a crash could take. Depends on {@code identifier} and {@code java.sql}.
 */
@NullMarked
package org.tallystick.provenance.search;

import org.jspecify.annotations.NullMarked;
