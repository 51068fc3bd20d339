package org.tallystick.ledger.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.note.Cosigner;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.note.NoteVerifier;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.testing.FormatsDocument;

/** Four members who cosign: what each makes, takes and refuses of what votes and blocks carry. */
class CosignaturesTest {
    private static final String ORIGIN = "tallystick.localhost/000102030405060708090a0b0c0d0e0f";
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_800_000_000L), ZoneOffset.UTC);

    private final List<Hash> leaves = List.of("one", "two", "three", "four").stream()
            .map(text -> MerkleTree.leafHash(text.getBytes(UTF_8)))
            .toList();
    private final List<Cosigner> cosigners =
            List.of(cosigner("north", 2), cosigner("east", 3), cosigner("south", 4), cosigner("west", 5));
    private final List<VerifierKey> keys =
            cosigners.stream().map(Cosigner::verifierKey).toList();

    /** Members who are all at block h, with the checkpoint of size 3, and had the empty log before. */
    private final List<Cosignatures> members =
            cosigners.stream().map(own -> of(own, checkpoint(3), checkpoint(0))).toList();

    private final Cosignatures north = members.getFirst();

    private static Cosigner cosigner(String name, int number) {
        return new Cosigner(name + ".example/tallystick", Ed25519SigningKey.ofSeed(seed(number)));
    }

    private static byte[] seed(int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return seed;
    }

    private Checkpoint checkpoint(int size) {
        return new Checkpoint(ORIGIN, size, MerkleTree.root(leaves.subList(0, size)));
    }

    private static SignedCheckpoint signed(Checkpoint checkpoint) {
        NoteSigner log = new NoteSigner(ORIGIN, Ed25519SigningKey.ofSeed(seed(1)));
        return new SignedCheckpoint(
                checkpoint, new SignedNote(checkpoint.text(), List.of(log.sign(checkpoint.text()))).toString());
    }

    private Cosignatures of(Cosigner own, Checkpoint newest, Checkpoint previous) {
        return new Cosignatures(
                new Cosigners(List.of(own), keys, 3), CLOCK, signed(newest), signed(previous), Optional.empty());
    }

    private List<byte[]> extensions() {
        return members.stream().map(Cosignatures::extension).toList();
    }

    private int goodLines(SignedCheckpoint checkpoint) throws Exception {
        return new NoteVerifier(keys)
                .verify(SignedNote.parse(checkpoint.note()))
                .size();
    }

    /** What the four would propose after the next block, when size 3 is the checkpoint before. */
    private byte[] bundleOfAll() {
        List<byte[]> extensions = extensions();
        members.forEach(member -> member.committed(signed(checkpoint(4))));
        return north.bundle(extensions);
    }

    @Test
    void extension_isTheVectorOfTheFormats() {
        assertThat(new String(north.extension(), UTF_8)).isEqualTo(FormatsDocument.text("log-vote-extension"));
    }

    @Test
    void extension_ofAnEmptyLog_isEmpty() {
        assertThat(of(cosigners.getFirst(), checkpoint(0), checkpoint(0)).extension())
                .isEmpty();
    }

    @Test
    void received_quorum_isThereWithTheThird() throws Exception {
        assertThat(north.cosigned()).isEmpty();
        north.received(members.get(1).extension());
        north.received(members.get(1).extension());
        assertThat(north.cosigned()).isEmpty();

        north.received(members.get(2).extension());

        assertThat(north.cosigned().orElseThrow().checkpoint()).isEqualTo(checkpoint(3));
        assertThat(goodLines(north.cosigned().orElseThrow())).isEqualTo(3);
        north.received(members.get(3).extension());
        assertThat(goodLines(north.cosigned().orElseThrow())).isEqualTo(4);
        assertThat(north.newest().note())
                .isEqualTo(north.cosigned().orElseThrow().note());
    }

    @Test
    void received_whatIsNotGood_isLeft() throws Exception {
        Cosigner stranger = cosigner("stranger", 9);
        Checkpoint other = new Checkpoint(ORIGIN, 3, MerkleTree.root(leaves.subList(1, 4)));
        byte[] east = members.get(1).extension();
        byte[] bent = east.clone();
        bent[bent.length - 5] ^= 1;
        for (byte[] extension : List.of(
                new byte[0],
                new byte[] {1, 2, 3},
                bent,
                new SignedNote(
                                checkpoint(3).text(),
                                List.of(stranger.cosign(checkpoint(3).text(), 1_800_000_000L)))
                        .bytes(),
                new SignedNote(other.text(), List.of(cosigners.get(1).cosign(other.text(), 1_800_000_000L))).bytes(),
                new SignedNote(
                                checkpoint(2).text(),
                                List.of(cosigners.get(1).cosign(checkpoint(2).text(), 1_800_000_000L)))
                        .bytes())) {
            north.received(extension);
        }

        assertThat(goodLines(north.newest())).isEqualTo(1);
    }

    @Test
    void quorum_ofTheCheckpointBefore_staysUntilTheNewOneHasIts() {
        north.received(members.get(1).extension());
        north.received(members.get(2).extension());
        members.forEach(member -> member.committed(signed(checkpoint(4))));

        assertThat(north.cosigned().orElseThrow().checkpoint().size()).isEqualTo(3);
        north.received(members.get(1).extension());
        north.received(members.get(2).extension());
        assertThat(north.cosigned().orElseThrow().checkpoint().size()).isEqualTo(4);
    }

    @Test
    void bundle_holdsAllGoodLines_andEveryMemberAcceptsIt() throws Exception {
        byte[] bundle = bundleOfAll();

        assertThat(new NoteVerifier(keys).verify(SignedNote.parse(bundle))).hasSize(4);
        for (Cosignatures member : members) {
            assertThat(member.isBundle(bundle)).isTrue();
            assertThat(member.accepts(bundle)).isTrue();
        }
        Cosignatures west = members.get(3);
        assertThat(west.cosigned()).isEmpty();
        west.decided(bundle);
        assertThat(west.cosigned().orElseThrow().checkpoint()).isEqualTo(checkpoint(3));
        assertThat(goodLines(west.cosigned().orElseThrow())).isEqualTo(4);
    }

    @Test
    void bundle_ofNothingGood_isNone() {
        assertThat(north.bundle(List.of())).isEmpty();
        assertThat(north.bundle(List.of(new byte[0], new byte[] {1}))).isEmpty();
        // Over a checkpoint that is not the one before: these were made one block later.
        assertThat(north.bundle(extensions())).isEmpty();
    }

    @Test
    void accepts_anythingBent_refuses() {
        byte[] bundle = bundleOfAll();
        int refused = 0;
        for (int i = 0; i < bundle.length; i++) {
            byte[] bent = bundle.clone();
            bent[i] ^= 1;
            if (!north.accepts(bent)) {
                refused++;
            }
        }
        assertThat(refused).isEqualTo(bundle.length);
        assertThat(north.accepts(Arrays.copyOf(bundle, bundle.length - 1))).isFalse();
        assertThat(north.accepts(checkpoint(3).text().getBytes(UTF_8))).isFalse();
    }

    @Test
    void accepts_oneLineTwice_orAStrangers_refuses() throws Exception {
        SignedNote bundle = SignedNote.parse(bundleOfAll());
        List<org.tallystick.ledger.note.NoteSignature> twice = new ArrayList<>(bundle.signatures());
        twice.add(bundle.signatures().getFirst());
        assertThat(north.accepts(new SignedNote(bundle.text(), twice).bytes())).isFalse();
        assertThat(north.accepts(bundle.with(cosigner("stranger", 9).cosign(bundle.text(), 1_800_000_000L))
                        .bytes()))
                .isFalse();
    }

    @Test
    void accepts_overTheNewestOrAnOlderCheckpoint_refuses() {
        byte[] overSizeThree = north.bundle(List.of());
        assertThat(overSizeThree).isEmpty();
        assertThat(north.accepts(members.get(1).extension())).isFalse();
        byte[] old = bundleOfAll();
        members.forEach(member -> member.committed(signed(checkpoint(4))));
        assertThat(north.accepts(old)).isFalse();
    }

    @Test
    void isBundle_aStatementOrAnotherLogs_isNone() {
        assertThat(north.isBundle(new byte[] {(byte) 0xd2, (byte) 0x84})).isFalse();
        assertThat(north.isBundle(new byte[0])).isFalse();
        assertThat(north.isBundle("tallystick.localhost/ffff\n3\n".getBytes(UTF_8)))
                .isFalse();
        assertThat(north.isBundle((ORIGIN + "\n").getBytes(UTF_8))).isFalse();
    }
}
