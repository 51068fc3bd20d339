package org.tallystick.api.record;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.node.Node;
import org.tallystick.api.testing.EvidenceCheck;
import org.tallystick.api.testing.TestEvents;
import org.tallystick.api.testing.TestNode;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.prove.TrustPolicy;
import org.tallystick.ledger.testing.StockTool;

/** What docs/verify.md tells an auditor to type, typed: its fenced blocks {@code sh NAME}, on a file of the running node. */
@QuarkusTest
@QuarkusTestResource(TestNode.class)
class VerifyDocumentTest {
    private static final long LIMIT_SECONDS = 60;

    @Inject
    Node node;

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @TempDir
    Path folder;

    private record Result(int exit, String output) {}

    @BeforeEach
    void download() throws Exception {
        // In the middle of a capture, and of a log, so that every path has hashes on both sides.
        TestEvents.growTo(node.ledger(), 20);
        long index = TestEvents.register(
                node.ledger(),
                TestEvents.event(TestEvents.newEventID()),
                TestEvents.event(TestEvents.newEventID()),
                TestEvents.event(TestEvents.newEventID()),
                TestEvents.event(TestEvents.newEventID()),
                TestEvents.event(TestEvents.newEventID()));
        TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()));
        Files.write(
                folder.resolve("evidence.zip"),
                EvidenceCheck.download("/api/v1/records/" + index + "/2/evidence?at=newest"));
        Files.writeString(folder.resolve("policy"), given().get("/log/policy").asString());
    }

    /** The blocks of that name, one after another. */
    private static String blocks(String name) throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/verify.md"))) {
            folder = folder.getParent();
        }
        Matcher block = Pattern.compile("\n```sh " + name + "\n(.*?\n)```\n", Pattern.DOTALL)
                .matcher(Files.readString(folder.resolve("docs/verify.md")));
        StringBuilder script = new StringBuilder();
        while (block.find()) {
            script.append(block.group(1));
        }
        assertThat(script).as("blocks 'sh " + name + "' of docs/verify.md").isNotEmpty();
        return script.toString();
    }

    private Result run(String name, String... programs) throws Exception {
        String script = blocks(name).replace("http://localhost:8080", "http://127.0.0.1:" + port);
        for (String program : programs) {
            if (bash("command -v " + program).exit() != 0) {
                if ("required".equals(System.getProperty("stock.tools"))) {
                    throw new AssertionError(program + " is not on the PATH");
                }
                return abort(program + " is not on the PATH");
            }
        }
        return bash(script);
    }

    private Result bash(String script) throws Exception {
        ProcessBuilder bash = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script);
        bash.environment()
                .merge(
                        "PATH",
                        Path.of(System.getProperty("user.home"), "go", "bin").toString(),
                        (path, more) -> path + File.pathSeparator + more);
        Path output = folder.resolve("output");
        Process process = bash.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        return new Result(ended ? process.exitValue() : -1, Files.readString(output));
    }

    private Result byHand() throws Exception {
        return run("by-hand", "unzip", "sha256sum", "openssl", "base64", "od", "python3");
    }

    @Test
    void byHand_goodFile_isProven() throws Exception {
        Result result = byHand();
        assertThat(result.output())
                .contains("record 2 of 5 is what was signed for")
                .contains("signed by " + node.organisation().log().latest().did())
                .containsPattern(
                        "entry [0-9]+ in the log " + node.ledger().origin().name())
                .endsWith("Signature Verified Successfully\nproven\n");
        assertThat(result.exit()).isZero();
    }

    @Test
    void byHand_anotherLogsPolicy_isNot() throws Exception {
        NoteSigner other = new NoteSigner(node.ledger().origin().name(), Ed25519SigningKey.ofSeed(new byte[32]));
        Files.writeString(
                folder.resolve("policy"),
                TrustPolicy.ofLog(other.verifierKey(), TrustPolicy.Sizes.from(0))
                        .text());
        Result result = byHand();
        assertThat(result.output())
                .contains("signed by")
                .contains("Verification Failure")
                .doesNotContain("proven");
        assertThat(result.exit()).isNotZero();
    }

    @Test
    void byHand_changedParts_areNot() throws Exception {
        String unpack = "unzip -q evidence.zip -d evidence && cd evidence\n";
        String script = blocks("by-hand");
        assertThat(script).startsWith(unpack);
        byHand(); // skips where the programs are absent
        for (String change : new String[] {
            "sed -i s/OBSERVE/DELETE/ event/1/record.json",
            "printf x | dd of=event/1/salt conv=notrunc status=none",
            "sed -i 's/^position 2/position 1/' event/1/capture-path",
            "sed -i 's/^index .*/index 3/' event/1/statement.tlog-proof",
            "sed -i '2p' event/1/statement.tlog-proof",
            "printf x | dd of=event/1/statement.cose conv=notrunc status=none bs=1"
                    + " seek=$(($(stat -c %s event/1/statement.cose) - 1))"
        }) {
            Result result = bash("rm -rf evidence\n" + unpack + change + "\nsha256sum"
                    + " $(find policy did event -type f) > SHA256SUMS\n" + script.substring(unpack.length()));
            assertThat(result.output()).as(change).doesNotContain("proven");
            assertThat(result.exit()).as(change).isNotZero();
        }
    }

    @Test
    void policyName_isItsIdentity() throws Exception {
        Result result = run("policy-name", "curl", "sha256sum");
        assertThat(result.output()).isEqualTo(node.policies().getFirst().identity() + "  -\n");
    }

    @Test
    void torchwood_asWritten_isOk() throws Exception {
        StockTool.find("torchwood-verify", "tallystick.example/torchwood-verify", ".ci/tools");
        assertThat(run("torchwood", "unzip").output()).startsWith("ok proof of an entry");
    }

    @Test
    void sigstore_asWritten_isVerified() throws Exception {
        StockTool.find("sigstore-verify", "@sigstore/verify", ".ci/tools");
        assertThat(run("sigstore", "unzip").output()).startsWith("verified index");
    }

    @Test
    void fsck_asWritten_isSuccessful() throws Exception {
        StockTool.find("fsck", "github.com/transparency-dev/tessera/cmd/fsck", ".ci/tools");
        assertThat(run("fsck", "curl").output())
                .contains("Successfully fsck'd log with size "
                        + node.ledger().checkpoint().checkpoint().size());
    }

    @Test
    void consistency_asWritten_isAnAnswer() throws Exception {
        assertThat(run("consistency", "curl")).isEqualTo(new Result(0, ""));
    }
}
