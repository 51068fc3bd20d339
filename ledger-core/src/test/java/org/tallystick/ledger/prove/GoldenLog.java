package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.MlDsa44SigningKey;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.EntryBundle;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.InclusionProof;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.log.Tile;
import org.tallystick.ledger.log.TileContent;
import org.tallystick.ledger.note.Cosigner;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.NoteSignature;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.prove.TrustPolicy.Sizes;
import org.tallystick.ledger.prove.TrustPolicy.Witness;

/**
 * The log of 300 entries that lies in the repository, as it is made: every byte follows from this class. Its keys are the
 * seeds below and worth nothing.
 *
 * <p>Grown in blocks with a checkpoint after each, signed by the log and three or four of four validators, one of them with
 * ML-DSA-44.
 */
final class GoldenLog {

    static final String ORIGIN = "tallystick.localhost/74616c6c79737469636b20676f6c6465";
    static final int SIZE = 300;

    /** Sizes with a checkpoint: around one tile's edge, where mistakes live. */
    static final List<Integer> SIZES = List.of(1, 2, 5, 255, 256, 257, SIZE);

    /** Index and size of each log proof: first, last, either side of the tile's edge, in the middle. */
    static final List<int[]> PROOFS = List.of(
            new int[] {0, 1},
            new int[] {4, 5},
            new int[] {254, 255},
            new int[] {255, 256},
            new int[] {256, 257},
            new int[] {0, SIZE},
            new int[] {42, SIZE},
            new int[] {255, SIZE},
            new int[] {256, SIZE},
            new int[] {299, SIZE});

    private static final long FIRST_SECOND = 1_800_000_000L;

    private GoldenLog() {}

    /** An entry: a line of some length, none at all for entry 13. */
    static byte[] entry(int index) {
        return index == 13
                ? new byte[0]
                : ("entry " + index + "\n").repeat(1 + index % 9).getBytes(UTF_8);
    }

    private static byte[] seed(int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return seed;
    }

    private static NoteSigner log() {
        return new NoteSigner(ORIGIN, Ed25519SigningKey.ofSeed(seed(0xa0)));
    }

    private static Cosigner cosigner(String name, int seed) {
        return new Cosigner(name + ".example/tallystick", Ed25519SigningKey.ofSeed(seed(seed)));
    }

    private static final Cosigner NORTH = cosigner("north", 0xb1);
    private static final Cosigner EAST = cosigner("east", 0xb2);
    private static final Cosigner SOUTH = cosigner("south", 0xb3);

    /** Signs hedged, so its own signatures differ each time: {@link #cosignWest} makes the one that repeats. */
    private static final Cosigner WEST = new Cosigner("west.example/tallystick", MlDsa44SigningKey.ofSeed(seed(0xb4)));

    static TrustPolicy policy() {
        return TrustPolicy.ofValidators(
                log().verifierKey(),
                List.of(
                        new Witness("north", NORTH.verifierKey()),
                        new Witness("east", EAST.verifierKey()),
                        new Witness("south", SOUTH.verifierKey()),
                        new Witness("west", WEST.verifierKey())),
                Sizes.from(1));
    }

    /** Path below the folder of the log, and content. */
    static Map<String, byte[]> files() throws MalformedLogException, MalformedNoteException, CryptoException {
        Map<String, byte[]> files = new TreeMap<>();
        files.put("log.vkey", (log().verifierKey() + "\n").getBytes(UTF_8));
        files.put("policy", policy().text().getBytes(UTF_8));
        List<byte[]> entries = new ArrayList<>();
        List<Hash> leaves = new ArrayList<>();
        Frontier frontier = Frontier.empty();
        Map<Integer, SignedNote> checkpoints = new TreeMap<>();
        for (int size : SIZES) {
            int from = (int) frontier.size();
            for (int index = from; index < size; index++) {
                entries.add(entry(index));
                leaves.add(MerkleTree.leafHash(entry(index)));
            }
            Frontier.Growth growth = frontier.append(leaves.subList(from, size));
            frontier = growth.after();
            for (TileContent content : growth.tiles()) {
                files.put(content.tile().path(), content.bytes());
            }
            for (int first = from / Tile.FULL_WIDTH * Tile.FULL_WIDTH; first < size; first += Tile.FULL_WIDTH) {
                List<byte[]> bundle = entries.subList(first, Math.min(size, first + Tile.FULL_WIDTH));
                Tile tile = new Tile(Tile.ENTRIES, first / Tile.FULL_WIDTH, bundle.size());
                files.put(tile.path(), EntryBundle.of(bundle).bytes());
            }
            checkpoints.put(size, sign(new Checkpoint(ORIGIN, size, frontier.root())));
            files.put("checkpoint." + size, checkpoints.get(size).bytes());
        }
        files.put("checkpoint", checkpoints.get(SIZE).bytes());
        for (int[] proof : PROOFS) {
            InclusionProof inclusion = InclusionProof.prove(leaves.subList(0, proof[1]), proof[0]);
            files.put(
                    "proofs/" + proof[0] + "-" + proof[1] + ".tlog-proof",
                    LogProof.of(inclusion, checkpoints.get(proof[1])).bytes());
        }
        return files;
    }

