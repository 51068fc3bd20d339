package org.tallystick.api.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} under load, of the node and of its PostgreSQL, at moments that a seed chooses.
 *
 * <p>Rounds follow each other on one home: what was promised before the first kill is still asked for after the last.
 */
class KillIT {
    private static final int ROUNDS = 5;
    private static final int CAMPAIGN_ROUNDS = 200;

    /** Long enough for a block to be under way at any of its stages, and for the first to be long over. */
    private static final int LOAD_MILLIS_MIN = 200;

    private static final int LOAD_MILLIS_MAX = 2_000;

    @TempDir
    Path folder;

    private enum Victim {
        NODE,
        /** One process of the server: it takes the others down, recovers, and the node goes on. */
        BACKENDS,
        /** The server as a whole: the node lives, refuses, and starts it again. */
        POSTMASTER,
        NODE_AND_POSTMASTER
    }

    @Test
    void killed_fiveTimes_keepsEveryPromise() throws Exception {
        rounds(ROUNDS, 20_260_301);
    }

    @Test
    @Tag("campaign")
    void killed_twoHundredTimes_keepsEveryPromise() throws Exception {
        rounds(CAMPAIGN_ROUNDS, Long.getLong("tallystick.seed", System.nanoTime()));
    }

    private void rounds(int rounds, long seed) throws Exception {
        RandomGenerator random = Traffic.random(seed);
        Traffic traffic = new Traffic();
        Path home = folder.resolve("home");
        NodeProcess node = NodeProcess.start(home);
        try {
            for (int round = 0; round < rounds; round++) {
                Victim victim = Victim.values()[round % Victim.values().length];
                String what = "seed " + seed + ", round " + round + ", " + victim;
                System.err.println(what);
                traffic.begin(node, seed + round);
                node = round(node, victim, traffic, random);
                try (Client client = new Client(node)) {
                    traffic.retry(client);
                    traffic.demandKept(client);
                } catch (AssertionError e) {
                    throw new AssertionError(what, e);
                }
                NodeProcess.Ended check = NodeProcess.check(home);
                assertThat(check.exitCode()).as(what + check).isZero();
            }
            assertThat(traffic.acknowledged()).isGreaterThan(rounds * 20L);
            assertThat(node.stop()).isIn(0, 143);
        } finally {
            node.close();
        }
    }

    /** @return the node that is to keep the promises */
    private static NodeProcess round(NodeProcess node, Victim victim, Traffic traffic, RandomGenerator random)
            throws Exception {
        Thread.sleep(random.nextInt(LOAD_MILLIS_MIN, LOAD_MILLIS_MAX));
        switch (victim) {
            case NODE -> node.kill();
            case BACKENDS -> {
                for (int kill = 0; kill < 3; kill++) {
                    node.killBackend(random.nextInt(100));
                    Thread.sleep(random.nextInt(LOAD_MILLIS_MIN, LOAD_MILLIS_MAX));
                }
            }
            case POSTMASTER -> {
                node.killPostmaster();
                Thread.sleep(random.nextInt(LOAD_MILLIS_MIN, LOAD_MILLIS_MAX));
            }
            case NODE_AND_POSTMASTER -> {
                node.killPostmaster();
                node.kill();
            }
        }
        traffic.end();
        return switch (victim) {
            case BACKENDS, POSTMASTER -> node;
            case NODE, NODE_AND_POSTMASTER -> NodeProcess.start(node.place(), "start");
        };
    }
}
