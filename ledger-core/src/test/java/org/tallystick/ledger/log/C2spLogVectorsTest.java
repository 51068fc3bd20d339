package org.tallystick.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.note.NoteVerifier;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.testing.Json;
import org.tallystick.ledger.testing.TestData;

/** Other people's logs: Tessera's test log of 15 entries, tlog-proofs from it, a mirrored log of 300 leaves. */
class C2spLogVectorsTest {

    /** A folder in the layout of tlog-tiles, exactly the width that is asked for. */
    private static TileReader folder(Path root) {
        return tile -> Files.readAllBytes(root.resolve(tile.path()));
    }

    @Test
    void tesseraLog_everyCheckpoint_isTheRootOfItsTiles() throws Exception {
        Path log = TestData.path("c2sp/tessera-log");
        NoteVerifier verifier = new NoteVerifier(List.of(
                VerifierKey.parse(Files.readString(log.resolve("log.vkey")).strip())));
        List<Hash> leaves = leafHashes(log, 15);
        Frontier grown = Frontier.empty();
        for (int size = 0; size <= 15; size++) {
            SignedNote note = SignedNote.parse(Files.readAllBytes(log.resolve("checkpoint." + size)));
            verifier.verify(note);
            Checkpoint checkpoint = Checkpoint.of(note);

            assertThat(checkpoint.size()).isEqualTo(size);
            assertThat(checkpoint.origin()).isEqualTo("example.com/log/testdata");
            assertThat(new TiledTree(size, folder(log)).root()).isEqualTo(checkpoint.root());
            assertThat(Frontier.load(size, folder(log)).root()).isEqualTo(checkpoint.root());
            assertThat(MerkleTree.root(leaves.subList(0, size))).isEqualTo(checkpoint.root());
            if (size > 0) {
                Frontier.Growth growth = grown.append(leaves.subList(size - 1, size));
                grown = growth.after();
                assertThat(growth.tiles()).hasSize(1);
                TileContent content = growth.tiles().getFirst();
                assertThat(content.bytes()).isEqualTo(folder(log).read(content.tile()));
            }
        }
        assertThat(Files.readString(log.resolve("checkpoint")))
                .isEqualTo(Files.readString(log.resolve("checkpoint.15")));
    }

    @Test
    void tesseraLog_entryBundles_hashToTheLeafTiles() throws Exception {
        Path log = TestData.path("c2sp/tessera-log");
        for (int width = 1; width <= 15; width++) {
            byte[] bytes = folder(log).read(new Tile(Tile.ENTRIES, 0, width));
            EntryBundle bundle = EntryBundle.parse(bytes, width);

            assertThat(bundle.bytes()).isEqualTo(bytes);
            assertThat(bundle.leafHashes()).isEqualTo(leafHashes(log, width));
        }
    }

    @Test
    void tesseraLog_consistencyProofs_areTheSame() throws Exception {
        Path log = TestData.path("c2sp/tessera-log");
        List<Object> proofs = Json.array(
                Json.object(Json.read(log.resolve("consistency.json"))).get("proofs"));
        assertThat(proofs).hasSize(11);
        for (Object each : proofs) {
            Map<String, Object> proof = Json.object(each);
            long from = (Long) proof.get("from");
            long to = (Long) proof.get("to");
            List<Hash> path = new ArrayList<>();
            for (Object hash : Json.array(proof.get("proof"))) {
                path.add(Hash.parseBase64((String) hash));
            }
            ConsistencyProof built = new TiledTree(to, folder(log)).consistency(from);

            assertThat(built.path()).isEqualTo(path);
            built.verify(
                    Hash.parseBase64((String) proof.get("fromRoot")), Hash.parseBase64((String) proof.get("toRoot")));
        }
    }

