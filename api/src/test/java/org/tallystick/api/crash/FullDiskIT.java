package org.tallystick.api.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fills up under load: a file system in memory, in a mount namespace of a process that only waits, so that
 * neither root nor a trace on this machine is needed.
 */
class FullDiskIT {
    /** A new home takes 130 MB; PostgreSQL has room for some segments of its log, and the ballast takes the rest. */
    private static final String SIZE = "300m";

    private static final int LOAD_MILLIS = 2_000;

    @TempDir
    Path folder;

    @Test
    void disk_fills_writesAreAnsweredClearlyAndNothingIsLost() throws Exception {
        Process holder = new ProcessBuilder(
                        "unshare",
                        "-U",
                        "-r",
                        "-m",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o size=" + SIZE + " tmpfs \"$0\" && echo mounted && exec sleep 600",
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        try {
            String said = holder.inputReader().readLine();
            assumeTrue(
                    "mounted".equals(said), () -> "this machine gives no user a mount namespace with a tmpfs: " + said);
            Path seen = Path.of("/proc/" + holder.pid() + "/root" + folder);
            List<String> inside =
                    List.of("nsenter", "-t", Long.toString(holder.pid()), "-U", "-m", "--preserve-credentials", "--");
            fill(new NodeProcess.Place(folder.resolve("home"), seen.resolve("home"), inside), seen.resolve("ballast"));
        } finally {
            holder.destroyForcibly();
        }
    }

    private static void fill(NodeProcess.Place place, Path ballast) throws Exception {
        Traffic traffic = new Traffic();
        NodeProcess node = NodeProcess.start(place, "start");
        try {
            traffic.begin(node, 53_100);
            Thread.sleep(LOAD_MILLIS);
            takeAllSpace(ballast);
            // Fills what PostgreSQL had in hand; clients are told to wait, or the traffic fails.
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (traffic.refused() == 0 && System.nanoTime() < end) {
                Thread.sleep(100);
            }
            assertThat(traffic.refused())
                    .as("writes told to wait on a full disk")
                    .isPositive();
            Thread.sleep(LOAD_MILLIS);
            Files.delete(ballast);
            traffic.end();
            if (!goesOn(node)) {
                // PostgreSQL gave up for want of space for its own log: a start is needed.
                node.stop();
                node = NodeProcess.start(place, "start");
            }
            try (Client client = new Client(node)) {
                traffic.retry(client);
                traffic.demandKept(client);
            }
            NodeProcess.Ended check = NodeProcess.run(place, "check");
            assertThat(check.exitCode()).as(check.toString()).isZero();
            assertThat(node.stop()).isIn(0, 143);
        } finally {
            node.close();
        }
    }

    private static boolean goesOn(NodeProcess node) throws IOException, InterruptedException {
        try (Client client = new Client(node)) {
            for (int i = 0; i < 100; i++) {
                if (client.get("/q/health/ready").statusCode() == 200) {
                    return true;
                }
                Thread.sleep(100);
            }
            return false;
        }
    }

    private static void takeAllSpace(Path ballast) throws IOException {
        byte[] page = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }
}
