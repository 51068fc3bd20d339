package org.tallystick.api.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.crash.NodeProcess;
import org.tallystick.api.dashboard.Person.Sight;
import org.tallystick.identity.evidence.VerifyCommand;

/** An auditor in a real browser: evidence is checked there, by the second verifier, and nothing of it is sent anywhere. */
class VerifyIT {
    private static final Path GOLDEN = Path.of("../web-ui/src/verify/golden").toAbsolutePath();
    private static final String EVENT = "urn:uuid:" + UUID.randomUUID();
    private static final String PREFIX =
            "{\"@context\":[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\",{\"x\":\"https://x.example/\"}],"
                    + "\"type\":\"ObjectEvent\",\"eventTime\":\"2026-11-24T10:00:00Z\",\"eventTimeZoneOffset\":\"+00:00\","
                    + "\"action\":\"OBSERVE\",\"bizStep\":\"shipping\",\"epcList\":[\"https://id.gs1.org/00/195212340000000188\"],"
                    + "\"eventID\":\"";

    /** An innocent name, written backwards behind a letter that turns the writing round; and markup. */
    private static final String HIDDEN = "\u202egnp.eciovni\u202c<img src=x onerror=\\\"window.hurt=1\\\">";

    private static final Pattern WARN = Pattern.compile(".*\\bwarn\\b.*");
    private static final Pattern BAD = Pattern.compile(".*\\bbad\\b.*");

    @TempDir
    static Path folder;

    private static Chromium chromium;
    private static NodeProcess node;
    private static Path evidence;
    private static Path policy;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.launch();
        node = NodeProcess.start(folder.resolve("home"));
        post(PREFIX + EVENT + "\",\"x:note\":\"" + HIDDEN + "\"}");
        evidence = Files.write(folder.resolve("evidence.zip"), get(events(EVENT) + "/evidence"));
        policy = Files.write(folder.resolve("policy"), get("/log/policy"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (node != null) {
            node.stop();
            node.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    private static String events(String eventID) {
        return "/api/v1/events/" + URLEncoder.encode(eventID, UTF_8);
    }

    private static byte[] get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(node.url().resolve(path)).GET());
    }

    private static byte[] send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> response = client.send(
                    request.header("Authorization", "Bearer " + node.token())
                            .header("Content-Type", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(response.statusCode())
                    .as(new String(response.body(), UTF_8))
                    .isBetween(200, 299);
            return response.body();
        }
    }

    private static Person person(Sight sight) {
        return Person.at(chromium.browser(), node.url(), sight);
    }

    private static Locator verdict(Person person, String word) {
        Locator verdict = person.page().locator(".verdict[data-verdict='" + word + "']");
        verdict.waitFor();
        return verdict;
    }

    /** What {@code ./tallystick verify} prints. */
    private static List<String> commandSays(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        VerifyCommand.run(List.of(words), new PrintStream(out, true, UTF_8), System.err);
        return out.toString(UTF_8).lines().toList();
    }

    @Test
    void verify_aFileByKeyboardAndNotSignedIn_saysWhatTheCommandSaysAndAsksNobody() throws Exception {
        try (Person person = person(Sight.DESK)) {
            // From the start: that dialogs are to come here takes its way to the browser.
            Deque<FileChooser> dialogs = new ArrayDeque<>();
            person.page().onFileChooser(dialogs::add);
            person.open("/").heading("Sign in").waitFor();
            person.page().locator(".sign-in .aside a[href='/verify']").focus();
            person.press("Enter");
            // The view's heading gets the focus; who tabs sooner is fetched back to it.
            assertThat(person.heading("Verify")).isFocused();
            List<String> asked = new ArrayList<>();
            person.page().onRequest(request -> asked.add(request.url()));
            // Offline, whoever would ask gets nothing either.
            person.context().setOffline(true);

            chooseByKeyboard(person, dialogs, "#evidence", evidence);
            Locator consistent = verdict(person, "consistent");
            assertThat(consistent)
                    .containsText("the file agrees with itself. Whether to believe its policy is another question");

            chooseByKeyboard(person, dialogs, "#policy", policy);
            Locator proven = verdict(person, "proven");
            List<String> said = commandSays(evidence.toString(), "--policy", policy.toString());
            assertThat(proven).containsText(said.getFirst());
            assertThat(proven)
                    .containsText(said.stream()
                            .filter(line -> line.startsWith("Key time and recordTime: "))
                            .findFirst()
                            .orElseThrow());
            List<String> checks = said.stream()
                    .filter(line -> line.startsWith("  ok      "))
                    .map(line -> line.substring("  ok      ".length()))
                    .toList();
            assertThat(checks).hasSizeGreaterThan(14);
            assertThat(person.page().locator(".step .code").allTextContents())
                    .containsExactlyInAnyOrderElementsOf(checks);
            assertThat(person.page().locator(".step.failed")).hasCount(0);
            person.sees("index.html was not checked");
            assertThat(asked).isEmpty();
            person.context().setOffline(false);
            person.screenshot("verify-proven").isAccessible();
        }
    }

    /** Tab to the field, Enter, and the file in the dialog that opens. */
    private static void chooseByKeyboard(Person person, Deque<FileChooser> dialogs, String field, Path file) {
        focusByTab(person, field);
        person.press("Enter");
        person.page().waitForCondition(() -> !dialogs.isEmpty());
        dialogs.remove().setFiles(file);
    }

    /** Tab until the focus is there, as who has no mouse gets there. */
    private static void focusByTab(Person person, String selector) {
        for (int tabs = 0; tabs < 60; tabs++) {
            person.press("Tab");
            if (Boolean.TRUE.equals(
                    person.page().evaluate("selector => document.activeElement.matches(selector)", selector))) {
                return;
            }
        }
        throw new AssertionError("no way to " + selector + " by Tab");
    }

    @Test
    void verify_aFileThatWasTamperedWith_namesWhatIsWrong() throws Exception {
        byte[] changed = Files.readAllBytes(evidence);
        int content = new String(changed, ISO_8859_1).indexOf("195212340000000188\"]");
        changed[content + 17] = '5';
        fitCrc32(changed, "event/1/record.json");
        Path tampered = Files.write(folder.resolve("tampered.zip"), changed);
        Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(changed, changed.length - 40));
        try (Person person = person(Sight.DESK)) {
            person.open("/verify").heading("Verify").waitFor();
            person.page().locator("#evidence").setInputFiles(tampered);
            Locator refused = verdict(person, "refused");
            assertThat(refused).containsText("event/1/record.json");
            assertThat(refused).containsText("This record is not what was signed: record, salt or path was changed.");
            assertThat(person.page().locator(".step.failed[data-step='record']"))
                    .isVisible();
            assertThat(person.page().locator(".step.failed[data-step='sums']")).isVisible();
            assertThat(refused)
                    .containsText(commandSays(tampered.toString()).getFirst().substring("refused: ".length()));
            person.screenshot("verify-refused").isAccessible();

            person.page().locator("#evidence").setInputFiles(cut);
            assertThat(verdict(person, "refused")).containsText("changed, added or taken away");
        }
    }

