/**
 * The EPCIS read model: what records say, in PostgreSQL, and the EPCIS query language over it.
 *
 * <p>{@link org.tallystick.provenance.query.EventProjection} tails the journal into the tables of {@code
 * V020__events.sql}; {@link org.tallystick.provenance.query.EventQuery} is a query as EPCIS parameters put it, {@link
 * org.tallystick.provenance.query.EventQueries} answers it in pages, and {@link
 * org.tallystick.provenance.query.QueryDocument} writes the answer as an EPCISQueryDocument.
 *
 * <p>The rows and the projection's position are one transaction, so after a crash it goes on where it was; all of it can be
 * built anew from the journal. The records themselves stay in the journal, and answers are made of their bytes. Depends on
 * the journal of the ledger, on {@code epcis} and {@code identifier}; knows no HTTP and no framework.
 */
@NullMarked
package org.tallystick.provenance.query;

import org.jspecify.annotations.NullMarked;
