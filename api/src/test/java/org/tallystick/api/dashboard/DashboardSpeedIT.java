package org.tallystick.api.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.crash.NodeProcess;
import org.tallystick.api.dashboard.Person.Sight;

/**
 * How long people wait, on a node that holds a million events ({@code -Dtallystick.events=N} for another number). It prints
 * figures and judges none: a machine that does something else at the same time says nothing about the product.
 *
 * <p>The events: items of one product, each packed on one of a hundred pallets a document; and a lot that went into
 * 20,000 items.
 */
@Tag("campaign")
class DashboardSpeedIT {
    private static final int EVENTS = Integer.getInteger("tallystick.events", 1_000_000);
    private static final int DOCUMENT_EVENTS = 200;
    private static final int LOADERS = 4;
    private static final int LOT_ITEMS = 20_000;
    /** Of one event; more in one is no ordinary document. */
    private static final int EVENT_ITEMS = 1_000;

    private static final int SEARCHES = 200;
    private static final int PAGES = 10;
    private static final String LOT = "https://id.gs1.org/01/09521234543213/10/RAW-1";

    @TempDir
    Path folder;

    private record Figures(String what, long[] nanos) {
        @Override
        public String toString() {
            long[] sorted = Arrays.stream(nanos).sorted().toArray();
            return "%-44s p50 %5d ms  p95 %5d ms  max %5d ms  (%d times)"
                    .formatted(what, at(sorted, 50), at(sorted, 95), at(sorted, 100), sorted.length);
        }

        private static long at(long[] sorted, int percent) {
            return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1_000_000;
        }
    }

    @Test
    void figures() throws Exception {
        try (Chromium chromium = Chromium.launch();
                NodeProcess node = NodeProcess.start(folder.resolve("home"));
                HttpClient client = HttpClient.newHttpClient()) {
            say("%,d events, captured in %d s", EVENTS, load(node, client));
            say("scripts, compressed: all %d kB, for the first page %d kB", scripts(), firstScripts(node, client));
            say("%s", new Figures("search, over HTTP", searches(node, client)));
            try (Person person = Person.at(chromium.browser(), node.url(), Sight.DESK)) {
                person.open("/").signIn(node.token()).heading("Today").waitFor();
                say("%s", new Figures("first page usable", firstPages(person, node)));
                say("%s", new Figures("search, from the last key to the answer", typed(person)));
                say("%s", new Figures("trace of " + LOT_ITEMS + " items drawn", traces(person)));
            }
            assertThat(node.stop()).isIn(0, 143);
        }
    }

    private static void say(String format, Object... what) {
        System.out.println("dashboard: " + format.formatted(what));
    }

    // ---- what is there

