package org.tallystick.api.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.crash.NodeProcess;
import org.tallystick.api.dashboard.Person.Sight;

/** The packaged application in a real browser, each job as its user does it. */
class DashboardIT {
    private static final String LOT = "https://id.gs1.org/01/09521234543213/10/TEA-7";
    private static final String PALLET = "195212340000000171";
    private static final String WAREHOUSE = "9521234000013";
    private static final String SHOP = "9521234567899";

    @TempDir
    static Path folder;

    private static Chromium chromium;
    private static NodeProcess node;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.launch();
        node = NodeProcess.start(folder.resolve("home"));
        put("/api/v1/places/" + WAREHOUSE, "{\"name\":\"Lager Hamburg\",\"own\":true}");
        put("/api/v1/places/" + SHOP, "{\"name\":\"Laden Süd\",\"own\":false}");
        put("/api/v1/products/09521234543213", "{\"name\":\"Green tea 100 g\"}");
        post("/api/v1/shipments", """
                {"number":"DN-1","shippedAt":"2026-11-23T08:30:00+01:00","from":"9521234000013","to":"9521234567899",
                 "purchaseOrders":["PO 17"],
                 "packages":[{"sscc":"195212340000000188","contents":[{"gtin":"09521234543213","lot":"TEA-7","quantity":48}]}]}""");
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

