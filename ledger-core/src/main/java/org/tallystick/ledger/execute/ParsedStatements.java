package org.tallystick.ledger.execute;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * Remembers the statements that were parsed lately: admission, proposal, acceptance and execution are each given bytes, as
 * an engine gives them, and would parse and hash the same ones each time.
 *
 * <p>Parsing is a function of the bytes and a statement cannot change, so this changes no decision. A slot that another
 * statement overwrote costs one more parsing. Lock-free.
 */
final class ParsedStatements {
    /** A block and those that wait for the next ones; at some 700 bytes each, 3 MB. */
    private static final int SLOTS = 1 << 12;

    /** @param bytes its own, compared without a copy */
    private record Parsed(byte[] bytes, SignedStatement statement) {}

    private final AtomicReferenceArray<@Nullable Parsed> slots = new AtomicReferenceArray<>(SLOTS);

    SignedStatement parse(byte[] bytes) throws MalformedStatementException {
        int slot = slot(bytes);
        Parsed known = slots.get(slot);
        if (known != null && Arrays.equals(known.bytes, bytes)) {
            return known.statement;
        }
        SignedStatement statement = SignedStatement.parse(bytes);
        slots.set(slot, new Parsed(statement.bytes(), statement));
        return statement;
    }

    private static int slot(byte[] bytes) {
        int hash = Arrays.hashCode(bytes);
        return (hash ^ hash >>> 16) & (SLOTS - 1);
    }
}
