package org.tallystick.api.audit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.identity.evidence.WebvhKeyHistory;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.prove.EvidenceVerifier;
import org.tallystick.ledger.prove.TrustPolicy;
import org.tallystick.ledger.prove.UnreadableEvidenceException;
import org.tallystick.ledger.prove.VerificationReport;

/**
 * Two verifiers that share no line, this one and the browser's in TypeScript, say the same of hundreds of evidence
 * files of which each has something changed. What they would disagree about is what one of them gets wrong.
 */
class BrowserVerifierTest {
    private static final Path WEB_UI = Path.of("../web-ui").toAbsolutePath().normalize();
    private static final Path GOLDEN = WEB_UI.resolve("src/verify/golden");
    private static final int FILES = 700;

    @TempDir
    Path folder;

    @Test
    void changedFiles_haveTheSameVerdictInBoth() throws Exception {
        List<byte[]> golden = List.of(
                Files.readAllBytes(GOLDEN.resolve("solo.zip")), Files.readAllBytes(GOLDEN.resolve("consortium.zip")));
        List<Path> policies = List.of(GOLDEN.resolve("solo.policy"), GOLDEN.resolve("consortium.policy"));
        Random random = new Random(4);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("golden-0.zip", golden.get(0));
        files.put("golden-1.zip", golden.get(1));
        for (int i = 0; i < FILES; i++) {
            files.put("changed-%04d.zip".formatted(i), changed(golden.get(i % 8 == 0 ? 1 : 0), i % 10 == 9, random));
        }
        for (var file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }

        for (List<Path> given : List.of(List.<Path>of(), policies)) {
            SequencedMap<String, String> ours = ours(files, given);
            assertThat(theirs(given)).containsExactlyInAnyOrderEntriesOf(ours);
            assertThat(ours.get("golden-1.zip")).isEqualTo(given.isEmpty() ? "consistent" : "proven");
            assertThat(ours.values().stream()
                            .filter(verdict -> verdict.startsWith("refused"))
                            .count())
                    .isGreaterThan(500);
        }
    }

    @Test
    void goldenFiles_haveTheSameReportInBoth_wordForWord() throws Exception {
        EvidenceVerifier verifier = new EvidenceVerifier(new WebvhKeyHistory());
        for (String name : List.of("solo.zip", "consortium.zip")) {
            byte[] file = Files.readAllBytes(GOLDEN.resolve(name));
            for (List<Path> given : List.of(
                    List.<Path>of(),
                    List.of(GOLDEN.resolve("solo.policy"), GOLDEN.resolve("consortium.policy")),
                    List.of(GOLDEN.resolve("other.policy")))) {
                List<String> words =
                        new ArrayList<>(List.of("--report", GOLDEN.resolve(name).toString()));
                given.forEach(policy -> words.add(policy.toString()));
                String ours = verifier.verify(file, policies(given)).toText();
                if (!given.equals(List.of(GOLDEN.resolve("other.policy")))) {
                    assertThat(browser(words)).isEqualTo(ours);
                } else {
                    // Why it is no policy given is said in each one's own words.
                    assertThat(browser(words).lines().filter(line -> !line.contains("not a policy given")))
                            .containsExactlyElementsOf(ours.lines()
                                    .filter(line -> !line.contains("not a policy given"))
                                    .toList());
                }
            }
        }
    }

    private static SequencedMap<String, String> ours(Map<String, byte[]> files, List<Path> given) throws Exception {
        List<TrustPolicy> policies = policies(given);
        EvidenceVerifier verifier = new EvidenceVerifier(new WebvhKeyHistory());
        SequencedMap<String, String> verdicts = new LinkedHashMap<>();
        for (var file : files.entrySet()) {
            String verdict;
            try {
                VerificationReport report = verifier.verify(file.getValue(), policies);
                verdict = verdict(report.verdict().name().toLowerCase(Locale.ROOT), report.reason());
            } catch (UnreadableEvidenceException e) {
                verdict = "unreadable";
            }
            verdicts.put(file.getKey(), verdict);
        }
        return verdicts;
    }

