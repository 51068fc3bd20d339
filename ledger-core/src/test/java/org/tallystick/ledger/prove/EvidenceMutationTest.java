package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.note.Cosigner;
import org.tallystick.ledger.prove.VerificationReport.Verdict;

/** Evidence files with one thing changed, whatever it is: refused, and the message names what. */
class EvidenceMutationTest {
    private static final EvidenceWorld WORLD = new EvidenceWorld(1);
    private static final EvidenceVerifier VERIFIER = new EvidenceVerifier(new ToyKeyHistory());

    private static final String POLICY = "policy/1/policy";

    private static byte[] alone(EvidenceWorld world) {
        return world.evidence(world.alone(), world.event(5, 1, 11));
    }

    private static byte[] consortium(EvidenceWorld world) {
        Cosigner[] signers = world.validators.toArray(Cosigner[]::new);
        return world.evidence(world.consortium(), world.event(5, 1, 11, signers));
    }

    /** Bytes of the file as it lies on a disk: headers, directory, the page's bytes too, for its CRC-32 no longer fits. */
    @Test
    void file_withAnyByteChanged_isRefused() throws Exception {
        byte[] file = alone(WORLD);
        for (int i = 0; i < file.length; i++) {
            refused(EvidenceVerifierTest.flipped(file, i, 1 << i % 8), "byte " + i);
        }
    }

    @Test
    void file_cutOrExtended_isRefused() throws Exception {
        byte[] file = alone(WORLD);
        for (int length = file.length - 1; length >= 4; length -= 7) {
            refused(Arrays.copyOf(file, length), "length " + length);
        }
        refused(Arrays.copyOf(file, file.length + 1), "one byte more");
    }

    /**
     * Every byte of every part but the page, in a container that fits the changed part, so that only the evidence itself can
     * tell. The reason names the part, or what it no longer fits.
     */
    @Test
    void parts_withAnyByteChanged_areRefused() throws Exception {
        SequencedMap<String, byte[]> parts = ClosedZip.read(alone(WORLD));
        int changed = 0;
        for (String part : parts.keySet()) {
            if (!part.equals(EvidenceFile.PAGE)) {
                everyByteChanged(parts, part);
                changed++;
            }
        }
        assertThat(changed).isEqualTo(3 + EvidenceParts.OF_AN_EVENT.size());
        // What is otherwise in a consortium's file: more keys, and their signatures.
        SequencedMap<String, byte[]> quorum = ClosedZip.read(consortium(WORLD));
        everyByteChanged(quorum, POLICY);
        everyByteChanged(quorum, "event/1/statement.tlog-proof");
    }

    private static void everyByteChanged(SequencedMap<String, byte[]> parts, String part) throws Exception {
        byte[] content = parts.getOrDefault(part, new byte[0]);
        assertThat(content).isNotEmpty();
        for (int i = 0; i < content.length; i++) {
            SequencedMap<String, byte[]> mutated = new LinkedHashMap<>(parts);
            mutated.put(part, EvidenceVerifierTest.flipped(content, i, 1 << i % 7));
            refused(ClosedZip.write(mutated), part + " byte " + i);
        }
    }

    /**
     * The same by somebody who also rewrites SHA256SUMS. What he can then change without being refused is what nobody ever
     * signed: the sizes for which a policy says that it holds, as long as they hold for this checkpoint. That is why a policy
     * from elsewhere decides, and with it these are refused too.
     */
    @Test
    void parts_withAnyByteChangedAndSumsThatFit_areRefusedButForUnsignedSizes() throws Exception {
        everyByteChangedAndSummed(255);
    }

    @Test
    @Tag("campaign")
    void parts_withAnyByteChangedToAnyOtherAndSumsThatFit_areRefusedButForUnsignedSizes() throws Exception {
        everyByteChangedAndSummed(1);
    }

