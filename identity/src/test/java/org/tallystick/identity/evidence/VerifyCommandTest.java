package org.tallystick.identity.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    @TempDir
    Path folder;

    private TestEvidence evidence;
    private String file;
    private String policy;

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void write() throws Exception {
        evidence = new TestEvidence();
        file = Files.write(folder.resolve("evidence.zip"), evidence.file()).toString();
        policy = Files.writeString(folder.resolve("policy"), evidence.policy().text())
                .toString();
    }

    private static Result verify(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = VerifyCommand.run(
                List.of(words),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void verify_underTheGivenPolicy_isProven() {
        Result result = verify(file, "--policy", policy);

        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(result.out()).startsWith("proven: ").contains("entry 1, position 1");
        assertThat(verify("--policy=" + policy, file).exitCode()).isZero();
    }

    @Test
    void verify_withoutAPolicy_isConsistentOnly() {
        Result result = verify(file, "--json");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out())
                .startsWith("{")
                .contains("\"verdict\": \"consistent\"")
                .endsWith("}\n");
    }

    @Test
    void verify_underAnotherPolicyOrDamaged_isRefusedWithTheReason() throws Exception {
        String other = Files.writeString(
                        folder.resolve("other"), evidence.otherPolicy().text())
                .toString();
        Result refused = verify(file, "--policy", other);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out()).startsWith("refused: ");

        byte[] damaged = evidence.file();
        damaged[damaged.length / 2] ^= 1;
        Files.write(Path.of(file), damaged);
        assertThat(verify(file, "--policy", policy).exitCode()).isEqualTo(1);
    }

    @Test
    void verify_whatIsNoEvidenceOrNoPolicy_isUnreadableInOneLine() throws Exception {
        String text = Files.writeString(folder.resolve("text"), "no evidence").toString();
        for (Result result : List.of(
                verify(),
                verify(text),
                verify(folder.resolve("nowhere").toString()),
                verify(folder.toString()),
                verify(file, "--policy"),
                verify(file, "--policy", text),
                verify(file, "--policy", folder.resolve("nowhere").toString()),
                verify(file, file),
                verify(file, "--fast"))) {
            assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
            assertThat(result.err()).startsWith("verify: ").hasLineCount(1);
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void help_namesTheExitCodes() {
        assertThat(verify("--help")).satisfies(result -> {
            assertThat(result.exitCode()).isZero();
            assertThat(result.out()).contains("--policy FILE", "0 proven", "3 consistent", "1 refused", "2 unreadable");
        });
    }
}
