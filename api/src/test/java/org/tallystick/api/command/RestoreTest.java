package org.tallystick.api.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.keys.AdministratorKey;
import org.tallystick.api.node.Node;
import org.tallystick.home.Home;
import org.tallystick.identity.organisation.Organisation;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.statement.GovernancePayload;
import org.tallystick.ledger.submit.Decision;

/** A node backed up, lost, and restored. */
class RestoreTest {
    private static final int CAPTURES = 30;

    @TempDir
    Path folder;

    private TestHome lost;
    private TestHome found;
    private Path backup;

    @BeforeEach
    void begin() throws Exception {
        lost = TestHome.at(folder.resolve("lost"));
        found = TestHome.at(folder.resolve("found"));
        found.execute("drop schema ledger cascade");
        backup = folder.resolve("backup.zip");
        lost.enter();
    }

    @AfterEach
    void end() {
        lost.close();
        found.close();
    }

    private void fillAndBackUp() throws Exception {
        lost.filled(CAPTURES);
        AdministratorKey.makeFirst(
                lost.database().dataSource(),
                lost.home(),
                new SecureRandom(),
                Clock.systemUTC().instant());
        backUp();
    }

    private void backUp() throws Exception {
        TestHome.Result written = TestHome.run(
                new Backup(Clock.systemUTC()),
                backup.toString(),
                "--home",
                lost.home().toString());
        assertThat(written.exitCode()).as("%s", written).isZero();
        assertThat(written.err()).contains("private keys");
    }

    private TestHome.Result restore(String... more) throws Exception {
        found.enter();
        List<String> words = new ArrayList<>(
                List.of(backup.toString(), "--home", found.home().toString()));
        words.addAll(List.of(more));
        return TestHome.run(new Restore(Clock.systemUTC()), words.toArray(String[]::new));
    }

    private VerifierKey lostKey() throws IOException {
        return HomeFiles.logVerifierKey(lost.home());
    }

    private Map<Long, byte[]> evidence() throws Exception {
        Map<Long, byte[]> evidence = new java.util.TreeMap<>();
        for (long index = 2; index < 2 + CAPTURES; index++) {
            evidence.put(
                    index,
                    TestEvidence.of(
                            lost.database().dataSource(),
                            lostKey(),
                            Optional.of(lost.home().checkpoint()),
                            index,
                            0));
        }
        return evidence;
    }

    @Test
    void backup_ofANetworksMember_holdsNothingOfCometBft() throws Exception {
        lost.filled(1);
        Path home = lost.home().folder();
        write(home.resolve("cometbft/config/priv_validator_key.json"));
        write(home.resolve("cometbft/data/priv_validator_state.json"));
        write(home.resolve("cometbft/data/blockstore.db/000001.log"));
        write(home.resolve("keys/priv_validator_state.json"));
        write(home.resolve("priv_validator_state.json"));
        write(home.resolve("keys/cometbft.note"));
        write(home.resolve("member.json"));

        backUp();

        try (BackupReader reader = BackupReader.open(backup)) {
            assertThat(reader.manifest().files())
                    .extracting(BackupManifest.FilePart::name)
                    .contains("keys/log.key", "keys/cometbft.note", "member.json")
                    .noneMatch(name -> name.startsWith("cometbft/"))
                    .noneMatch(name -> name.contains("priv_validator"));
        }
    }