    /** @param step from one other value of a byte to the next that is tried; in the line of sizes all are, always */
    private static void everyByteChangedAndSummed(int step) throws Exception {
        SequencedMap<String, byte[]> parts = ClosedZip.read(alone(WORLD));
        int sizesLine = new String(parts.get(POLICY), UTF_8).indexOf('\n');
        List<String> accepted = new ArrayList<>();
        for (String part : parts.keySet()) {
            if (part.equals(EvidenceFile.PAGE) || part.equals(EvidenceFile.SUMS)) {
                continue;
            }
            boolean policy = part.equals(POLICY);
            accepted.addAll(IntStream.range(0, parts.get(part).length)
                    .parallel()
                    .mapToObj(i -> accepted(parts, part, i, policy && i < sizesLine ? 1 : step))
                    .flatMap(List::stream)
                    .toList());
        }
        assertThat(accepted)
                .containsExactlyInAnyOrder(
                        "# sizes 0 -",
                        "# sizes 2 -",
                        "# sizes 3 -",
                        "# sizes 4 -",
                        "# sizes 5 -",
                        "# sizes 6 -",
                        "# sizes 7 -",
                        "# sizes 8 -",
                        "# sizes 9 -");
    }

    /** What of the changes of this byte is not refused: the place of each, or the line of sizes that it makes. */
    private static List<String> accepted(SequencedMap<String, byte[]> parts, String part, int i, int step) {
        List<String> accepted = new ArrayList<>();
        for (int mask = 1; mask < 256; mask += step) {
            SequencedMap<String, byte[]> mutated = new LinkedHashMap<>(parts);
            mutated.put(part, EvidenceVerifierTest.flipped(parts.get(part), i, mask));
            byte[] file = EvidenceVerifierTest.summed(mutated);
            if (verdict(file) != Verdict.REFUSED) {
                accepted.add(
                        part.equals(POLICY) && verdict(file, WORLD.alone()) == Verdict.REFUSED
                                ? new String(mutated.get(part), UTF_8)
                                        .lines()
                                        .findFirst()
                                        .orElseThrow()
                                : part + " byte " + i + " mask " + mask);
            }
        }
        return accepted;
    }

    private static Verdict verdict(byte[] file, TrustPolicy... given) {
        try {
            return VERIFIER.verify(file, List.of(given)).verdict();
        } catch (UnreadableEvidenceException e) {
            throw new AssertionError("it is a zip", e);
        }
    }

    @Test
    void parts_swappedBetweenTwoFiles_areRefused() throws Exception {
        SequencedMap<String, byte[]> first = ClosedZip.read(alone(WORLD));
        // Another event of the same log, the same event of another log, the same event signed by other keys.
        List<byte[]> others = List.of(
                WORLD.evidence(WORLD.alone(), WORLD.event(6, 2, 10)),
                alone(new EvidenceWorld(2)),
                alone(new EvidenceWorld(1, 8)));
        for (byte[] other : others) {
            SequencedMap<String, byte[]> second = ClosedZip.read(other);
            assertThat(second.keySet()).containsExactlyElementsOf(first.keySet());
            for (String part : first.keySet()) {
                if (part.equals(EvidenceFile.PAGE) || Arrays.equals(first.get(part), second.get(part))) {
                    continue;
                }
                SequencedMap<String, byte[]> mixed = new LinkedHashMap<>(first);
                mixed.put(part, second.get(part));
                refused(ClosedZip.write(mixed), part);
                if (!part.equals(EvidenceFile.SUMS)) {
                    refused(EvidenceVerifierTest.summed(mixed), part + " with sums that fit");
                }
            }
        }
    }

    private static void refused(byte[] file, String what) throws Exception {
        VerificationReport report = VERIFIER.verify(file, List.of());
        assertThat(report.verdict()).as(what).isEqualTo(Verdict.REFUSED);
        assertThat(report.reason()).as(what).matches("(?s)(the file|at the start of the file|after .*|[!-~]+): .+");
    }
}
