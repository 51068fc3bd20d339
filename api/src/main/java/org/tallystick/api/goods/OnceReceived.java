package org.tallystick.api.goods;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.provenance.despatch.Despatches;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.identifier.Identifier;

/**
 * Keeps two people at one dock from confirming the same pallet twice, where they ask for it.
 *
 * <p>A receipt that was recorded is the truth of whoever recorded it, and EPCIS knows no second one that is wrong in itself. So
 * this is no rule of the ledger: it is asked for with the request, and whoever does not ask is not stopped. It holds among the
 * requests of this node, which take turns for one despatch advice from the question to the answer.
 */
@Singleton
public final class OnceReceived {
    /** Papers share a lock now and then; more would be for more docks than a company has. */
    private static final int LOCKS = 64;

    /** Of the things in a problem; the rest is counted. */
    private static final int NAMED_MAX = 20;

    private final Despatches despatches;
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

    OnceReceived(DataSource dataSource) {
        this.despatches = new Despatches(dataSource);
    }

    /**
     * Records a receipt, unless something in it arrived before under the same despatch advice.
     *
     * @param receiving the event that would be recorded
     * @throws org.tallystick.api.problem.ProblemException 409, naming what arrived before
     */
    public <T> T unlessReceived(EventFacts receiving, Supplier<T> record) throws SQLException {
        Optional<Identifier> paper = receiving.bizTransactions().stream()
                .filter(each -> each.type() != null && each.type().key().equals("desadv"))
                .map(EventFacts.BizTransaction::identifier)
                .findFirst();
        if (paper.isEmpty()) {
            return record.get(); // of no shipment that anybody else could be counting
        }
        ReentrantLock lock = locks.get(Math.floorMod(paper.get().key().hashCode(), LOCKS));
        lock.lock();
        try {
            List<Identifier> things = Stream.concat(
                            receiving.epcs().stream().map(EventFacts.Epc::identifier),
                            receiving.quantities().stream()
                                    .filter(each -> each.quantity() != null)
                                    .map(EventFacts.Quantity::epcClass))
                    .toList();
            Set<Identifier> before = despatches.receivedBefore(paper.get(), things, receiving.eventID());
            if (!before.isEmpty()) {
                throw Problem.of(
                                ProblemType.CONFLICT,
                                before.size() + " of these were received before under this despatch advice: "
                                        + before.stream()
                                                .map(Identifier::uri)
                                                .sorted(Comparator.naturalOrder())
                                                .limit(NAMED_MAX)
                                                .collect(Collectors.joining(", "))
                                        + ". Send it without unlessReceived to record it all the same.")
                        .exception();
            }
            return record.get();
        } finally {
            lock.unlock();
        }
    }
}