    private static void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{}\n");
    }

    // ---- the same log

    @Test
    void restore_withTheNewestCheckpoint_goesOnUnderTheSameKey() throws Exception {
        fillAndBackUp();
        Map<String, String> rows = lost.digests();
        Map<Long, byte[]> proofs = evidence();
        String last = lost.home().checkpoint().toString();

        TestHome.Result restored = restore("--last", last);

        assertThat(restored.exitCode()).as("%s", restored).isZero();
        assertThat(restored.out()).contains("goes on as " + lostKey().name() + " at size 32");
        assertThat(found.digests()).isEqualTo(rows);
        assertThat(Files.readAllBytes(found.home().logKey()))
                .isEqualTo(Files.readAllBytes(lost.home().logKey()));
        assertThat(Files.readString(found.home().adminKey()))
                .isEqualTo(Files.readString(lost.home().adminKey()));
        for (Map.Entry<Long, byte[]> proof : proofs.entrySet()) {
            assertThat(TestEvidence.of(
                            found.database().dataSource(),
                            lostKey(),
                            Optional.of(found.home().checkpoint()),
                            proof.getKey(),
                            0))
                    .isEqualTo(proof.getValue());
        }
        try (Home.Lock lock = found.home().lock();
                Node node = found.open()) {
            assertThat(node.ledger().checkpoint().note()).isEqualTo(Files.readString(Path.of(last)));
            List<Decision.Registered> next = TestHome.capture(node, CAPTURES, 2);
            assertThat(next.getLast().index()).isEqualTo(33);
        }
        assertThat(TestHome.run(new Check(), "--home", found.home().toString()).exitCode())
                .isZero();
    }

    @Test
    void restore_lostHomesOwnCheckpointInTheFolder_countsLikeLast() throws Exception {
        fillAndBackUp();
        Files.createDirectories(found.home().folder());
        Files.copy(lost.home().checkpoint(), found.home().checkpoint());

        TestHome.Result restored = restore();

        assertThat(restored.out())
                .as("%s", restored)
                .contains("goes on as " + lostKey().name());
    }

    @Test
    void restore_lastFromAUrl_isAsked() throws Exception {
        fillAndBackUp();
        byte[] note = Files.readAllBytes(lost.home().checkpoint());
        HttpServer witness = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        witness.createContext("/log/checkpoint", exchange -> {
            exchange.sendResponseHeaders(200, note.length);
            exchange.getResponseBody().write(note);
            exchange.close();
        });
        witness.start();
        try {
            String url = "http://127.0.0.1:" + witness.getAddress().getPort() + "/log/checkpoint";
            assertThat(restore("--last", url).out())
                    .contains("goes on as " + lostKey().name());
        } finally {
            witness.stop(0);
        }
    }

    @Test
    void backup_underLoad_isOneMoment() throws Exception {
        lost.filled(5);
        AtomicBoolean stop = new AtomicBoolean();
        Checkpoint backedUp;
        try (Home.Lock lock = lost.home().lock();
                Node node = lost.open()) {
            Thread load = Thread.ofPlatform().start(() -> {
                for (int i = 1_000; !stop.get(); i += 20) {
                    try {
                        TestHome.capture(node, i, 20);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            backUp();
            stop.set(true);
            load.join();
            try (BackupReader reader = BackupReader.open(backup)) {
                backedUp = reader.manifest().checkpoint();
                assertThat(reader.file(Home.CHECKPOINT))
                        .as("the note of just that moment")
                        .isPresent();
                Files.write(folder.resolve("last"), reader.file(Home.CHECKPOINT).orElseThrow());
            }
            assertThat(backedUp.size()).isLessThanOrEqualTo(node.ledger().view().size());
        }

        TestHome.Result restored = restore("--last", folder.resolve("last").toString());

        assertThat(restored.exitCode()).as("%s", restored).isZero();
        assertThat(restored.out()).contains("at size %,d".formatted(backedUp.size()));
    }

    // ---- a new log

    @Test
    void restore_withoutACheckpoint_beginsANewLogThatNamesTheOld() throws Exception {
        fillAndBackUp();
        VerifierKey oldKey = lostKey();
        Map<Long, byte[]> proofs = evidence();
        String oldDid;
        try (Home.Lock lock = lost.home().lock();
                Node node = lost.open()) {
            oldDid = node.organisation().log().latest().did().toString();
        }

        TestHome.Result restored = restore();

        assertThat(restored.exitCode()).as("%s", restored).isZero();
        assertThat(restored.out()).contains("goes on as the new log", oldKey.name() + " is archived at size 32");
        VerifierKey newKey = HomeFiles.logVerifierKey(found.home());
        assertThat(newKey.name()).isNotEqualTo(oldKey.name());
        assertThat(newKey.key()).isNotEqualTo(oldKey.key());
        requireNoOldKey(oldKey);

        try (Home.Lock lock = found.home().lock();
                Node node = found.open()) {
            GovernancePayload.Genesis genesis = (GovernancePayload.Genesis) GovernancePayload.parse(
                    node.ledger().journal().entry(1).orElseThrow().statement().payload());
            assertThat(genesis.previousCheckpoint())
                    .contains(Files.readString(lost.home().checkpoint()));
            assertThat(node.organisation().log().latest().did().toString()).isEqualTo(oldDid);
            assertThat(node.ledger().view().size()).isEqualTo(2 + CAPTURES);
            TestHome.capture(node, CAPTURES, 1);
        }
        // Everything proven before is proven after: byte for byte, from the archive; and anew, under the new log.
        for (Map.Entry<Long, byte[]> proof : proofs.entrySet()) {
            byte[] again = TestEvidence.of(archive(), oldKey, Optional.empty(), proof.getKey(), 0);
            assertThat(again).isEqualTo(proof.getValue());
            TestEvidence.requireProven(again, oldKey);
            TestEvidence.requireProven(
                    TestEvidence.of(
                            found.database().dataSource(),
                            newKey,
                            Optional.of(found.home().checkpoint()),
                            proof.getKey(),
                            0),
                    newKey);
        }
        assertThat(TestHome.run(new Check(), "--home", found.home().toString()).exitCode())
                .isZero();
        assertThat(found.digests().get("event")).startsWith((CAPTURES + 1) + " ");
        assertThat(found.digests().get("api_key")).isEqualTo(lost.digests().get("api_key"));
    }

    @Test
    void restore_backupBehindTheCheckpoint_beginsANewLogThatNamesTheCheckpoint() throws Exception {
        fillAndBackUp();
        try (Home.Lock lock = lost.home().lock();
                Node node = lost.open()) {
            TestHome.capture(node, CAPTURES, 3);
        }
        String last = Files.readString(lost.home().checkpoint());

        TestHome.Result restored = restore("--last", lost.home().checkpoint().toString());

        assertThat(restored.exitCode()).as("%s", restored).isZero();
        assertThat(restored.out()).contains("new log", "it was signed up to size 35");
        try (Home.Lock lock = found.home().lock();
                Node node = found.open()) {
            GovernancePayload.Genesis genesis = (GovernancePayload.Genesis) GovernancePayload.parse(
                    node.ledger().journal().entry(1).orElseThrow().statement().payload());
            assertThat(genesis.previousCheckpoint()).contains(last);
        }
    }

    @Test
    void restore_checkpointOlderThanTheBackup_isNotTheNewest() throws Exception {
        lost.filled(3);
        Path older = Files.copy(lost.home().checkpoint(), folder.resolve("older"));
        try (Home.Lock lock = lost.home().lock();
                Node node = lost.open()) {
            TestHome.capture(node, 3, CAPTURES - 3);
        }
        backUp();

        TestHome.Result restored = restore("--last", older.toString());

        assertThat(restored.out()).as("%s", restored).contains("new log", "is older than the backup");
    }

    @Test
    void restore_ofANewLogBackedUpAgain_keepsItsArchive() throws Exception {
        fillAndBackUp();
        Map<Long, byte[]> proofs = evidence();
        VerifierKey oldKey = lostKey();
        restore();
        TestHome first = found;
        Path second = folder.resolve("second.zip");
        assertThat(TestHome.run(
                                new Backup(Clock.systemUTC()),
                                second.toString(),
                                "--home",
                                first.home().toString())
                        .exitCode())
                .isZero();

        try (TestHome again = TestHome.at(folder.resolve("again"))) {
            again.execute("drop schema ledger cascade");
            again.enter();
            TestHome.Result restored = TestHome.run(
                    new Restore(Clock.systemUTC()),
                    second.toString(),
                    "--home",
                    again.home().toString(),
                    "--last",
                    first.home().checkpoint().toString());
            assertThat(restored.out()).as("%s", restored).contains("goes on as");
            TestHome was = found;
            found = again;
            assertThat(TestEvidence.of(archive(), oldKey, Optional.empty(), 7, 0))
                    .isEqualTo(proofs.get(7L));
            found = was;
        }
    }

    @Test
    void restore_afterARotation_theOrganisationGoesOnWithItsKeys() throws Exception {
        lost.filled(3);
        try (Home.Lock lock = lost.home().lock();
                Node node = lost.open()) {
            assertThat(node.organisation().rotate(Organisation.Haste.ORDINARY))
                    .isInstanceOf(Organisation.Change.Made.class);
            TestHome.capture(node, 3, 3);
        }
        backUp();

        TestHome.Result restored = restore();

        assertThat(restored.exitCode()).as("%s", restored).isZero();
        try (Home.Lock lock = found.home().lock();
                Node node = found.open()) {
            assertThat(node.organisation().log().versions()).hasSize(2);
            TestHome.capture(node, 6, 1);
            assertThat(node.organisation().rotate(Organisation.Haste.EMERGENCY))
                    .isInstanceOf(Organisation.Change.Made.class);
        }
    }

    /** The old log's tables in the restored home. */
    private javax.sql.DataSource archive() {
        var source = (org.postgresql.ds.PGSimpleDataSource) found.database().dataSource();
        source.setCurrentSchema("ledger_archive_1");
        return source;
    }

    private void requireNoOldKey(VerifierKey oldKey) throws IOException {
        String secret = Files.readAllLines(lost.home().logKey()).get(2);
        assertThat(secret).as("the line of the PEM with the key").hasSizeGreaterThan(40);
        try (Stream<Path> files = Files.walk(found.home().folder())) {
            assertThat(files.filter(Files::isRegularFile))
                    .as("no file of the new home holds the old log key")
                    .noneMatch(file -> read(file).contains(secret));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void restore_intoTheEmbeddedDatabase_isAHomeThatStarts() throws Exception {
        fillAndBackUp();
        Path home = folder.resolve("own");
        TestHome.leave();

        TestHome.Result restored = TestHome.run(
                new Restore(Clock.systemUTC()),
                backup.toString(),
                "--home",
                home.toString(),
                "--last",
                lost.home().checkpoint().toString());

        assertThat(restored.exitCode()).as("%s", restored).isZero();
        TestHome.Result checked = TestHome.run(new Check(), "--home", home.toString());
        assertThat(checked.exitCode()).as("%s", checked).isZero();
        assertThat(checked.out()).contains("30 records (0 absent)");
    }

    // ---- refusals

    @Test
    void restore_forgedCheckpoint_isRefusedAndLeavesNothing() throws Exception {
        fillAndBackUp();
        String note = Files.readString(lost.home().checkpoint());
        Path forged = Files.writeString(folder.resolve("forged"), note.replaceFirst("\n32\n", "\n33\n"));
        SignedNote.parse(Files.readString(forged)); // well-formed: the signature alone is wrong

        assertThatThrownBy(() -> restore("--last", forged.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no checkpoint that " + lostKey().name() + " signed");
        requireNothingRestored();
    }

    @Test
    void restore_checkpointOfAnotherLog_isRefused() throws Exception {
        fillAndBackUp();
        try (TestHome other = TestHome.at(folder.resolve("other")).enter().filled(1)) {
            assertThatThrownBy(() -> restore("--last", other.home().checkpoint().toString()))
                    .hasMessageContaining("is no checkpoint that " + lostKey().name() + " signed");
        }
        requireNothingRestored();
    }

    @Test
    void restore_nonEmptyHomeOrDatabase_isRefused() throws Exception {
        fillAndBackUp();
        Files.createDirectories(found.home().folder());
        Files.writeString(found.home().folder().resolve("admin.key"), "x");
        TestHome.Result overHome = restore();
        assertThat(overHome.exitCode()).isEqualTo(2);
        assertThat(overHome.err()).contains("is not empty (admin.key)");

        Files.delete(found.home().folder().resolve("admin.key"));
        found.execute("create schema ledger");
        assertThatThrownBy(this::restore).hasMessageContaining("has a schema ledger already");
    }

    @Test
    void restore_damagedBackup_isRefusedWhereverTheDamageIs() throws Exception {
        fillAndBackUp();
        byte[] whole = Files.readAllBytes(backup);
        for (int i = 0; i < 40; i++) {
            byte[] damaged = whole.clone();
            damaged[(int) ((long) whole.length * i / 40) + i % 7] ^= 0x10;
            Files.write(backup, damaged);
            try (BackupReader reader = BackupReader.open(backup)) {
                // A bit of a zip that means nothing, such as a time: what it holds is what was written.
                assertThat(reader.manifest().checkpoint().size()).isEqualTo(32);
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("backup");
            }
        }
        Files.write(backup, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(this::restore).isInstanceOf(DamagedBackupException.class);
        requireNothingRestored();
    }

    private void requireNothingRestored() throws Exception {
        assertThat(found.home().folder()).doesNotExist();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.contains("restoring"));
        }
        found.enter();
        found.execute("create schema ledger; drop schema ledger"); // it was not there
    }

    @Test
    void backup_ofAHomeBehindLinks_isWhole() throws Exception {
        lost.filled(CAPTURES);
        Path keys = folder.resolve("keys elsewhere");
        Files.move(lost.home().keys(), keys);
        Files.createSymbolicLink(lost.home().keys(), keys);
        Path link = Files.createSymbolicLink(folder.resolve("link"), lost.home().folder());

        TestHome.Result written =
                TestHome.run(new Backup(Clock.systemUTC()), backup.toString(), "--home", link.toString());

        assertThat(written.exitCode()).as("%s", written).isZero();
        TestHome.Result restored = restore("--last", lost.home().checkpoint().toString());
        assertThat(restored.exitCode()).as("%s", restored).isZero();
        assertThat(restored.out()).contains("goes on as " + lostKey().name());
        for (String name : List.of("log.key", "event-id.secret")) {
            assertThat(found.home().keys().resolve(name)).hasSameBinaryContentAs(keys.resolve(name));
        }
    }

    @Test
    void backup_withoutAKeyThatARestoreNeeds_isRefused() throws Exception {
        lost.filled(CAPTURES);
        Files.delete(lost.home().eventIdSecret());

        assertThatThrownBy(this::backUp)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("event-id.secret is not there");

        assertThat(backup).doesNotExist();
    }

    @Test
    void backup_file_isTheOwnersAlone_andNeverReplacesOne() throws Exception {
        fillAndBackUp();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-------");
        assertThatThrownBy(this::backUp).hasMessageContaining("exists; a backup replaces nothing");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.endsWith(".unfinished"));
        }
        TestHome.Result inside = TestHome.run(
                new Backup(Clock.systemUTC()),
                lost.home().folder().resolve("b").toString(),
                "--home",
                lost.home().toString());
        assertThat(inside.exitCode()).isEqualTo(2);
        assertThat(inside.err()).contains("lies in the home itself");
    }
}