    /** In the part's own header and in the directory. */
    private static void fitCrc32(byte[] file, String part) {
        ByteBuffer zip = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        byte[] name = part.getBytes(UTF_8);
        int crc = 0;
        for (int at = 0; zip.getInt(at) == 0x04034b50; ) {
            int content = at + 30 + zip.getShort(at + 26);
            int size = zip.getInt(at + 18);
            if (Arrays.equals(name, Arrays.copyOfRange(file, at + 30, content))) {
                CRC32 sum = new CRC32();
                sum.update(file, content, size);
                crc = (int) sum.getValue();
                zip.putInt(at + 14, crc);
            }
            at = content + size;
        }
        for (int entry = zip.getInt(file.length - 6); zip.getInt(entry) == 0x02014b50; ) {
            int nameLength = zip.getShort(entry + 28);
            if (Arrays.equals(name, Arrays.copyOfRange(file, entry + 46, entry + 46 + nameLength))) {
                zip.putInt(entry + 16, crc);
            }
            entry += 46 + nameLength;
        }
    }

    @Test
    void verify_theFileOfAnotherTallystick_isProvenUnderItsPoliciesAndRefusedUnderOurs() throws Exception {
        try (Person person = person(Sight.DESK.in("de-DE"))) {
            person.open("/verify").heading("Prüfen").waitFor();
            drop(
                    person,
                    GOLDEN.resolve("consortium.zip"),
                    GOLDEN.resolve("solo.policy"),
                    GOLDEN.resolve("consortium.policy"));
            assertThat(verdict(person, "proven")).containsText("für Ereignis 4: 3 von 4 Validatoren: w0, w1, w2.");
            assertThat(person.page().locator(".policies li")).hasCount(2);
            person.screenshot("verify-consortium-de").isAccessible().fits();

            // Our own word is of another log; and it is marked as what it is.
            person.button("Die eigene Richtlinie dieses Servers nehmen").click();
            assertThat(verdict(person, "refused")).containsText("policy/1/policy");
            assertThat(person.page().locator(".policies .tag")).hasText("dieses Servers eigenes Wort");
            drop(person, evidence);
            Locator weak = verdict(person, "proven");
            assertThat(weak).hasClass(WARN);
            assertThat(weak).containsText("Diese Richtlinie ist das eigene Wort dieses Servers");
        }
    }

