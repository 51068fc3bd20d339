package org.tallystick.api.command;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.tallystick.ledger.note.VerifierKey;

/** A home restored without a checkpoint to show: its first log is archived, as number 1. */
public final class RestoredNode implements QuarkusTestResourceLifecycleManager {
    static final int CAPTURES = 5;

    /** Of the log that was lost: its key, and the evidence of its entry 3 as it was before the loss. */
    static VerifierKey lostKey;

    static byte[] evidence;
    static String administrator;

    private TestHome found;

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "restored-");
            Path backup = folder.resolve("backup");
            try (TestHome lost = TestHome.at(folder.resolve("lost")).enter().filled(CAPTURES)) {
                lostKey = HomeFiles.logVerifierKey(lost.home());
                evidence = TestEvidence.of(
                        lost.database().dataSource(),
                        lostKey,
                        Optional.of(lost.home().checkpoint()),
                        3,
                        0);
                TestHome.run(
                        new Backup(Clock.systemUTC()),
                        backup.toString(),
                        "--home",
                        lost.home().toString());
            }
            found = TestHome.at(folder.resolve("found"));
            found.execute("drop schema ledger cascade");
            found.enter();
            TestHome.Result restored = TestHome.run(
                    new Restore(Clock.systemUTC()),
                    backup.toString(),
                    "--home",
                    found.home().toString());
            if (restored.exitCode() != 0) {
                throw new IllegalStateException(restored.toString());
            }
            TestHome.run(
                    new Keys(Clock.systemUTC()),
                    "administrator",
                    "--home",
                    found.home().toString());
            administrator = Files.readString(found.home().adminKey()).strip();
            TestHome.leave();
            return Map.of(
                    "tallystick.home",
                    found.home().toString(),
                    "quarkus.datasource.jdbc.url",
                    found.database().jdbcUrl(),
                    "quarkus.datasource.username",
                    found.database().user(),
                    "quarkus.datasource.password",
                    found.database().password());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        found.close();
    }
}
