package org.tallystick.api.goods;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.TestNode;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.testing.TestData;

/** docs/scms/Load.java, run as a reader of the documentation runs it: {@code java Load.java}, over HTTP. */
@QuarkusTest
@QuarkusTestResource(TestNode.class)
class ScmsLoadTest {
    private static final String HEADER = "id,project code,po / so #,asn/dn #,delivered to client date,vendor,"
            + "item description,brand,dosage,unit of measure (per pack),line item quantity\n";

    @Inject
    Ledger ledger;

    @TempDir
    Path folder;

    private record Run(int exitCode, List<String> output, String errors) {}

    private long size() {
        return ledger.checkpoint().checkpoint().size();
    }

    private Run load(Path csv) throws IOException, InterruptedException {
        return load(csv, TestNode.administrator());
    }

    private Run load(Path csv, String key) throws IOException, InterruptedException {
        return load(csv, key, "http://localhost:" + RestAssured.port);
    }

    private Run load(Path csv, String key, String url) throws IOException, InterruptedException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("docs/scms/Load.java"))) {
            root = root.getParent();
        }
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dfile.encoding=UTF-8",
                        "-Dstdout.encoding=UTF-8",
                        root.resolve("docs/scms/Load.java").toString(),
                        "--url",
                        url,
                        csv.toString())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        java.environment().put("TALLYSTICK_KEY", key);
        Process process = java.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("the loader hangs: " + Files.readString(errors));
        }
        return new Run(process.exitValue(), Files.readAllLines(output), Files.readString(errors));
    }

    private Path csv(String... rows) throws IOException {
        return Files.writeString(folder.resolve("some.csv"), HEADER + String.join("\n", rows) + "\n");
    }

    @Test
    void load_theHistory_is706ShipmentsAndAgainNothing() throws Exception {
        Path csv = TestData.path("scms/scms-sample.csv");
        long before = size();
        Run first = load(csv);

        assertThat(first.exitCode()).as(first.errors()).isZero();
        assertThat(first.output()).hasSize(1_001);
        assertThat(first.output().getFirst()).startsWith("row 1 ASN-8 logged ");
        assertThat(first.output().getLast()).isEqualTo("706 shipments: 706 logged, 0 known, 0 failed");
        assertThat(size()).isEqualTo(before + 706);
        Caller.reader()
                .queryParam("EQ_bizStep", "shipping")
                .queryParam("perPage", "1000")
                .get("/epcis/events")
                .then()
                .statusCode(200);

        Run second = load(csv);
        assertThat(second.exitCode()).as(second.errors()).isZero();
        assertThat(second.output().getLast()).isEqualTo("706 shipments: 0 logged, 706 known, 0 failed");
        assertThat(second.output().stream()
                        .map(line -> line.replace("known", "logged"))
                        .limit(1_000))
                .isEqualTo(first.output().subList(0, 1_000));
        assertThat(size()).isEqualTo(before + 706);
    }

    @Test
    void load_rowsOfOneNote_areOneShipment_aChangedNoteIsRefused() throws Exception {
        long before = size();
        String first = "1,P,SO-1,DN-T1,2-Jun-06,\"Vendor, Ltd.\",\"Test \"\"kit\"\"\",B,,30,19";
        String second = "2,P,SO-1,DN-T1,2-Jun-06,\"Vendor, Ltd.\",Tablets,B,10mg,60,5";
        Run both = load(csv(first, second));
        assertThat(both.exitCode()).as(both.errors()).isZero();
        assertThat(both.output().getLast()).isEqualTo("1 shipments: 1 logged, 0 known, 0 failed");
        assertThat(size()).isEqualTo(before + 1);

        Run changed = load(csv(first, second.replace(",5", ",6")));
        assertThat(changed.exitCode()).isEqualTo(1);
        assertThat(changed.output().getFirst()).startsWith("row 1 DN-T1 FAILED 422 ");
        assertThat(changed.output().getLast()).isEqualTo("1 shipments: 0 logged, 0 known, 1 failed");
        assertThat(size()).isEqualTo(before + 1);
    }

    @Test
    void load_fileThatCannotBeMapped_sendsNothing() throws Exception {
        long before = size();
        Run run = load(csv(
                "1,P,SO-1,DN-T2,2-Jun-06,Vendor,Tablets,B,10mg,60,5",
                "2,P,SO-1,DN-T3,June,Vendor,Tablets,B,10mg,60,5"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).contains("'June' is no day like 2-Jun-06");
        assertThat(size()).isEqualTo(before);
    }

    @Test
    void load_withAWrongKey_failsAndSaysSo() throws Exception {
        Run run = load(csv("1,P,SO-1,DN-T4,2-Jun-06,Vendor,Tablets,B,10mg,60,5"), "tally_wrong");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output().getFirst()).startsWith("row 1 DN-T4 FAILED 401 ");
    }

    /** A node that is busy twice, then loses an answer, then takes it. */
    @Test
    void load_busyNode_isAskedAgainWithTheSameKeyAndForm() throws Exception {
        List<String> requests = new CopyOnWriteArrayList<>();
        HttpServer busy = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        busy.createContext("/api/v1/shipments", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            requests.add(exchange.getRequestHeaders().getFirst("Idempotency-Key") + " " + form);
            byte[] answer = "{\"events\":[{\"eventID\":\"urn:a:b\",\"index\":7,\"position\":0}]}".getBytes(UTF_8);
            switch (requests.size()) {
                case 1, 2 -> {
                    exchange.getResponseHeaders().add("Retry-After", requests.size() == 1 ? "0" : "1");
                    exchange.sendResponseHeaders(requests.size() == 1 ? 503 : 429, -1);
                }
                case 3 -> {} // closed without an answer
                default -> {
                    exchange.sendResponseHeaders(201, answer.length);
                    exchange.getResponseBody().write(answer);
                }
            }
            exchange.close();
        });
        busy.start();
        try {
            Run run = load(
                    csv("1,P,SO-1,DN-T5,2-Jun-06,Vendor,Tablets,B,10mg,60,5"),
                    "tally_any",
                    "http://localhost:" + busy.getAddress().getPort());

            assertThat(run.exitCode()).as(run.errors()).isZero();
            assertThat(run.output())
                    .containsExactly("row 1 DN-T5 logged 7/0", "1 shipments: 1 logged, 0 known, 0 failed");
            assertThat(requests).hasSizeGreaterThanOrEqualTo(4);
            assertThat(requests).allMatch(requests.getFirst()::equals);
            assertThat(requests.getFirst()).startsWith("scms-DN-T5 {\"number\":\"DN-T5\",");
        } finally {
            busy.stop(0);
        }
    }

    /** What no retry can mend is not tried again. */
    @Test
    void load_nodeThatIsOutForLong_givesUpAtOnce() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        HttpServer out = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        out.createContext("/api/v1/shipments", exchange -> {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Retry-After", "3600");
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        out.start();
        try {
            Run run = load(
                    csv("1,P,SO-1,DN-T6,2-Jun-06,Vendor,Tablets,B,10mg,60,5"),
                    "tally_any",
                    "http://localhost:" + out.getAddress().getPort());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.output().getFirst()).startsWith("row 1 DN-T6 FAILED 503");
            assertThat(requests).hasValue(1);
        } finally {
            out.stop(0);
        }
    }
}