    private static void post(String path, String body) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(node.url().resolve(path)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static void put(String path, String body) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(node.url().resolve(path)).PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(node.url().resolve(path)).GET());
    }

    private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    request.header("Authorization", "Bearer " + node.token())
                            .header("Content-Type", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
            return response.body();
        }
    }

    private static byte[] photo() throws IOException {
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), "jpeg", jpeg);
        return jpeg.toByteArray();
    }

    private static Person person(Sight sight) {
        return Person.at(chromium.browser(), node.url(), sight);
    }

    private static Person signedIn(Sight sight, String path) throws IOException {
        return person(sight).open(path).signIn(node.token());
    }

    @Test
    void signIn_withAKey_leavesNothingOfItInReachOfScripts() throws Exception {
        try (Person person = person(Sight.DESK)) {
            person.open("/search").chooseKey().page().locator("#key").fill("tally_nonsense");
            person.press("Enter").sees("A key begins with tally_");
            person.page().locator("#key").fill("tally_aaaaaaaaaa_" + "A".repeat(43));
            person.press("Enter").sees("This key is unknown");
            person.signIn(node.token());
            assertThat(person.page().evaluate("() => document.cookie")).isEqualTo("");
            assertThat((String) person.page().evaluate("() => JSON.stringify({...localStorage, ...sessionStorage})"))
                    .doesNotContain("tally_");
            person.page().reload();
            person.heading("Search").waitFor();
            person.page().locator(".settings summary").click();
            person.button("Sign out").click();
            person.heading("Sign in").waitFor();
            assertThat(person.context().cookies()).isEmpty();
        }
    }

    @Test
    void search_byAPieceThenTheEvent_showsFactsBytesAndPlaceInTheLog() throws Exception {
        try (Person person = signedIn(Sight.DESK, "/")) {
            person.heading("Today").waitFor();
            person.press("/").heading("Search").waitFor();
            person.type("TEA").sees("Green tea 100 g, lot TEA-7");
            person.page().waitForURL("**/search?q=TEA");
            person.text("Green tea 100 g, lot TEA-7").click();
            person.page().locator(".subject").waitFor();
            person.page()
                    .getByRole(AriaRole.LINK, new com.microsoft.playwright.Page.GetByRoleOptions().setName("Packed"))
                    .first()
                    .click();
            person.heading("Packed").first().waitFor();
            person.sees("48 pieces").sees("Lager Hamburg").sees("Entry ");
            person.page().getByText("Exact bytes").click();
            String shown = person.page().locator("pre").textContent();
            String path = person.page().locator("article details a").getAttribute("href");
            assertThat(shown).isEqualTo(get(path));
            // A link is a view: another window of the same person shows the same.
            person.open("/search?q=" + java.net.URLEncoder.encode(LOT, java.nio.charset.StandardCharsets.UTF_8)
                            + "&step=shipping")
                    .sees("Nothing here has that identifier");
            person.open("/search?q=195212340000000189").sees("its last digit should be 8");
        }
    }

    @Test
    void ship_aPalletToAKnownPartner_takesTwoScansAndOneConfirmation() throws Exception {
        try (Person person = signedIn(Sight.DESK, "/")) {
            // Where it leaves from is asked once and remembered.
            person.page().evaluate("gln => localStorage.setItem('tallystick.from', gln)", WAREHOUSE);
            person.open("/").heading("Today").waitFor();
            person.press("s").heading("Ship").waitFor();
            person.scan("]C100" + PALLET).sees("Package " + PALLET);
            person.scan("(414)" + SHOP).sees("To Laden Süd.");
            person.press("Enter").sees("It is sealed in");
            person.heading("Shipped").waitFor();
            assertThat(person.scans()).isLessThanOrEqualTo(3);
            assertThat(person.keys()).isEqualTo(2);
            assertThat(get("/epcis/events?EQ_bizStep=shipping&MATCH_anyEPC=https://id.gs1.org/00/" + PALLET))
                    .contains("\"bizStep\":\"shipping\"")
                    .contains(SHOP);
        }
    }

    @Test
    void ship_scansOfEveryKind_areReadCountedAndPacked() throws Exception {
        try (Person person = signedIn(Sight.DESK, "/ship")) {
            person.heading("Ship").waitFor();
            person.scan("195212340000000201").scan("195212340000000201").sees("What you scan now goes into");
            person.scan("]d2010952123454321310LOT9\u001d3712").sees("1 thing in it");
            person.scan("https://id.gs1.org/01/09521141123454/21/1001").sees("serial 1001");
            person.scan("(01)09521141123454(21)1001").sees("is in this shipment already");
            person.scan("195212340000000202").sees("its last digit should be 1");
            person.scan("httpsÖ--id.gs1.org-01-09521141123454").sees("another keyboard layout");
            assertThat(person.page().locator("ul.goods li li")).hasCount(2);
            person.screenshot("ship-scanned");
        }
    }

    @Test
    void ship_takenBack_isAsBefore_andRecordsNothing() throws Exception {
        try (Person person = signedIn(Sight.DESK, "/")) {
            person.page().evaluate("gln => localStorage.setItem('tallystick.from', gln)", WAREHOUSE);
            person.open("/ship").heading("Ship").waitFor();
            person.scan("195212340000000218")
                    .scan("(414)" + SHOP)
                    .press("Enter")
                    .sees("It is sealed in");
            person.press("Escape").heading("Goods").waitFor();
            person.sees("Package 195212340000000218");
            Thread.sleep(6_000);
            assertThat(get("/epcis/events?MATCH_anyEPC=https://id.gs1.org/00/195212340000000218"))
                    .doesNotContain("shipping");
        }
    }

    @Test
    void ship_withAPhoto_isShownWithItsEventUntilItIsErased() throws Exception {
        byte[] photo = photo();
        try (Person person = signedIn(Sight.DESK, "/")) {
            person.page().evaluate("gln => localStorage.setItem('tallystick.from', gln)", WAREHOUSE);
            person.open("/ship").heading("Ship").waitFor();
            Locator files = person.page().locator("#attach");
            files.setInputFiles(new FilePayload("notes.txt", "text/plain", "no photo".getBytes(UTF_8)));
            person.sees("Photos are JPEG, PNG or WebP, papers are PDF.");
            files.setInputFiles(new FilePayload("ramp <b>.jpg", "image/jpeg", photo));
            person.sees("ramp <b>.jpg");
            person.scan("195212340000000317")
                    .scan("(414)" + SHOP)
                    .press("Enter")
                    .sees("It is sealed in");
            person.heading("Shipped").waitFor();
            person.open("/search?q=195212340000000317")
                    .page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Shipped"))
                    .first()
                    .click();
            Locator link = person.page().locator("a[href^='/api/v1/attachments/']");
            assertThat(link).hasText("No. 1");
            String path = link.getAttribute("href");
            String fetched = "async path => { const answer = await fetch(path);"
                    + " return answer.status + ' ' + (await answer.arrayBuffer()).byteLength; }";
            assertThat(person.page().evaluate(fetched, path)).isEqualTo("200 " + photo.length);
            send(HttpRequest.newBuilder(node.url().resolve(path)).DELETE());
            assertThat(person.page().evaluate(fetched, path).toString()).startsWith("410 ");
        }
    }

    @Test
    void ship_whileTheConnectionIsLostAndTheBrowserClosed_isSentOnce() throws Exception {
        try (Person person = signedIn(Sight.DESK, "/")) {
            person.page().evaluate("gln => localStorage.setItem('tallystick.from', gln)", WAREHOUSE);
            person.open("/ship").heading("Ship").waitFor();
            person.scan("195212340000000225");
            // Half done, closed and opened again.
            person.page().close();
            var again = person.context().newPage();
            again.navigate(node.url().resolve("/ship").toString());
            assertThat(again.getByText("You began this shipment before")).isVisible();
            again.locator("#scan").fill("(414)" + SHOP);
            again.keyboard().press("Enter");
            person.context().setOffline(true);
            again.keyboard().press("Enter");
            assertThat(again.getByText("No connection. It is kept here"))
                    .isVisible(new com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions()
                            .setTimeout(15_000));
            again.close();
            person.context().setOffline(false);
            var third = person.context().newPage();
            third.navigate(node.url().toString());
            assertThat(third.getByText("is kept here and not sent yet"))
                    .isHidden(new com.microsoft.playwright.assertions.LocatorAssertions.IsHiddenOptions()
                            .setTimeout(15_000));
            assertThat(third.locator("table.events th a").first()).hasText("Shipped");
            String events =
                    get("/epcis/events?EQ_bizStep=shipping&MATCH_anyEPC=https://id.gs1.org/00/195212340000000225");
            assertThat(events.split("\"eventID\"", -1)).hasSize(2);
        }
    }

    @Test
    void receive_againstTheAnnouncement_findsWhatIsMissingAndWhatIsTooMuch() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int serial = 1; serial <= 15; serial++) {
            lines.append(serial == 1 ? "" : ",")
                    .append("{\"gtin\":\"09521141123454\",\"serial\":\"R-" + serial + "\"}");
        }
        post("/api/v1/shipments", """
                {"number":"DN-15","shippedAt":"2026-11-23T09:30:00+01:00","from":"9521234000013","to":"9521234567899","lines":[%s]}""".formatted(lines));
        try (Person person = signedIn(Sight.DESK, "/")) {
            person.sees("DN-15").press("r").heading("Receive").waitFor();
            // Any code of it opens the announcement, and counts.
            person.scan("]d2010952114112345421R-1").sees("Delivery note DN-15").sees("1 of 15");
            for (int serial = 2; serial <= 16; serial++) {
                person.scan("]d2010952114112345421R-" + serial);
            }
            person.sees("15 of 15").sees("serial R-16 was not announced").sees("One difference");
            person.screenshot("receive-counted").isAccessible();
            person.press("Enter").sees("It is sealed in");
            person.heading("Received").waitFor();
            assertThat(get("/api/v1/shipments?advice=DN-15")).contains("\"state\":\"received\"");
            assertThat(get("/epcis/events?EQ_bizStep=receiving&MATCH_epc=https://id.gs1.org/01/09521141123454/21/R-16"))
                    .contains("R-16");
        }
    }

    @Test
    void receive_partAndDamaged_leavesTheRestOpenAndRecordsTheDamage() throws Exception {
        post("/api/v1/shipments", """
                {"number":"DN-16","shippedAt":"2026-11-23T10:30:00+01:00","from":"9521234000013","to":"9521234567899",
                 "lines":[{"sscc":"195212340000000256"},{"sscc":"195212340000000263"}]}""");
        try (Person person = signedIn(Sight.DESK, "/receive")) {
            person.heading("Receive").waitFor();
            person.type("DN-16").press("Enter").sees("0 of 2");
            person.scan("195212340000000256").sees("1 of 2").sees("One difference");
            person.button("Mark Package 195212340000000256 as damaged").click();
            person.sees("Missing: 1 · Damaged: 1");
            person.page().locator("#scan").focus();
            person.press("Enter").heading("Received").waitFor();
            assertThat(get("/api/v1/shipments?advice=DN-16")).contains("\"state\":\"partlyReceived\"");
            // The damage is a difference of that shipment; it goes after the receipt.
            person.page()
                    .waitForFunction("() => JSON.parse(localStorage.getItem('tallystick.outbox'))"
                            + ".every(each => each.state === 'sent')");
            person.open("/differences").sees("195212340000000256");
            assertThat(get("/epcis/events?EQ_disposition=damaged&MATCH_epc=https://id.gs1.org/00/195212340000000256"))
                    .contains("\"tallystick:difference\":\"damaged\"");
            // The rest is on its way still: nobody asked for it to be a difference.
            assertThat(get("/api/v1/differences?state=open")).doesNotContain("195212340000000263");
        }
    }

    @Test
    void trace_ofALot_isAPictureThatKeysWalkAndATable() throws Exception {
        try (Person person = signedIn(
                Sight.DESK, "/search?q=" + java.net.URLEncoder.encode(LOT, java.nio.charset.StandardCharsets.UTF_8))) {
            person.page().locator("a.button[href^='/trace']").click();
            person.heading("Journey").waitFor();
            assertThat(person.page().locator(".picture g.box")).hasCount(2);
            assertThat(person.page().locator("section[aria-labelledby=things-title] tbody tr"))
                    .hasCount(2);
            // Where it is by now depends on what other tests did with it; that it is somewhere does not.
            assertThat(person.page().locator("section[aria-labelledby=holders-title] tbody tr"))
                    .containsText(new String[] {"2 things"});
            person.page().locator(".line-map g.stop").first().waitFor();
            person.page().locator(".picture").focus();
            person.press("ArrowRight");
            assertThat(person.page().locator(".picture g[data-focused]"))
                    .hasText(java.util.regex.Pattern.compile("195212340000000188"));
            person.press("Enter").page().waitForURL("**/trace?of=*195212340000000188");
            person.heading("Journey").waitFor();
            person.screenshot("trace").isAccessible();
        }
    }

    @Test
    void ship_aCodeHeldIntoTheCamera_isRead() throws Exception {
        Path film = CameraFilm.write(folder);
        try (Chromium withCamera = Chromium.launch(
                        "--use-fake-device-for-media-stream",
                        "--use-fake-ui-for-media-stream",
                        "--use-file-for-fake-video-capture=" + film);
                Person person = Person.at(withCamera.browser(), node.url(), Sight.DESK.wide(390))) {
            person.open("/ship").signIn(node.token()).heading("Ship").waitFor();
            person.button("Camera").click();
            person.sees("Green tea 100 g, serial 1001").sees("Read: (01)09521234543213(10)LOT7(21)1001");
            person.button("Close").click();
            assertThat(person.page().locator("ul.goods > li")).hasCount(1);
        }
    }

    @Test
    void session_endedInTheMiddle_keepsTheWork() throws Exception {
        try (Person person = signedIn(Sight.DESK, "/ship")) {
            person.heading("Ship").waitFor();
            person.scan("195212340000000232").sees("Package 195212340000000232");
            person.context().clearCookies();
            person.page().locator("nav a[href='/search']").click();
            person.sees("Nothing is lost");
            person.signIn(node.token());
            person.page().locator("nav a[href='/ship']").click();
            person.sees("Package 195212340000000232");
        }
    }

    @Test
    void hostileTexts_areText() throws Exception {
        String event = "urn:uuid:" + UUID.randomUUID();
        String script = "<img src=x onerror=\\\"window.hurt=1\\\">";
        put("/api/v1/places/9521234000020", "{\"name\":\"" + script + "\",\"own\":false}");
        post(
                "/epcis/events",
                "{\"@context\":[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\",{\"x\":\"https://x.example/\"}],"
                        + "\"type\":\"ObjectEvent\",\"eventID\":\"" + event
                        + "\",\"eventTime\":\"2026-11-24T10:00:00Z\",\"eventTimeZoneOffset\":\"+00:00\","
                        + "\"action\":\"OBSERVE\",\"epcList\":[\"https://id.gs1.org/01/09521141123454/21/%22%3E%3C\"],"
                        + "\"readPoint\":{\"id\":\"https://id.gs1.org/414/9521234000020\"},\"x:note\":\"" + script
                        + "\"}");
        try (Person person = signedIn(Sight.DESK, "/")) {
            person.open("/event?id=" + event).page().locator("article.record").waitFor();
            person.sees("<img src=x");
            person.open("/search?q="
                    + java.net.URLEncoder.encode(
                            "<img src=x onerror=\"window.hurt=1\">", java.nio.charset.StandardCharsets.UTF_8));
            person.page().locator(".subject").waitFor();
            assertThat(person.page().evaluate("() => window.hurt === undefined"))
                    .isEqualTo(true);
        }
    }

    @Test
    void pages_inEachWidthThemeAndLanguage_areAccessibleAndFit() throws Exception {
        List<String> pages = List.of(
                "/",
                "/ship",
                "/receive",
                "/search",
                "/search?q=TEA",
                "/trace",
                "/ledger",
                "/shipments",
                "/differences");
        for (Sight sight : List.of(
                Sight.DESK,
                Sight.DESK.dark(),
                Sight.DESK.wide(390).in("de-DE"),
                Sight.DESK.wide(320).in("de-DE").dark())) {
            String look = sight.width() + (sight.scheme() == ColorScheme.DARK ? "-dark" : "-light");
            try (Person person = person(sight)) {
                person.open("/")
                        .screenshot("sign-in-" + look)
                        .isAccessible()
                        .fits()
                        .signIn(node.token());
                for (String path : pages) {
                    person.open(path);
                    person.page().waitForLoadState(com.microsoft.playwright.options.LoadState.NETWORKIDLE);
                    person.screenshot(path.replaceAll("[^a-z]+", "_") + "-" + look)
                            .isAccessible()
                            .fits();
                }
                person.page().locator("table.events th a, #scan, nav a").first().waitFor();
                person.open("/").page().locator("table.events th a").first().click();
                person.page().locator("article.record").first().waitFor();
                person.screenshot("event-" + look).isAccessible().fits();
            }
        }
    }

    @Test
    void start_toAUsablePage_asksThisHostAlone() throws Exception {
        URI home = node.url();
        try (Person person = signedIn(Sight.DESK, "/")) {
            long began = System.nanoTime();
            person.page().navigate(home.toString());
            person.heading("Today").waitFor();
            System.out.printf("first page usable after %d ms%n", (System.nanoTime() - began) / 1_000_000);
        }
    }
}
