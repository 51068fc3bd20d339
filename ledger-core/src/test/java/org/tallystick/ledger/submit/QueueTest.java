package org.tallystick.ledger.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.statement.Cti;

class QueueTest {
    /** Two of them fit into the queue, and three do not. */
    private static final byte[] LARGE = new byte[(int) (Queue.MAX_QUEUED_BYTES / 5 * 2)];

    private static final byte[] SMALL = {1};

    private final Queue queue = new Queue();

    private static Pending pending(byte[] record) {
        return Pending.of(
                new Submission.Records(
                        List.of(new Submission.NewRecord(record, "a", Submission.NameRule.SHARED)),
                        Optional.empty(),
                        Optional.empty()),
                Cti.of(new byte[Cti.LENGTH_BYTES]),
                Instant.EPOCH);
    }

    private List<Pending> take() {
        List<Pending> batch = new ArrayList<>();
        queue.takeBatch(batch);
        return batch;
    }

    @Test
    void held_countLikeThoseQueued_andOnceHoweverOftenTheyAreLookedAt() {
        Pending held = pending(LARGE);
        queue.add(held);
        for (int look = 0; look < 3; look++) {
            assertThat(take()).containsExactly(held);
            queue.hold(held);
            assertThat(queue.lookAgain()).isTrue();
        }
        queue.add(pending(LARGE));

        assertThat(queue.hasRoomFor(pending(LARGE))).isFalse();
        assertThat(queue.hasRoomFor(pending(SMALL))).isTrue();
        assertThat(take()).containsExactly(held);
        assertThat(queue.hasRoomFor(pending(LARGE))).isTrue();
    }

    @Test
    void lookAgain_putsThoseHeldBeforeTheOthers_inTheirOrder() {
        List<Pending> held = List.of(pending(SMALL), pending(SMALL));
        held.forEach(queue::add);
        take().forEach(queue::hold);
        Pending later = pending(SMALL);
        queue.add(later);

        assertThat(queue.lookAgain()).isTrue();

        assertThat(take()).containsExactly(held.getFirst(), held.getLast(), later);
        assertThat(queue.lookAgain()).isFalse();
    }

    @Test
    void room_forTheLastSubmissionThatMayWait_andNoneForOneMore() {
        Pending one = pending(SMALL);
        for (int i = 0; i < Queue.MAX_QUEUED; i++) {
            assertThat(queue.hasRoomFor(one)).isTrue();
            queue.add(one);
        }
        assertThat(queue.hasRoomFor(one)).isFalse();
        assertThat(queue.removeAll()).hasSize(Queue.MAX_QUEUED);
        assertThat(queue.hasRoomFor(pending(LARGE))).isTrue();
    }
}
