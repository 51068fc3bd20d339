package org.tallystick.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.note.SignedNote;

/** Checkpoint, tile path, entry bundle and log proof: what is read, and all that is not. */
class LogFormatsTest {

    private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    private static final String CHECKPOINT = "example.com/behind-the-sofa\n20852163\n" + ROOT + "\n";

    @Test
    void checkpoint_parse_printsTheSame() throws Exception {
        for (String text : List.of(
                CHECKPOINT,
                "go.sum database tree\n9223372036854775807\n" + ROOT + "\n",
                "\u00e9\n0\n" + MerkleTree.emptyRoot().toBase64() + "\n")) {
            assertThat(Checkpoint.parse(text).text()).isEqualTo(text);
        }
        assertThat(Checkpoint.parse(CHECKPOINT))
                .isEqualTo(new Checkpoint("example.com/behind-the-sofa", 20_852_163, Hash.parseBase64(ROOT)));
    }

    @Test
    void checkpoint_malformed_isRefused() {
        for (String text : List.of(
                "",
                "\n\n\n",
                CHECKPOINT.strip(),
                CHECKPOINT + "\n",
                CHECKPOINT + "extension line\n",
                CHECKPOINT.replace("example.com/behind-the-sofa", ""),
                CHECKPOINT.replace("sofa", "so\tfa"),
                CHECKPOINT.replace("sofa", "so\ud800fa"),
                CHECKPOINT.replace("sofa", "sofa".repeat(64)),
                CHECKPOINT.replace("20852163", ""),
                CHECKPOINT.replace("20852163", "020852163"),
                CHECKPOINT.replace("20852163", "+20852163"),
                CHECKPOINT.replace("20852163", "-1"),
                CHECKPOINT.replace("20852163", "-0"),
                CHECKPOINT.replace("20852163", " 20852163"),
                CHECKPOINT.replace("20852163", "\u0662"),
                CHECKPOINT.replace("20852163", "9223372036854775808"),
                CHECKPOINT.replace("20852163", "0"), // with the root of another tree
                CHECKPOINT.replace("q2I=", "q2I"),
                CHECKPOINT.replace("q2I=", "q2J="),
                CHECKPOINT.replace("q2I=", "q2I= "),
                CHECKPOINT.replace("\n", "\r\n"),
                CHECKPOINT.replace(ROOT, "AAAA"))) {
            assertThatThrownBy(() -> Checkpoint.parse(text)).as(text).isInstanceOf(MalformedLogException.class);
        }
        assertThatThrownBy(() -> new Checkpoint("a", 0, Hash.of(new byte[32])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Checkpoint("a\nb", 1, Hash.of(new byte[32])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "tile/0/000, 0, 0, 256",
        "tile/0/x001/x234/067, 0, 1234067, 256", // the example of the specification
        "tile/0/x001/x234/067.p/8, 0, 1234067, 8",
        "tile/63/999.p/255, 63, 999, 255",
        "tile/7/x001/000.p/1, 7, 1000, 1",
        "tile/entries/000, -1, 0, 256",
        "tile/entries/x273/112.p/112, -1, 273112, 112",
        "tile/0/x009/x223/x372/x036/x854/x775/807, 0, 9223372036854775807, 256",
    })
    void tile_path_isTheOneOfItsCoordinates(String path, int level, long index, int width) throws Exception {
        Tile tile = new Tile(level, index, width);

        assertThat(tile.path()).isEqualTo(path);
        assertThat(Tile.parse(path)).isEqualTo(tile);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/tile/0/000",
                "tile/0/000/",
                "tile//000",
                "tile/0",
                "tile/0/0",
                "tile/0/00",
                "tile/0/0000",
                "tile/00/000",
                "tile/64/000",
                "tile/100/000",
                "tile/-1/000",
                "tile/0/-01",
                "tile/0/x000/067",
                "tile/0/001/067",
                "tile/0/x001/x067",
                "tile/0/x0010/067",
                "tile/0/000.p",
                "tile/0/000.p/",
                "tile/0/000.p/0",
                "tile/0/000.p/00",
                "tile/0/000.p/08",
                "tile/0/000.p/256",
                "tile/0/000.p/1000",
                "tile/0/000.P/8",
                "tile/0/000.p/8/",
                "tile/entries/00",
                "tile/data/000",
                "tile/0/x009/x223/x372/x036/x854/x775/808",
                "tile/0/x001/x009/x223/x372/x036/x854/x775/807",
                "tile/0/../000",
                "tile/0/\u0660\u0660\u0660",
                "tile/0/000\n",
            })
    void tile_otherPath_isMalformed(String path) {
        assertThatThrownBy(() -> Tile.parse(path)).isInstanceOf(MalformedLogException.class);
    }

    @Test
    void tile_coordinatesOutOfRange_areAnErrorOfTheCaller() {
        for (long[] bad : new long[][] {{-2, 0, 1}, {64, 0, 1}, {0, -1, 1}, {0, 0, 0}, {0, 0, 257}}) {
            assertThatThrownBy(() -> new Tile((int) bad[0], bad[1], (int) bad[2]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void entryBundle_parse_printsTheSame() throws Exception {
        byte[] longest = new byte[EntryBundle.MAX_ENTRY_BYTES];
        longest[7] = 7;
        EntryBundle bundle = EntryBundle.of(List.of("one".getBytes(UTF_8), new byte[0], longest));
        EntryBundle read = EntryBundle.parse(bundle.bytes(), 3);

        assertThat(bundle.bytes()).hasSize(3 * 2 + 3 + 65_535).startsWith(0, 3, 'o', 'n', 'e', 0, 0, 0xff, 0xff);
        assertThat(read.bytes()).isEqualTo(bundle.bytes());
        assertThat(read.size()).isEqualTo(3);
        assertThat(read.entry(2)).isEqualTo(longest);
        assertThat(read.leafHashes().getFirst()).isEqualTo(MerkleTree.leafHash("one".getBytes(UTF_8)));
    }

    @Test
    void entryBundle_oneByteMoreOrLess_isMalformed() {
        byte[] bytes = EntryBundle.of(List.of("one".getBytes(UTF_8), "two".getBytes(UTF_8)))
                .bytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> EntryBundle.parse(cut, 2)).isInstanceOf(MalformedLogException.class);
        }
        assertThatThrownBy(() -> EntryBundle.parse(Arrays.copyOf(bytes, bytes.length + 1), 2))
                .isInstanceOf(MalformedLogException.class);
        assertThatThrownBy(() -> EntryBundle.parse(bytes, 1)).isInstanceOf(MalformedLogException.class);
        assertThatThrownBy(() -> EntryBundle.parse(bytes, 3)).isInstanceOf(MalformedLogException.class);
    }

    @Test
    void entryBundle_tooManyOrTooLongEntries_areAnErrorOfTheCaller() {
        List<byte[]> tooMany = new ArrayList<>();
        for (int i = 0; i < 257; i++) {
            tooMany.add(new byte[1]);
        }
        assertThat(EntryBundle.of(tooMany.subList(0, 256)).size()).isEqualTo(256);
        assertThatThrownBy(() -> EntryBundle.of(tooMany)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EntryBundle.parse(new byte[0], 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EntryBundle.parse(new byte[514], 257)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EntryBundle.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EntryBundle.of(List.of(new byte[65_536])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String logProof() throws Exception {
        List<Hash> leaves = Leaves.of(7);
        String checkpoint = new Checkpoint("example.com/log", 7, MerkleTree.root(leaves)).text();
        NoteSigner signer = new NoteSigner("example.com/log", Ed25519SigningKey.ofSeed(new byte[32]));
        return LogProof.of(
                        InclusionProof.prove(leaves, 5), new SignedNote(checkpoint, List.of(signer.sign(checkpoint))))
                .toString();
    }

    @Test
    void logProof_parse_printsTheSame() throws Exception {
        String text = logProof();
        LogProof proof = LogProof.parse(text);
        String extra = text.replace("index ", "extra AAEC\nindex ");

        assertThat(proof).hasToString(text);
        assertThat(proof.hasExtra()).isFalse();
        assertThat(LogProof.parse(extra)).hasToString(extra);
        assertThat(LogProof.parse(extra).extra()).containsExactly(0, 1, 2);
        proof.verifyInclusion(Leaves.of(7).get(5));
        assertThatThrownBy(() -> proof.verifyInclusion(Leaves.of(7).get(4))).isInstanceOf(RefusedProofException.class);
    }

    @Test
    void logProof_oneLeaf_hasNoPath() throws Exception {
        List<Hash> leaf = Leaves.of(1);
        String checkpoint = new Checkpoint("example.com/log", 1, leaf.getFirst()).text();
        NoteSigner signer = new NoteSigner("example.com/log", Ed25519SigningKey.ofSeed(new byte[32]));
        LogProof proof = LogProof.of(
                InclusionProof.prove(leaf, 0), new SignedNote(checkpoint, List.of(signer.sign(checkpoint))));

        assertThat(proof.toString()).startsWith("c2sp.org/tlog-proof@v1\nindex 0\n\nexample.com/log\n1\n");
        assertThat(LogProof.parse(proof.bytes())).isEqualTo(proof);
    }

    @Test
    void logProof_malformed_isRefused() throws Exception {
        String text = logProof();
        String[] lines = text.split("\n");
        for (String bad : List.of(
                "",
                "\n\n",
                text.replace("@v1", "@v2"),
                text.replace("c2sp.org/tlog-proof@v1\n", ""),
                " " + text,
                text + "\n",
                text.strip(),
                text.replace("index 5", "index 7"),
                text.replace("index 5", "index 05"),
                text.replace("index 5", "index -1"),
                text.replace("index 5", "index  5"),
                text.replace("index 5", "index 5 "),
                text.replace("index 5", "index"),
                text.replace("index 5", "Index 5"),
                text.replace("index 5\n", ""),
                text.replace("index 5", "index 5\nindex 5"),
                text.replace("index 5", "index 9223372036854775808"),
                text.replace("index 5", "extra \nindex 5"),
                text.replace("index 5", "extra AAEC\nextra AAEC\nindex 5"),
                text.replace("index 5", "extra AAE\nindex 5"),
                text.replace("index 5", "extra AAF=\nindex 5"),
                text.replace("index 5", "index 5\nextra AAEC"),
                text.replace("index 5", "extra " + Base64.getEncoder().encodeToString(new byte[65_536]) + "\nindex 5"),
                text.replace(lines[2], lines[2].substring(1)),
                text.replace(lines[2], lines[2] + " "),
                text.replace(lines[2] + "\n", lines[2] + "\n\n"),
                text.replace(lines[2] + "\n", (lines[2] + "\n").repeat(64)),
                text.replace("\n\nexample", "\nexample"),
                text.replace("\n\nexample", "\n\n\nexample"),
                text.replace("example.com/log\n7\n", "example.com/log\n5\n"),
                text.replace("example.com/log\n7\n", "example.com/log\n07\n"),
                text.replace("\n\n\u2014", "\nextension\n\n\u2014"),
                text.replace("\u2014", "-"),
                text.replace("\n", "\r\n"),
                "x".repeat(LogProof.MAX_BYTES + 1))) {
            assertThatThrownBy(() -> LogProof.parse(bad))
                    .as(bad.substring(0, Math.min(bad.length(), 200)))
                    .isInstanceOf(MalformedLogException.class);
        }
        byte[] noUtf8 = text.getBytes(UTF_8);
        noUtf8[noUtf8.length - 2] = (byte) 0xff;
        assertThatThrownBy(() -> LogProof.parse(noUtf8)).isInstanceOf(MalformedLogException.class);
    }

    @Test
    void logProof_ofAnotherSizeThanTheCheckpoints_isAnErrorOfTheCaller() throws Exception {
        SignedNote checkpoint = LogProof.parse(logProof()).signedCheckpoint();

        assertThatThrownBy(() -> LogProof.of(InclusionProof.prove(Leaves.of(6), 5), checkpoint))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LogProof.of(new InclusionProof(7, 7, List.of()), checkpoint))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
