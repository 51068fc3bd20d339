package org.tallystick.ledger.execute;

import java.util.Map;
import java.util.OptionalLong;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.StatementId;

/**
 * What the journal already holds of the statements in a block: both deduplication sets, narrowed to the block. They
 * are derived from the entries alone, so every member that has the entries has the same answer.
 *
 * @param statements the index of each statement id of the block that is registered
 * @param jobs the index of each (issuer, cti) of the block that is registered
 */
public record Known(Map<StatementId, Long> statements, Map<Job, Long> jobs) {
    /** Of one (iss, cti) at most one statement is registered. */
    public record Job(Issuer issuer, Cti cti) {
        public Job {
            issuer = issuer.lasting();
        }
    }

    public static final Known NOTHING = new Known(Map.of(), Map.of());

    public Known {
        statements = Map.copyOf(statements);
        jobs = Map.copyOf(jobs);
    }

    OptionalLong statement(StatementId id) {
        Long index = statements.get(id);
        return index == null ? OptionalLong.empty() : OptionalLong.of(index);
    }

    OptionalLong job(Job job) {
        Long index = jobs.get(job);
        return index == null ? OptionalLong.empty() : OptionalLong.of(index);
    }
}
