/**
 * The signed statement, which is the log's entry, and the payloads that ledger-core itself understands: COSE_Sign1 in
 * deterministic CBOR, and the value types of its header. Formats and arithmetic only, no clock, disk, network or random,
 * so nothing survives a crash here. May depend on {@code cbor}, {@code crypto} and {@code log}.
 */
@NullMarked
package org.tallystick.ledger.statement;

import org.jspecify.annotations.NullMarked;