    /** The log always signs; of the validators, at each second size all four, else all but the one whose turn it is. */
    private static SignedNote sign(Checkpoint checkpoint) throws MalformedNoteException, CryptoException {
        String text = checkpoint.text();
        long second = FIRST_SECOND + checkpoint.size();
        int turn = SIZES.indexOf((int) checkpoint.size());
        int absent = turn % 2 == 0 ? turn / 2 : 4;
        List<NoteSignature> lines = new ArrayList<>(
                List.of(NORTH.cosign(text, second), EAST.cosign(text, second + 1), SOUTH.cosign(text, second + 2)));
        lines.add(cosignWest(checkpoint, second + 3));
        if (absent < lines.size()) {
            lines.remove(absent);
        }
        lines.addFirst(log().sign(text));
        return new SignedNote(text, lines);
    }

    /** A subtree/v1 cosignature by BouncyCastle, deterministic (FIPS 204 section 3.4) and put together by hand. */
    private static NoteSignature cosignWest(Checkpoint checkpoint, long second)
            throws MalformedNoteException, CryptoException {
        VerifierKey key = WEST.verifierKey();
        byte[] name = key.name().getBytes(UTF_8);
        byte[] origin = checkpoint.origin().getBytes(UTF_8);
        byte[] message = ByteBuffer.allocate(12 + 1 + name.length + 8 + 1 + origin.length + 8 + 8 + 32)
                .put("subtree/v1\n\0".getBytes(UTF_8))
                .put((byte) name.length)
                .put(name)
                .putLong(second)
                .put((byte) origin.length)
                .put(origin)
                .putLong(0)
                .putLong(checkpoint.size())
                .put(checkpoint.root().bytes())
                .array();
        MLDSASigner signer = new MLDSASigner();
        signer.init(true, new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, seed(0xb4)));
        signer.update(message, 0, message.length);
        byte[] signature = signer.generateSignature();
        byte[] line = ByteBuffer.allocate(4 + 8 + signature.length)
                .putInt(key.keyHash().value())
                .putLong(second)
                .put(signature)
                .array();
        return NoteSignature.parse(
                "\u2014 " + key.name() + " " + Base64.getEncoder().encodeToString(line));
    }

    /** The folder in the sources of this module. */
    static Path folder() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            for (Path module : List.of(folder, folder.resolve("ledger-core"))) {
                Path resources = module.resolve("src/test/resources");
                if (Files.isDirectory(resources)
                        && Files.isRegularFile(module.resolve("pom.xml"))
                        && Files.isDirectory(module.resolve("src/main/java/org/tallystick/ledger"))) {
                    return resources.resolve("golden-log");
                }
            }
        }
        throw new AssertionError("the sources of ledger-core are in no parent of the working directory");
    }

    /** What lies in the folder; README.md and what git wants aside. */
    static Map<String, byte[]> stored() throws IOException {
        Map<String, byte[]> stored = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder())) {
            paths.filter(Files::isRegularFile).forEach(path -> {
                String name = folder().relativize(path).toString().replace('\\', '/');
                if (!name.equals("README.md") && !name.startsWith(".")) {
                    try {
                        stored.put(name, Files.readAllBytes(path));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
        }
        return stored;
    }

    /** Writes files below a folder. */
    static void write(Map<String, byte[]> files, Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }
}
