package org.tallystick.api.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tallystick.api.network.Membership;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.work.Worker;

/**
 * Asks the other members' nodes for their checkpoint while this node's newest one lacks a quorum's cosignatures.
 *
 * <p>They come with the votes for the next block, and again in the block after it; but a node that was away when an idle
 * chain made its last blocks gets neither. What is asked for is public, and its lines verify or are nothing, so nobody has to
 * be trusted with the answer.
 */
final class OthersCheckpoints implements AutoCloseable {
    /** In an ordinary block's time the votes bring them. */
    private static final Duration EVERY = Duration.ofSeconds(3);

    private static final Duration CONNECT_MAX = Duration.ofSeconds(3);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    /** A line of each of a hundred members has 15 KB; with ML-DSA-44 340 KB. */
    private static final int ANSWER_BYTES_MAX = 512 * 1024;

    private static final System.Logger LOGGER = System.getLogger(OthersCheckpoints.class.getName());

    private final Ledger ledger;
    private final List<URI> others;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_MAX).build();
    private final Worker worker = new Worker("tallystick-checkpoints", "asking for cosignatures", this::round);
    private final CountDownLatch closing = new CountDownLatch(1);

    /** The checkpoint that lacked them a round ago: one that is a moment old is not asked for. */
    private Checkpoint lacking;

    OthersCheckpoints(Ledger ledger, Membership membership) {
        this.ledger = ledger;
        this.lacking = ledger.view().checkpoint();
        this.others = membership.network().members().stream()
                .filter(member -> !member.equals(membership.member()))
                .map(member -> URI.create(member.api() + "/log/checkpoint"))
                .toList();
    }

    void start() {
        worker.start();
    }

    private boolean round() throws InterruptedException {
        if (closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        Checkpoint newest = ledger.checkpoint().checkpoint();
        if (newest.equals(lacking)) {
            for (URI other : others) {
                if (closing.getCount() == 0 || isCosigned()) {
                    break;
                }
                ask(other);
            }
        }
        lacking = newest;
        return true;
    }

    private boolean isCosigned() {
        return ledger.cosignedCheckpoint()
                .filter(cosigned ->
                        cosigned.checkpoint().equals(ledger.checkpoint().checkpoint()))
                .isPresent();
    }

    private void ask(URI other) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(other).timeout(ANSWER_MAX).build();
        try {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                byte[] note = body.readNBytes(ANSWER_BYTES_MAX);
                if (answer.statusCode() == 200) {
                    ledger.cosignedElsewhere(note);
                }
            }
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.DEBUG, other + " gives no checkpoint: " + e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        http.shutdownNow();
        worker.close();
    }
}
