/**
 * A whole ledger under a seeded scheduler: an engine that stores first and decides later, in any order, and a database
 * that dies between any two stages. The seed is in the test's name and in each failure; run one again with {@code
 * -Dtallystick.sim.seed=N}.
 */
package org.tallystick.ledger.sim;
