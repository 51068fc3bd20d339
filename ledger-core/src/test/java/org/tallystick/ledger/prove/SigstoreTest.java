package org.tallystick.ledger.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.ledger.testing.StockTool;
import org.tallystick.ledger.testing.StockTool.Result;

/** Sigstore's own verifier, in JavaScript, on the proofs of our golden log. */
class SigstoreTest {
    @TempDir
    Path log;

    private StockTool sigstoreVerify;

    @BeforeEach
    void write() throws IOException {
        sigstoreVerify = StockTool.find("sigstore-verify", "@sigstore/verify", ".ci/tools");
        GoldenLog.write(GoldenLog.stored(), log);
    }

    @Test
    void sigstore_goldenProofs_areVerified() throws Exception {
        for (int[] place : GoldenLog.PROOFS) {
            Path entry = Files.write(log.resolve("entry"), GoldenLog.entry(place[0]));
            Path proof = log.resolve("proofs/" + place[0] + "-" + place[1] + ".tlog-proof");
            assertThat(sigstoreVerify.run(log.resolve("log.vkey"), proof, entry))
                    .isEqualTo(new Result(0, "verified index " + place[0] + "\n"));
        }
    }

    @Test
    void sigstore_otherEntryIndexSizeOrSignature_isRefused() throws Exception {
        Path entry = Files.write(log.resolve("entry"), GoldenLog.entry(42));
        Path other = Files.write(log.resolve("other"), GoldenLog.entry(43));
        Path proof = log.resolve("proofs/42-300.tlog-proof");
        Map<String, Result> results = new LinkedHashMap<>();
        results.put("entry", sigstoreVerify.run(log.resolve("log.vkey"), proof, other));
        results.put("index", changed(proof, "index 42\n", "index 43\n", entry));
        results.put("size", changed(proof, "\n300\n", "\n301\n", entry));
        String logLine = "\u2014 " + GoldenLog.ORIGIN + " ";
        results.put("log's signature", changed(proof, logLine, logLine + "AAAA", entry));

        assertThat(sigstoreVerify.run(log.resolve("log.vkey"), proof, entry).exit())
                .isZero();
        results.forEach((change, result) -> {
            assertThat(result.exit()).as(change).isEqualTo(1);
            assertThat(result.output()).as(change).startsWith("proof: ");
        });
    }

    private Result changed(Path proof, String from, String to, Path entry) throws Exception {
        String text = Files.readString(proof);
        assertThat(text).containsOnlyOnce(from);
        Path changed = Files.writeString(log.resolve("changed"), text.replace(from, to));
        return sigstoreVerify.run(log.resolve("log.vkey"), changed, entry);
    }
}