    /** Files let go over the page. */
    private static void drop(Person person, Path... files) throws IOException {
        List<List<String>> contents = new ArrayList<>();
        for (Path file : files) {
            contents.add(List.of(
                    file.getFileName().toString(), Base64.getEncoder().encodeToString(Files.readAllBytes(file))));
        }
        person.page()
                .evaluate(
                        "files => { const transfer = new DataTransfer(); for (const [name, base64] of files)"
                                + " transfer.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], name));"
                                + " document.querySelector('main').dispatchEvent("
                                + "new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true})); }",
                        contents);
    }

    @Test
    void verify_whatIsNoEvidence_isRefusedWithItsReason() throws Exception {
        Path rubbish = Files.writeString(folder.resolve("rubbish.zip"), "no zip at all");
        Path empty = Files.writeString(folder.resolve("empty.zip"), "");
        Path large = folder.resolve("large.zip");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength((64L << 20) + 1);
        }
        Path noPolicy = Files.writeString(folder.resolve("letter.txt"), "Dear auditor\n");
        Path largePolicy = Files.write(folder.resolve("large.policy"), new byte[256 * 1024 + 1]);
        try (Person person = person(Sight.DESK)) {
            person.open("/verify").heading("Verify").waitFor();
            person.page().locator("#evidence").setInputFiles(rubbish);
            assertThat(verdict(person, "unreadable"))
                    .containsText("not an evidence file: it neither begins nor ends as a zip file does");
            person.page().locator("#evidence").setInputFiles(empty);
            person.sees("empty.zip is empty");
            assertThat(person.page().locator(".verdict")).hasCount(0);
            person.page().locator("#evidence").setInputFiles(large);
            person.sees("An evidence file has at most 67,108,864: it is checked in memory");
            person.page().locator("#policy").setInputFiles(noPolicy);
            person.sees("letter.txt is no policy");
            person.page().locator("#policy").setInputFiles(largePolicy);
            person.sees("A policy has at most 262,144: room for 128 signers");
            drop(person, evidence, rubbish);
            person.sees("One evidence file at a time; these are 2");
            person.isAccessible();
        }
    }

    @Test
    void event_itsProof_isCheckedHereStepByStep() throws Exception {
        for (Sight sight : List.of(Sight.DESK, Sight.DESK.dark().wide(390), Sight.DESK.wide(320))) {
            try (Person person = person(sight).open("/").signIn(node.token())) {
                person.open("/event?id=" + URLEncoder.encode(EVENT, UTF_8))
                        .page()
                        .locator("article.record")
                        .waitFor();
                // Who signed, with which key of which version.
                String key = person.page()
                        .locator("article.record a.code[href*='versionId']")
                        .textContent();
                assertThat(key).matches("did:webvh:.*\\?versionId=1-[A-Za-z0-9]+#key-1");
                person.button("Check the proof here").click();
                Locator verdict = verdict(person, "consistent");
                assertThat(verdict).containsText("byte for byte, those that this page shows");
                assertThat(person.page().locator(".step.held[data-step='signature']"))
                        .isVisible();
                assertThat(person.page().locator(".step.failed")).hasCount(0);
                assertThat(person.page().locator(".proof .facts")).containsText(key);
                Download download = person.page()
                        .waitForDownload(
                                () -> person.button("Save the evidence").click());
                assertThat(Files.readAllBytes(download.path())).isEqualTo(get(events(EVENT) + "/evidence"));
                person.screenshot("event-proof-" + sight.width()).isAccessible().fits();
            }
        }
    }

    @Test
    void event_shownOtherwiseThanItsEvidence_isNotBelieved() throws Exception {
        String path = JsonPath.from(new String(get(events(EVENT)), UTF_8)).getString("member[0].record");
        String honest = new String(get(path), UTF_8);
        try (Person person = person(Sight.DESK).open("/").signIn(node.token())) {
            person.page()
                    .route(
                            "**/api/v1/records/*/0",
                            route -> route.fulfill(new Route.FulfillOptions()
                                    .setContentType("application/ld+json")
                                    .setBody(honest.replace("195212340000000188", "195212340000000195"))));
            person.open("/event?id=" + URLEncoder.encode(EVENT, UTF_8)).sees("195212340000000195");
            person.button("Check the proof here").click();
            Locator verdict = verdict(person, "consistent");
            assertThat(verdict).hasClass(BAD);
            assertThat(verdict).containsText("is not in the file: do not believe what is shown");
        }
    }

    @Test
    void event_thatWasTakenBack_isProvenWithItsCorrection() throws Exception {
        String wrong = "urn:uuid:" + UUID.randomUUID();
        String right = "urn:uuid:" + UUID.randomUUID();
        post(PREFIX + wrong + "\"}");
        post(PREFIX.replace("shipping", "receiving") + right + "\"}");
        post(PREFIX + wrong + "\",\"errorDeclaration\":{\"declarationTime\":\"2026-11-24T11:00:00Z\","
                + "\"reason\":\"incorrect_data\",\"correctiveEventIDs\":[\"" + right + "\"]}}");
        try (Person person = person(Sight.DESK).open("/").signIn(node.token())) {
            person.open("/event?id=" + URLEncoder.encode(wrong, UTF_8)).sees("Its issuer has declared this wrong.");
            person.sees("2 records have this event ID");
            person.button("Check the proof here").click();
            assertThat(verdict(person, "consistent")).containsText("byte for byte, those that this page shows");
            // Both records of its name, and that of what is right instead.
            assertThat(person.page().locator(".proof article")).hasCount(3);
            assertThat(person.page().locator(".step.held[data-step='order']")).hasCount(2);
            person.screenshot("event-proof-corrected").isAccessible();
            person.page()
                    .locator("article.record a[href='/event?id=" + URLEncoder.encode(right, UTF_8) + "']")
                    .first()
                    .click();
            person.heading("Received").first().waitFor();
        }
    }

    /** Nobody reads 3,000 checks: what holds is folded, and the page lives on while they are made. */
    @Test
    void verify_aFileOfManyEvents_foldsThem() throws Exception {
        String name = "urn:uuid:" + UUID.randomUUID();
        String context = PREFIX.substring(1, PREFIX.indexOf(",\"type\""));
        String event = "{" + PREFIX.substring(PREFIX.indexOf("\"type\""));
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            list.append(i == 0 ? "" : ",")
                    .append(event)
                    .append(name)
                    .append("\",\"x:n\":")
                    .append(i)
                    .append('}');
        }
        send(HttpRequest.newBuilder(node.url().resolve("/epcis/capture"))
                .POST(HttpRequest.BodyPublishers.ofString("{" + context
                        + ",\"type\":\"EPCISDocument\",\"schemaVersion\":\"2.0\",\"creationDate\":\"2026-11-24T10:00:00Z\","
                        + "\"epcisBody\":{\"eventList\":[" + list + "]}}")));
        Path many = folder.resolve("many.zip");
        try (Person person = person(Sight.DESK)) {
            person.page().waitForCondition(() -> isThere(events(name)));
            Files.write(many, get(events(name) + "/evidence"));
            person.open("/verify").heading("Verify").waitFor();
            long began = System.nanoTime();
            person.page().locator("#evidence").setInputFiles(many);
            verdict(person, "consistent");
            System.out.printf("200 events verified in the browser in %d ms%n", (System.nanoTime() - began) / 1_000_000);
            assertThat(person.page().locator(".proof article")).hasCount(24);
            assertThat(person.page().locator(".steps")).hasCount(24);
            assertThat(person.page().locator(".step.failed")).hasCount(0);
            assertThat(person.page().locator("[data-checks]")).hasText("3,003 checks made");
            person.isAccessible();
            person.button("Show all 200").click();
            assertThat(person.page().locator(".proof article")).hasCount(200);
            assertThat(person.page().locator(".steps")).hasCount(203);
        }
    }

    private static boolean isThere(String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                                    HttpRequest.newBuilder(node.url().resolve(path))
                                            .header("Authorization", "Bearer " + node.token())
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a test", e);
        }
    }

    private static void post(String event) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(node.url().resolve("/epcis/events"))
                .POST(HttpRequest.BodyPublishers.ofString(event)));
    }

    @Test
    void event_whoseTextHidesSomething_showsIt() throws Exception {
        try (Person person = person(Sight.DESK).open("/").signIn(node.token())) {
            person.open("/event?id=" + URLEncoder.encode(EVENT, UTF_8)).sees("Exact bytes");
            assertThat(person.page().locator("article.record dl.facts").first())
                    .containsText("x:note: U+202Egnp.eciovniU+202C<img src=x");
            person.page().getByText("Exact bytes").click();
            Locator shown = person.page().locator("article.record pre");
            assertThat(shown).containsText("U+202Egnp.eciovniU+202C<img src=x");
            assertThat(person.page().evaluate("() => window.hurt === undefined"))
                    .isEqualTo(true);
        }
    }

    @Test
    void verifyPage_inEachWidthThemeAndLanguage_isAccessibleAndFits() throws Exception {
        for (Sight sight : List.of(
                Sight.DESK,
                Sight.DESK.dark(),
                Sight.DESK.wide(390).in("de-DE"),
                Sight.DESK.wide(320).dark())) {
            try (Person person = person(sight)) {
                String look = sight.width() + "-" + sight.scheme();
                person.open("/verify")
                        .page()
                        .locator("#evidence")
                        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
                person.screenshot("verify-" + look).isAccessible().fits();
                drop(person, GOLDEN.resolve("consortium.zip"));
                verdict(person, "consistent");
                person.screenshot("verify-consistent-" + look).isAccessible().fits();
            }
        }
    }
}