    @Test
    void tlogProofs_valid_holdAndAreBuiltTheSame() throws Exception {
        Path log = TestData.path("c2sp/tessera-log");
        Map<Long, Hash> leaves = leavesJson();
        NoteVerifier verifier = new NoteVerifier(List.of(
                VerifierKey.parse(Files.readString(log.resolve("log.vkey")).strip())));
        List<Path> files = files(TestData.path("c2sp/tlog-proof/valid"));
        assertThat(files).hasSize(8);
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            LogProof proof = LogProof.parse(bytes);
            InclusionProof inclusion = proof.inclusion();

            assertThat(proof.bytes()).isEqualTo(bytes);
            verifier.verify(proof.signedCheckpoint());
            proof.verifyInclusion(leaves.get(inclusion.index()));
            assertThat(new TiledTree(inclusion.size(), folder(log)).inclusion(inclusion.index()))
                    .isEqualTo(inclusion);
            if (proof.hasExtra()) {
                assertThat(proof.extra()).asString(UTF_8).isEqualTo("out-of-band context");
            } else {
                assertThat(LogProof.of(inclusion, proof.signedCheckpoint())).isEqualTo(proof);
            }
        }
    }

    @Test
    void tlogProofs_invalid_areRefusedEachForItsReason() throws Exception {
        Path log = TestData.path("c2sp/tessera-log");
        Map<Long, Hash> leaves = leavesJson();
        NoteVerifier verifier = new NoteVerifier(List.of(
                VerifierKey.parse(Files.readString(log.resolve("log.vkey")).strip())));
        Map<String, String> reasons = new HashMap<>();
        for (Path file : files(TestData.path("c2sp/tlog-proof/invalid"))) {
            String name = file.getFileName().toString();
            try {
                LogProof proof = LogProof.parse(Files.readAllBytes(file));
                verifier.verify(proof.signedCheckpoint());
                // All were made from the proof of leaf 7.
                proof.verifyInclusion(leaves.get(7L));
                reasons.put(name, "accepted");
            } catch (MalformedLogException
                    | RefusedProofException
                    | org.tallystick.ledger.note.RefusedNoteException e) {
                reasons.put(name, e.getClass().getSimpleName());
            }
        }
        assertThat(reasons)
                .containsOnly(
                        Map.entry("no-checkpoint.tlog-proof", "MalformedLogException"),
                        Map.entry("leading-zero-index.tlog-proof", "MalformedLogException"),
                        Map.entry("wrong-header.tlog-proof", "MalformedLogException"),
                        Map.entry("index-not-below-size.tlog-proof", "MalformedLogException"),
                        Map.entry("flipped-hash.tlog-proof", "RefusedProofException"),
                        Map.entry("wrong-index.tlog-proof", "RefusedProofException"),
                        Map.entry("long-path.tlog-proof", "RefusedProofException"),
                        Map.entry("short-path.tlog-proof", "RefusedProofException"),
                        Map.entry("older-checkpoint.tlog-proof", "RefusedProofException"),
                        Map.entry("edited-size.tlog-proof", "RefusedNoteException"),
                        Map.entry("bad-signature.tlog-proof", "RefusedNoteException"));
    }

    @Test
    void tlogProof_elidedExampleOfTheSpecification_isMalformed() throws Exception {
        byte[] example = Files.readAllBytes(TestData.path("c2sp/tlog-proof/spec-example-elided.txt"));

        assertThatThrownBy(() -> LogProof.parse(example)).isInstanceOf(MalformedLogException.class);
    }

    @Test
    void mirroredLog_size300_isTheRootOfItsTiles() throws Exception {
        Path witness = TestData.path("c2sp/witness");
        Checkpoint mirrored = Checkpoint.of(SignedNote.parse(Files.readAllBytes(witness.resolve("mirror.checkpoint"))));
        TileReader tiles = folder(witness.resolve("mirror-tiles"));

        assertThat(mirrored.size()).isEqualTo(300);
        assertThat(new TiledTree(300, tiles).root()).isEqualTo(mirrored.root());
        Frontier frontier = Frontier.load(300, tiles);
        assertThat(frontier.root()).isEqualTo(mirrored.root());
        for (long index = 0; index < 300; index++) {
            TiledTree tree = new TiledTree(300, tiles);
            tree.inclusion(index).verify(tree.leafHash(index), mirrored.root());
        }
        assertThatThrownBy(() -> Frontier.load(299, tiles)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void addCheckpointRequests_consistencyProofs_areAsTheWitnessAnswers() throws Exception {
        Path requests = TestData.path("c2sp/add-checkpoint");
        // The witness of these requests starts at size 0 and remembers what it accepted.
        Map<Long, Hash> roots = new HashMap<>(Map.of(0L, MerkleTree.emptyRoot()));
        Map<String, String> verdicts = new HashMap<>();
        for (String file : List.of("01.txt", "04.txt", "05.txt", "06.txt", "08.txt")) {
            String request = Files.readString(requests.resolve(file));
            int blank = request.indexOf("\n\n");
            String[] lines = request.substring(0, blank).split("\n");
            Checkpoint checkpoint = Checkpoint.of(SignedNote.parse(request.substring(blank + 2)));
            List<Hash> path = new ArrayList<>();
            for (int i = 1; i < lines.length; i++) {
                path.add(Hash.parseBase64(lines[i]));
            }
            long old = Long.parseLong(lines[0].substring("old ".length()));
            try {
                new ConsistencyProof(old, checkpoint.size(), path).verify(roots.get(old), checkpoint.root());
                roots.put(checkpoint.size(), checkpoint.root());
                verdicts.put(file, "accepted");
            } catch (RefusedProofException e) {
                verdicts.put(file, "refused");
            }
        }
        assertThat(verdicts)
                .containsOnly(
                        Map.entry("01.txt", "accepted"),
                        Map.entry("04.txt", "refused"),
                        Map.entry("05.txt", "refused"),
                        Map.entry("06.txt", "accepted"),
                        Map.entry("08.txt", "accepted"));
    }

    private static List<Hash> leafHashes(Path log, int width) throws IOException, MalformedLogException {
        Tile tile = new Tile(0, 0, width);
        return TiledTree.hashes(tile, folder(log).read(tile));
    }

    private static Map<Long, Hash> leavesJson() throws Exception {
        Map<Long, Hash> leaves = new HashMap<>();
        for (Object each : Json.array(Json.object(Json.read(TestData.path("c2sp/tlog-proof/leaves.json")))
                .get("entries"))) {
            Map<String, Object> entry = Json.object(each);
            Hash hash = Hash.parseBase64((String) entry.get("leafHash"));
            assertThat(MerkleTree.leafHash(((String) entry.get("entry")).getBytes(UTF_8)))
                    .isEqualTo(hash);
            leaves.put((Long) entry.get("index"), hash);
        }
        return leaves;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