    private static List<TrustPolicy> policies(List<Path> files) throws Exception {
        List<TrustPolicy> policies = new ArrayList<>();
        for (Path file : files) {
            policies.add(TrustPolicy.parse(Files.readAllBytes(file)));
        }
        return policies;
    }

    /** The word, and the part in which the first thing was wrong: what is wrong there each may say in its own words. */
    private static String verdict(String word, @Nullable String reason) {
        return reason == null || reason.isEmpty() ? word : word + " " + reason.replaceFirst("(?s): .*", "");
    }

    private Map<String, String> theirs(List<Path> given) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(folder.toString()));
        given.forEach(policy -> words.add(policy.toString()));
        Map<String, String> verdicts = new LinkedHashMap<>();
        for (String line : browser(words).lines().toList()) {
            String[] fields = line.split("\t", 3);
            verdicts.put(fields[1], fields[0].equals("unreadable") ? fields[0] : verdict(fields[0], fields[2]));
        }
        return verdicts;
    }

    /** What the browser's verifier says at a shell. */
    private static String browser(List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(WEB_UI.resolve(".tools/deno").toString(), "run", "--allow-read", "--no-check", "--no-lock"));
        command.add("build/verify.ts");
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command).directory(WEB_UI.toFile());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("DENO_NO_UPDATE_CHECK", "1");
        builder.environment().put("DENO_DIR", WEB_UI.resolve("target/deno").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** A byte of the file; or one of a part, in a container and with sums that fit: only the evidence can tell. */
    private static byte[] changed(byte[] golden, boolean anywhere, Random random) {
        byte[] file = golden.clone();
        if (anywhere) {
            file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
            return file;
        }
        SequencedMap<String, Integer> contents = contents(file);
        List<String> names = contents.keySet().stream()
                .filter(name -> !name.equals("SHA256SUMS"))
                .toList();
        String name = names.get(random.nextInt(names.size()));
        int start = contents.getOrDefault(name, 0);
        int at = start + random.nextInt(size(file, name, start));
        byte before = file[at];
        boolean digit = before >= '0' && before <= '9' && random.nextBoolean();
        file[at] = digit ? (byte) ('0' + random.nextInt(10)) : (byte) (before ^ 1 << random.nextInt(8));

        int sumsStart = contents.getOrDefault("SHA256SUMS", 0);
        String sums = new String(file, sumsStart, size(file, "SHA256SUMS", sumsStart), ISO_8859_1);
        int line = sums.indexOf("  " + name + "\n");
        if (line >= 0) {
            byte[] content = new byte[size(file, name, start)];
            System.arraycopy(file, start, content, 0, content.length);
            byte[] sum = Hash.sha256(content).toString().getBytes(ISO_8859_1);
            System.arraycopy(sum, 0, file, sumsStart + line - sum.length, sum.length);
        }
        contents.forEach((part, contentStart) -> fitCrc32(file, part, contentStart));
        return file;
    }

    /** Where the content of each part starts. */
    private static SequencedMap<String, Integer> contents(byte[] file) {
        SequencedMap<String, Integer> contents = new LinkedHashMap<>();
        ByteBuffer zip = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; zip.getInt(at) == 0x04034b50; ) {
            int nameLength = zip.getShort(at + 26);
            int start = at + 30 + nameLength;
            contents.put(new String(file, at + 30, nameLength, ISO_8859_1), start);
            at = start + zip.getInt(at + 18);
        }
        return contents;
    }

    private static int size(byte[] file, String name, int contentStart) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(contentStart - name.length() - 30 + 18);
    }

    /** In the part's own header and in the directory, which names it at the end of its entry. */
    private static void fitCrc32(byte[] file, String name, int contentStart) {
        ByteBuffer zip = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        CRC32 crc = new CRC32();
        crc.update(file, contentStart, size(file, name, contentStart));
        zip.putInt(contentStart - name.length() - 30 + 14, (int) crc.getValue());
        int entry = zip.getInt(file.length - 6);
        while (zip.getInt(entry + 42) != contentStart - name.length() - 30) {
            entry += 46 + zip.getShort(entry + 28);
        }
        zip.putInt(entry + 16, (int) crc.getValue());
    }
}
