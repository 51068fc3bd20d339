/**
 * EPCIS queries over HTTP: events found by the query language, page by page.
 *
 * <p>Reads what the projections filled and writes nothing. Depends on {@code access}, {@code door}, {@code epcis} and
 * {@code problem}; on provenance for what a query means.
 */
@NullMarked
package org.tallystick.api.query;

import org.jspecify.annotations.NullMarked;
