package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.EntryBundle;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.log.Tile;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.testing.StockTool;
import org.tallystick.ledger.testing.StockTool.Result;

/** Other people's verifiers on our golden log: they accept it, and refuse it when one bit is changed. */
class StockToolsTest {

    private static StockTool torchwoodVerify() throws IOException {
        return StockTool.find(
                "torchwood-verify",
                "tallystick.example/torchwood-verify",
                "(cd ledger-core/src/test/go/torchwood-verify && GOTOOLCHAIN=auto go install .)");
    }

    private static StockTool tesseraFsck() throws IOException {
        return StockTool.find(
                "fsck",
                "github.com/transparency-dev/tessera/cmd/fsck",
                "go install github.com/transparency-dev/tessera/cmd/fsck@v1.0.4");
    }

    /**
     * Tessera's fsck exits with 0 whatever it found. A worker that finds a fault stops; with too few others it would wait
     * for ever.
     */
    private static Result fsck(Path log) throws IOException, InterruptedException {
        return tesseraFsck()
                .run(
                        "-storage_url",
                        log.toUri(),
                        "-public_key",
                        log.resolve("log.vkey"),
                        "-ui=false",
                        "-logtostderr",
                        "-N",
                        8);
    }

    private static String success(long size, Hash root) {
        return "Successfully fsck'd log with size " + size + " and root " + root.toBase64();
    }

    private static Path golden(Path folder) throws IOException {
        GoldenLog.write(GoldenLog.stored(), folder);
        return folder;
    }

    private static void flipBit(Path file, int index) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[index] ^= 1;
        Files.write(file, bytes);
    }

    private static Hash goldenRoot() throws Exception {
        return Checkpoint.of(SignedNote.parse(GoldenLog.stored().get("checkpoint")))
                .root();
    }

    @Test
    void torchwood_goldenProofs_areProvenUnderThePolicy(@TempDir Path folder) throws Exception {
        Path log = golden(folder);
        for (int[] place : GoldenLog.PROOFS) {
            Path entry = Files.write(folder.resolve("entry"), GoldenLog.entry(place[0]));
            Path proof = log.resolve("proofs/" + place[0] + "-" + place[1] + ".tlog-proof");
            Result result = torchwoodVerify().run("proof", log.resolve("policy"), proof, entry);

            assertThat(result.output()).startsWith("ok proof of an entry with SHA-256 ");
            assertThat(result.exit()).isZero();
        }
    }

    @Test
    void torchwood_otherEntryPolicyOrBit_isRefused(@TempDir Path folder) throws Exception {
        Path log = golden(folder);
        Path entry = Files.write(folder.resolve("entry"), GoldenLog.entry(42));
        Path other = Files.write(folder.resolve("other"), GoldenLog.entry(43));
        Path proof = log.resolve("proofs/42-300.tlog-proof");
        String policy = Files.readString(log.resolve("policy"));
        Path all = Files.writeString(folder.resolve("all"), policy.replace("group validators 3", "group validators 4"));
        Path index = Files.writeString(
                folder.resolve("index"), Files.readString(proof).replace("index 42\n", "index 43\n"));
        Path flipped = Files.write(folder.resolve("flipped"), Files.readAllBytes(proof));
        flipBit(flipped, Files.readString(proof).indexOf("east.example/tallystick ") + 60);
        Map<String, Result> results = new LinkedHashMap<>();
        results.put("other entry", torchwoodVerify().run("proof", log.resolve("policy"), proof, other));
        results.put("index", torchwoodVerify().run("proof", log.resolve("policy"), index, entry));
        results.put("cosignature", torchwoodVerify().run("proof", log.resolve("policy"), flipped, entry));
        results.put("four of four", torchwoodVerify().run("proof", all, proof, entry));

        // The same command accepts what is right, so what refuses is the change.
        assertThat(torchwoodVerify()
                        .run("proof", log.resolve("policy"), proof, entry)
                        .exit())
                .isZero();
        assertThat(SignedNote.parse(GoldenLog.stored().get("checkpoint")).signatures())
                .hasSize(4);
        results.forEach((change, result) -> {
            assertThat(result.exit()).as(change).isEqualTo(1);
            assertThat(result.output()).as(change).doesNotContain("ok ");
        });
    }

    @Test
    void sumdb_goldenLog_everyCheckpointLeafAndPairHolds(@TempDir Path folder) throws Exception {
        Path log = golden(folder);
        Result result = torchwoodVerify().run("sumdb", log.resolve("log.vkey"), log);

        assertThat(result.output()).isEqualTo("ok log of size 300, 7 checkpoints\n");
        flipBit(log.resolve("tile/0/001.p/44"), 32 * 43);
        Result changed = torchwoodVerify().run("sumdb", log.resolve("log.vkey"), log);
        assertThat(changed.exit()).isEqualTo(1);
        assertThat(changed.output()).doesNotContain("ok ");
    }

    @Test
    void fsck_goldenLog_isRightAndWithOneBitFlippedIsNot(@TempDir Path folder) throws Exception {
        Path log = golden(folder);
        assertThat(fsck(log).output()).contains(success(300, goldenRoot()));

        for (String file : List.of("tile/entries/000", "tile/entries/001.p/44", "tile/0/000", "tile/1/000.p/1")) {
            flipBit(log.resolve(file), 20);
            assertThat(fsck(log).output()).as(file).contains("fsck").doesNotContain("Successfully");
            flipBit(log.resolve(file), 20);
        }
        assertThat(fsck(log).output()).contains(success(300, goldenRoot()));
    }

    @Test
    void fsck_threeLevelsOfTilesInManyBlocks_isRight(@TempDir Path folder) throws Exception {
        int size = 70_000;
        List<byte[]> entries = new ArrayList<>();
        List<Hash> leaves = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            entries.add(("entry " + i).getBytes(UTF_8));
            leaves.add(MerkleTree.leafHash(entries.getLast()));
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        Frontier frontier = Frontier.empty();
        for (int to = 0; to < size; ) {
            int from = to;
            to = Math.min(size, from + 977);
            Frontier.Growth growth = frontier.append(leaves.subList(from, to));
            growth.tiles().forEach(content -> files.put(content.tile().path(), content.bytes()));
            frontier = growth.after();
        }
        for (int first = 0; first < size; first += Tile.FULL_WIDTH) {
            List<byte[]> bundle = entries.subList(first, Math.min(size, first + Tile.FULL_WIDTH));
            files.put(
                    new Tile(Tile.ENTRIES, first / Tile.FULL_WIDTH, bundle.size()).path(),
                    EntryBundle.of(bundle).bytes());
        }
        NoteSigner signer = new NoteSigner(GoldenLog.ORIGIN, Ed25519SigningKey.ofSeed(new byte[32]));
        String checkpoint = new Checkpoint(GoldenLog.ORIGIN, size, frontier.root()).text();
        files.put("checkpoint", new SignedNote(checkpoint, List.of(signer.sign(checkpoint))).bytes());
        files.put("log.vkey", (signer.verifierKey() + "\n").getBytes(UTF_8));
        GoldenLog.write(files, folder);

        assertThat(fsck(folder).output()).contains(success(size, frontier.root()));
    }
}
