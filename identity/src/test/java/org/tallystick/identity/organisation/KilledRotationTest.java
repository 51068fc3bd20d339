package org.tallystick.identity.organisation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidLogForm;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.organisation.OrganisationKeys.NamedKey;
import org.tallystick.identity.organisation.OrganisationKeys.Outcome;

/**
 * A process that does nothing but rotate is killed (SIGKILL) at random moments. After each kill the keys and the log
 * must agree: either the pending entry can be handed in, or nothing is pending, and the signing key is the log's.
 */
class KilledRotationTest {
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final Instant ANY_TIME = Instant.parse("2099-01-01T00:00:00Z");

    @TempDir
    private Path temp;

    @Test
    void kill_atRandomMoments_keysAndLogAgree() throws Exception {
        run(5, 1);
    }

    @Test
    @Tag("campaign")
    void kill_manyTimes_keysAndLogAgree() throws Exception {
        run(200, System.nanoTime());
    }

    private void run(int rounds, long seed) throws Exception {
        var random = new SplittableRandom(seed);
        for (int round = 0; round < rounds; round++) {
            String where = "round " + round + " of seed " + seed;
            Process rotator = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Rotator.class.getName(),
                            temp.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(temp.resolve("rotator.log").toFile())
                    .start();
            long before = size();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (size() == before && rotator.isAlive() && System.nanoTime() < deadline) {
                Thread.sleep(2);
            }
            Thread.sleep(random.nextInt(40));
            assertThat(rotator.isAlive())
                    .as(where + ": " + Files.readString(temp.resolve("rotator.log")))
                    .isTrue();
            rotator.destroyForcibly().waitFor();
            assertAgreement(where);
        }
    }

    private void assertAgreement(String where) throws Exception {
        DidLog log = Rotator.log(temp);
        OrganisationKeys keys = OrganisationKeys.open(temp.resolve("keys"), new SecureRandom());
        Outcome outcome = keys.settle(log);
        NamedKey signing = keys.signingKey();
        assertThat(signing.keyId().versionId())
                .as(where)
                .contains(log.latest().versionId().toString());
        assertThat(log.latest().document().assertionKeys().get(signing.keyId().fragment()))
                .as(where)
                .isEqualTo(org.tallystick.identity.did.Multikey.of(
                        org.tallystick.identity.did.Multikey.Kind.ED25519,
                        signing.key().publicKey().bytes()));
        if (outcome == Outcome.STILL_PENDING) {
            byte[] line = keys.pending().orElseThrow();
            assertThat(keys.entryKey(line).key()).as(where).isNotNull();
            log.append(line, DidLogForm.LEDGER, ANY_TIME);
        } else {
            // three keys of the present, and none that a killed rotation left
            assertThat(keys.held()).as(where).hasSize(3);
        }
    }

    private long size() throws IOException {
        Path log = temp.resolve("did.jsonl");
        return Files.exists(log) ? Files.size(log) : 0;
    }

    /** Rotates for ever; its ledger is a file of whole lines. */
    static final class Rotator {
        private Rotator() {}

        public static void main(String[] args) throws Exception {
            Path home = Path.of(args[0]);
            OrganisationKeys keys = OrganisationKeys.open(home.resolve("keys"), new SecureRandom());
            if (Files.notExists(home.resolve("did.jsonl"))) {
                register(home, keys.create("tallystick.localhost:acme", START).line());
            }
            while (true) {
                Outcome outcome = keys.settle(log(home));
                if (outcome == Outcome.STILL_PENDING) {
                    register(home, keys.pending().orElseThrow());
                } else {
                    DidVersion next = keys.rotate(START);
                    register(home, next.line());
                }
            }
        }

        /** The registered part: a line that a kill cut short never was. */
        static DidLog log(Path home) throws Exception {
            byte[] bytes = Files.readAllBytes(home.resolve("did.jsonl"));
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            return DidLog.read(java.util.Arrays.copyOf(bytes, end), DidLogForm.LEDGER, ANY_TIME);
        }

        private static void register(Path home, byte[] line) throws IOException {
            Path file = home.resolve("did.jsonl");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
                byte[] bytes = Files.readAllBytes(file);
                int end = bytes.length;
                while (end > 0 && bytes[end - 1] != '\n') {
                    end--;
                }
                channel.truncate(end).position(end);
                ByteBuffer whole = ByteBuffer.allocate(line.length + 1)
                        .put(line)
                        .put((byte) '\n')
                        .flip();
                while (whole.hasRemaining()) {
                    channel.write(whole);
                }
                channel.force(true);
            }
        }
    }

    @Test
    void log_cutShort_isItsWholeLines() throws Exception {
        OrganisationKeys keys = OrganisationKeys.open(temp.resolve("keys"), new SecureRandom());
        byte[] line = keys.create("tallystick.localhost:acme", START).line();
        Rotator.register(temp, line);
        Files.write(temp.resolve("did.jsonl"), new byte[] {'{'}, StandardOpenOption.APPEND);
        assertThat(Rotator.log(temp).versions()).hasSize(1);
        assertThat(List.of(keys.settle(Rotator.log(temp)))).containsExactly(Outcome.REGISTERED);
    }
}
