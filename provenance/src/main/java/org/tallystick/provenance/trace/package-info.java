/**
 * Where things came from and what became of them: one call over the read model, in both directions, through packing,
 * transformation and attachment as they were at each time.
 *
 * <p>{@link org.tallystick.provenance.trace.Traces} answers, {@link org.tallystick.provenance.trace.Trace} is an answer.
 * Nothing is stored here; it reads the tables of {@code V020__events.sql}, which the query package keeps. Depends on {@code
 * query} for what the rows mean, and on {@code identifier}.
 */
@NullMarked
package org.tallystick.provenance.trace;

import org.jspecify.annotations.NullMarked;