    private static long load(NodeProcess node, HttpClient client) throws Exception {
        long began = System.nanoTime();
        AtomicInteger next = new AtomicInteger();
        int documents = EVENTS / DOCUMENT_EVENTS;
        try (ExecutorService loaders = Executors.newFixedThreadPool(LOADERS)) {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < LOADERS; i++) {
                all.add(loaders.submit((Callable<Void>) () -> {
                    for (int n = next.getAndIncrement(); n < documents; n = next.getAndIncrement()) {
                        capture(node, client, pallets(n));
                    }
                    return null;
                }));
            }
            for (Future<Void> each : all) {
                each.get();
            }
        }
        for (int from = 0; from < LOT_ITEMS; from += EVENT_ITEMS) {
            capture(node, client, document(List.of(transformation(from))));
        }
        return (System.nanoTime() - began) / 1_000_000_000;
    }

    private static void capture(NodeProcess node, HttpClient client, String document) throws Exception {
        HttpResponse<String> answer = client.send(
                request(node, "/epcis/capture")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(document))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        while (answer.statusCode() == 429 || answer.statusCode() == 503) {
            Thread.sleep(1_000L
                    * Long.parseLong(answer.headers().firstValue("Retry-After").orElse("1")));
            answer = client.send(
                    request(node, "/epcis/capture")
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(document))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        String job = answer.headers().firstValue("Location").orElseThrow();
        while (!client.send(request(node, job).build(), HttpResponse.BodyHandlers.ofString())
                .body()
                .contains("\"finishedAt\"")) {
            Thread.sleep(20);
        }
    }

    private static HttpRequest.Builder request(NodeProcess node, String path) throws IOException {
        return HttpRequest.newBuilder(node.url().resolve(path)).header("Authorization", "Bearer " + node.token());
    }

    private static String pallets(int document) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < DOCUMENT_EVENTS / 2; i++) {
            int number = document * DOCUMENT_EVENTS / 2 + i;
            String item = "https://id.gs1.org/01/09521141123454/21/" + serial(number);
            String pallet = "urn:epc:id:sscc:9521234.1" + "%09d".formatted(number);
            events.add("""
                    {"type":"ObjectEvent","action":"ADD",%s,"epcList":["%s"],"bizStep":"commissioning",\
                    "disposition":"active","bizTransactionList":[{"type":"po","bizTransaction":"urn:epcglobal:cbv:bt:9521234000013:PO-%d"}]}""".formatted(head(number), item, document));
            events.add("""
                    {"type":"AggregationEvent","action":"ADD",%s,"parentID":"%s","childEPCs":["%s"],\
                    "bizStep":"packing","disposition":"in_progress"}""".formatted(head(number), pallet, item));
        }
        return document(events);
    }

    /** Spread, so that pieces of it are found all over the index. */
    private static String serial(int number) {
        return "S%08X".formatted(number * 0x9E3779B1);
    }

    private static String head(int number) {
        return """
                "eventTime":"2026-%02d-%02dT%02d:%02d:00Z","eventTimeZoneOffset":"+00:00",\
                "readPoint":{"id":"https://id.gs1.org/414/9521234000013"}""".formatted(1 + number / 40_320 % 12, 1 + number / 1_440 % 28, number / 60 % 24, number % 60);
    }

    private static String transformation(int from) {
        String outputs = IntStream.range(from, from + EVENT_ITEMS)
                .mapToObj(n -> "\"https://id.gs1.org/01/09521141123454/21/T" + n + "\"")
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        return """
                {"type":"TransformationEvent",%s,"transformationID":"https://id.gs1.org/253/9521141345672RUN1",\
                "inputQuantityList":[{"epcClass":"%s"}],"outputEPCList":[%s],"bizStep":"creating_class_instance"}""".formatted(head(from), LOT, outputs);
    }

    private static String document(List<String> events) {
        return """
                {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"EPCISDocument",\
                "schemaVersion":"2.0","creationDate":"2026-11-24T08:00:00Z","epcisBody":{"eventList":[%s]}}""".formatted(String.join(",", events));
    }

    // ---- what is measured

    private static long scripts() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../web-ui/target/classes/META-INF/resources/assets"))) {
            long bytes = 0;
            for (Path script :
                    files.filter(file -> file.toString().endsWith(".js")).toList()) {
                bytes += compressed(Files.readAllBytes(script));
            }
            return bytes / 1_000;
        }
    }

    /** What the page itself names; the rest is loaded when a view is opened. */
    private static long firstScripts(NodeProcess node, HttpClient client) throws Exception {
        String page = client.send(HttpRequest.newBuilder(node.url()).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        long bytes = 0;
        var names = java.util.regex.Pattern.compile("/assets/[^\"]+\\.js").matcher(page);
        while (names.find()) {
            URI uri = node.url().resolve(names.group());
            bytes +=
                    compressed(client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray())
                            .body());
        }
        return bytes / 1_000;
    }

    private static int compressed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.size();
    }

    private static String piece(RandomGenerator random) {
        String serial = serial(random.nextInt(Math.max(1, EVENTS / 2)));
        return serial.substring(0, random.nextInt(3, serial.length() + 1));
    }

    private static long[] searches(NodeProcess node, HttpClient client) throws Exception {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        long[] nanos = new long[SEARCHES];
        for (int i = 0; i < nanos.length; i++) {
            String path = "/api/v1/search?q=" + URLEncoder.encode(piece(random), UTF_8);
            long began = System.nanoTime();
            HttpResponse<String> answer =
                    client.send(request(node, path).build(), HttpResponse.BodyHandlers.ofString());
            nanos[i] = System.nanoTime() - began;
            assertThat(answer.body()).contains("/21/S");
        }
        return nanos;
    }

    private static long[] firstPages(Person person, NodeProcess node) {
        long[] nanos = new long[PAGES];
        for (int i = 0; i < nanos.length; i++) {
            long began = System.nanoTime();
            person.page().navigate(node.url().toString());
            person.heading("Today").waitFor();
            nanos[i] = System.nanoTime() - began;
        }
        return nanos;
    }

    private static long[] typed(Person person) {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        long[] nanos = new long[PAGES];
        for (int i = 0; i < nanos.length; i++) {
            person.open("/search").page().locator("#search-text").focus();
            String piece = serial(random.nextInt(Math.max(1, EVENTS / 2))).substring(0, 6);
            person.page().keyboard().type(piece);
            long began = System.nanoTime();
            person.page().getByText(piece).first().waitFor();
            nanos[i] = System.nanoTime() - began;
        }
        return nanos;
    }

    private static long[] traces(Person person) {
        long[] nanos = new long[PAGES];
        for (int i = 0; i < nanos.length; i++) {
            person.open("/trace").page().locator("#trace-text").fill(LOT);
            long began = System.nanoTime();
            person.page().keyboard().press("Enter");
            person.page().locator(".picture g.box").first().waitFor();
            nanos[i] = System.nanoTime() - began;
        }
        return nanos;
    }
}
