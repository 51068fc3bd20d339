package org.tallystick.ledger.execute;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * What executing a block came to. Nothing of it is stored yet: the commit stage writes it in one transaction.
 *
 * @param block the block
 * @param decisions one for each statement of the block, in its order
 * @param changes the rows of the state that change, in order
 * @param growth the tree's new tiles and right edge
 * @param after the ledger as it stands once this is committed
 * @param appHash what the members agree on
 */
public record BlockResult(
        DecidedBlock block,
        List<Decision> decisions,
        List<StateChange> changes,
        Frontier.Growth growth,
        LedgerView after,
        Hash appHash) {

    /**
     * @param statement null only where the bytes were none
     */
    public record Decision(@Nullable SignedStatement statement, Outcome outcome) {}

    public BlockResult {
        decisions = List.copyOf(decisions);
        changes = List.copyOf(changes);
    }

    /** The statements that became entries, in the order of their indexes. */
    public List<SignedStatement> entries() {
        return decisions.stream()
                .filter(decision -> decision.outcome() instanceof Outcome.Registered)
                .map(decision -> java.util.Objects.requireNonNull(decision.statement()))
                .toList();
    }
}
