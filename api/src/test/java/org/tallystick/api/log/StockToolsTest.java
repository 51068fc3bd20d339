package org.tallystick.api.log;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.node.Node;
import org.tallystick.api.testing.HttpLog;
import org.tallystick.api.testing.TestEvents;
import org.tallystick.api.testing.TestNode;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.EntryBundle;
import org.tallystick.ledger.log.Tile;
import org.tallystick.ledger.testing.StockTool;
import org.tallystick.ledger.testing.StockTool.Result;

/** Programs by others on the running log and on proofs downloaded from it: they accept them, and refuse changed ones. */
@QuarkusTest
@QuarkusTestResource(TestNode.class)
class StockToolsTest {
    /** More than a full tile. */
    private static final long SIZE = 300;

    @Inject
    Node node;

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @TempDir
    Path folder;

    private final HttpLog log = new HttpLog();

    private static StockTool fsck() throws IOException {
        return StockTool.find(
                "fsck",
                "github.com/transparency-dev/tessera/cmd/fsck",
                "go install github.com/transparency-dev/tessera/cmd/fsck@v1.0.4");
    }

    private static StockTool torchwoodVerify() throws IOException {
        return StockTool.find("torchwood-verify", "tallystick.example/torchwood-verify", ".ci/tools");
    }

    private static StockTool sigstoreVerify() throws IOException {
        return StockTool.find("sigstore-verify", "@sigstore/verify", ".ci/tools");
    }

    @BeforeEach
    void grow() {
        TestEvents.growTo(node.ledger(), SIZE);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private Path download(String path) throws IOException {
        return Files.write(
                folder.resolve(path.replace('/', '_').replace('?', '_')),
                given().get(path).then().statusCode(200).extract().asByteArray());
    }

    private Path entry(long index) throws Exception {
        Tile tile = new Tile(Tile.ENTRIES, index / 256, (int) (index % 256) + 1);
        byte[] entry = EntryBundle.parse(log.read(tile), tile.width()).entry(tile.width() - 1);
        return Files.write(folder.resolve("entry-" + index), entry);
    }

    private static Result fsck(String url, Path vkey) throws IOException, InterruptedException {
        return fsck().run("-storage_url", url, "-public_key", vkey, "-ui=false", "-logtostderr", "-N", 8);
    }

    private static String success(Checkpoint checkpoint) {
        return "Successfully fsck'd log with size " + checkpoint.size() + " and root "
                + checkpoint.root().toBase64();
    }

    @Test
    void fsck_runningLog_isRightAndItsMirrorWithOneBitFlippedIsNot() throws Exception {
        fsck();
        String note = log.note();
        Checkpoint checkpoint = HttpLog.checkpoint(note);
        Path vkey = download("/log/vkeys");

        assertThat(fsck("http://127.0.0.1:" + port + "/log/", vkey).output()).contains(success(checkpoint));

        log.mirror(folder, List.of(note));
        assertThat(fsck(folder.toUri().toString(), vkey).output()).contains(success(checkpoint));
        Path bundle = folder.resolve("tile/entries/000");
        byte[] bytes = Files.readAllBytes(bundle);
        bytes[20] ^= 1;
        Files.write(bundle, bytes);
        assertThat(fsck(folder.toUri().toString(), vkey).output())
                .contains("fsck")
                .doesNotContain("Successfully");
    }

    @Test
    void torchwood_downloadedProofs_areProvenUnderTheServedPolicy() throws Exception {
        StockTool torchwood = torchwoodVerify();
        Path policy = download("/log/policy");
        for (long index : new long[] {0, 1, 2, 255, 256, SIZE - 1}) {
            for (String at : List.of("", "?at=newest")) {
                Result result =
                        torchwood.run("proof", policy, download("/proofs/" + index + ".tlog-proof" + at), entry(index));
                assertThat(result.output()).startsWith("ok proof of an entry");
                assertThat(result.exit()).isZero();
            }
        }
        Path proof = download("/proofs/7.tlog-proof");
        String text = Files.readString(proof);
        assertThat(torchwood.run("proof", policy, proof, entry(7)).exit()).isZero();
        assertThat(torchwood.run("proof", policy, proof, entry(8)).exit()).isEqualTo(1);
        Path moved = file("moved", text.replace("index 7\n", "index 6\n"));
        assertThat(torchwood.run("proof", policy, moved, entry(7)).exit()).isEqualTo(1);
    }

    @Test
    void sumdb_mirroredLog_everyCheckpointLeafAndPairHolds() throws Exception {
        StockTool torchwood = torchwoodVerify();
        List<String> notes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            notes.add(log.note());
            TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()));
        }
        log.mirror(folder, notes);
        Result result = torchwood.run("sumdb", folder.resolve("log.vkey"), folder);

        assertThat(result.output())
                .isEqualTo(
                        "ok log of size " + HttpLog.checkpoint(notes.getLast()).size() + ", 3 checkpoints\n");
        Path tile = folder.resolve("tile/0/000");
        byte[] bytes = Files.readAllBytes(tile);
        bytes[0] ^= 1;
        Files.write(tile, bytes);
        assertThat(torchwood.run("sumdb", folder.resolve("log.vkey"), folder).exit())
                .isEqualTo(1);
    }

    @Test
    void sigstore_downloadedProofs_areVerified() throws Exception {
        StockTool sigstore = sigstoreVerify();
        Path vkey = download("/log/vkeys");
        for (long index : new long[] {1, 255, 256, SIZE - 1}) {
            assertThat(sigstore.run(vkey, download("/proofs/" + index + ".tlog-proof?at=newest"), entry(index)))
                    .isEqualTo(new Result(0, "verified index " + index + "\n"));
        }
        assertThat(sigstore.run(vkey, download("/proofs/7.tlog-proof"), entry(8))
                        .exit())
                .isEqualTo(1);
    }
}
