package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.note.Cosigner;
import org.tallystick.ledger.prove.VerificationReport.Verdict;

/** Evidence files with one thing changed, whatever it is: refused, and the message names what. */
class EvidenceMutationTest {
    private static final EvidenceWorld WORLD = new EvidenceWorld(1);
    private static final EvidenceVerifier VERIFIER = new EvidenceVerifier(new ToyKeyHistory());

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
        everyByteChanged(quorum, "policy/1/policy");
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
        SequencedMap<String, byte[]> parts = ClosedZip.read(alone(WORLD));
        int sizesLine = new String(parts.get("policy/1/policy"), UTF_8).indexOf('\n');
        List<String> accepted = new ArrayList<>();
        for (String part : parts.keySet()) {
            if (part.equals(EvidenceFile.PAGE) || part.equals(EvidenceFile.SUMS)) {
                continue;
            }
            byte[] content = parts.get(part);
            for (int i = 0; i < content.length; i++) {
                // Every other character in the line of sizes, one other elsewhere.
                int step = part.equals("policy/1/policy") && i < sizesLine ? 1 : 255;
                for (int mask = 1; mask < 256; mask += step) {
                    SequencedMap<String, byte[]> mutated = new LinkedHashMap<>(parts);
                    mutated.put(part, EvidenceVerifierTest.flipped(content, i, mask));
                    byte[] file = EvidenceVerifierTest.summed(mutated);
                    if (VERIFIER.verify(file, List.of()).verdict() != Verdict.REFUSED) {
                        accepted.add(new String(mutated.get(part), UTF_8)
                                .lines()
                                .findFirst()
                                .orElseThrow());
                        assertThat(part).isEqualTo("policy/1/policy");
                        assertThat(i).isLessThan(sizesLine);
                        assertThat(VERIFIER.verify(file, List.of(WORLD.alone())).verdict())
                                .isEqualTo(Verdict.REFUSED);
                    }
                }
            }
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

    @Test
    @Tag("campaign")
    void parts_withAnyByteChangedToAnyOther_areRefused() throws Exception {
        SequencedMap<String, byte[]> parts = ClosedZip.read(consortium(WORLD));
        for (String part : parts.keySet()) {
            byte[] content = parts.get(part);
            for (int i = 0; i < content.length && !part.equals(EvidenceFile.PAGE); i++) {
                for (int mask = 1; mask < 256; mask++) {
                    SequencedMap<String, byte[]> mutated = new LinkedHashMap<>(parts);
                    mutated.put(part, EvidenceVerifierTest.flipped(content, i, mask));
                    refused(ClosedZip.write(mutated), part + " byte " + i + " mask " + mask);
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
