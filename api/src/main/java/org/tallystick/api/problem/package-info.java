/**
 * What a caller is told when a request is not carried out: RFC 9457 problem details, everywhere and in one form.
 *
 * <p>Nothing here survives a crash or needs to. Depends on Jackson's writer alone.
 */
@NullMarked
package org.tallystick.api.problem;

import org.jspecify.annotations.NullMarked;
