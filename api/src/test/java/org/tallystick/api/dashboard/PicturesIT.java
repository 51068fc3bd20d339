package org.tallystick.api.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.LoadState;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.dashboard.Person.Sight;

/**
 * The pictures of {@code docs/use.md}: each job, as it is in the middle of it, written to {@code docs/pictures}. They are
 * made by a campaign, so that an ordinary build leaves the working copy as it is; and each picture that the page shows is one
 * that is made here.
 */
@Tag("campaign")
class PicturesIT {
    private static final Path DOCS = Path.of("../docs");
    private static final Path PICTURES = DOCS.resolve("pictures");
    /** A page with twenty of them opens on a telephone. */
    private static final int BYTES_MAX = 100_000;

    private static final Sight SIGHT = Sight.DESK.wide(1024);
    private static final int HEIGHT = 640;

    private static final String WAREHOUSE = "9521234000013";
    private static final String SHOP = "9521234567899";
    private static final String TEA = "09521234543213";
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    static Path folder;

    private static final Set<String> made = new TreeSet<>();

    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.open(folder);
        stage.put("/api/v1/places/" + WAREHOUSE, "{\"name\":\"Warehouse Hamburg\",\"own\":true}");
        stage.put("/api/v1/places/" + SHOP, "{\"name\":\"Shop South\",\"own\":false}");
        stage.put("/api/v1/products/" + TEA, "{\"name\":\"Green tea 100 g\"}");
        ship("DN-4711", "195212340000000171", "TEA-7");
        ship("DN-4712", "195212340000000188", "TEA-7");
        stage.post("/api/v1/shipments", """
                {"number":"DN-4713","shippedAt":"2026-11-23T10:30:00+01:00","from":"9521234000013","to":"9521234567899",
                 "lines":[{"sscc":"195212340000000256"},{"sscc":"195212340000000263"},{"sscc":"195212340000000270"}]}""");
        Files.createDirectories(PICTURES);
    }

    @AfterAll
    static void stop() throws Exception {
        if (stage != null) {
            stage.close();
        }
    }

    private static void ship(String number, String sscc, String lot) throws Exception {
        stage.post("/api/v1/shipments", """
                {"number":"%s","shippedAt":"2026-11-23T08:30:00+01:00","from":"9521234000013","to":"9521234567899","purchaseOrders":["PO 17"],
                 "packages":[{"sscc":"%s","contents":[{"gtin":"09521234543213","lot":"%s","quantity":48}]}]}""".formatted(number, sscc, lot));
    }

    /** Of what is on the screen, without a caret that blinks. */
    private static void picture(Person person, String name) throws IOException {
        person.page().waitForLoadState(LoadState.NETWORKIDLE);
        Path file = PICTURES.resolve(name + ".png");
        person.isAccessible().fits();
        person.page().setViewportSize(SIGHT.width(), HEIGHT);
        person.page().screenshot(new Page.ScreenshotOptions().setPath(file));
        assertThat(Files.size(file)).as(name).isLessThan(BYTES_MAX);
        made.add(name);
    }

    private static String found(String member, String json) {
        Matcher match = Pattern.compile("\"" + member + "\":\"?([^\",}]+)").matcher(json);
        assertThat(match.find()).as(json).isTrue();
        return match.group(1);
    }

    /** Somebody who opened the link and chose. */
    private static Person joined(String name, String login, String rights) throws Exception {
        String id = found("id", stage.post("/api/v1/people", "{\"name\":\"" + name + "\"," + rights + "}"));
        String link = found("path", stage.post("/api/v1/people/" + id + "/link", ""));
        Person person =
                Person.at(stage.chromium().browser(), stage.node().url(), SIGHT).open(link);
        person.page().locator("#login").fill(login);
        person.page().locator("#new-password").fill(PASSWORD);
        return person.press("Enter").isIn("tally-welcome");
    }

    @Test
    void pictures_ofEachJob_areThoseThatThePageShows() throws Exception {
        byte[] evidence;
        try (Person ada = joined("Ada Lovelace", "ada", "\"roles\":[\"administrator\"]")) {
            goods(ada);
            guest(ada);
            evidence = questions(ada);
            administration(ada);
        }
        try (Person anybody =
                Person.at(stage.chromium().browser(), stage.node().url(), SIGHT).open("/verify")) {
            anybody.page()
                    .locator("#evidence")
                    .setInputFiles(new FilePayload("evidence.zip", "application/zip", evidence));
            anybody.page().locator("main .tag, main .verdict").first().waitFor();
            picture(anybody, "verify");
            anybody.open("/");
            picture(anybody, "sign-in");
        }
        Set<String> shown = Pattern.compile("\\(pictures/([a-z-]+)\\.png\\)")
                .matcher(Files.readString(DOCS.resolve("use.md")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(made).isEqualTo(shown);
    }

    private static void goods(Person ada) throws Exception {
        ada.open("/ship").heading("Ship").waitFor();
        ada.page().evaluate("gln => localStorage.setItem('tallystick.from', gln)", WAREHOUSE);
        ada.open("/ship").heading("Ship").waitFor();
        ada.scan("195212340000000201").scan("195212340000000201").sees("What you scan now goes into");
        ada.scan("]d2010952123454321310LOT9\u001d3712").sees("1 thing in it");
        ada.scan("(414)" + SHOP).sees("To Shop South.");
        picture(ada, "ship");
        ada.page().evaluate("() => localStorage.clear()");
        ada.page().evaluate("gln => localStorage.setItem('tallystick.from', gln)", WAREHOUSE);

        ada.open("/receive").heading("Receive").waitFor();
        ada.scan("195212340000000256").sees("1 of 3");
        ada.scan("195212340000000263").sees("2 of 3");
        ada.button("Mark Package 195212340000000263 as damaged").click();
        ada.page().locator("#report-missing").check();
        ada.sees("Missing: 1 · Damaged: 1");
        ada.page().evaluate("() => scrollTo(0, 0)");
        picture(ada, "receive");
        ada.page().locator("#scan").focus();
        ada.press("Enter").heading("Received").waitFor();
        ada.page()
                .waitForFunction("() => JSON.parse(localStorage.getItem('tallystick.outbox'))"
                        + ".every(each => each.state === 'sent')");

        String rows = "Delivery note,Ship date,Ship from,Ship to,GTIN,Lot,Quantity\r\n"
                + "DN-5001,24.11.2026 08:30,9521234000013,Shop South,09521234543213,TEA-8,48\r\n"
                + "DN-5002,24.11.2026 08:45,9521234000013,Shop South,09521234543213,TEA-8,a few\r\n";
        ada.open("/import")
                .page()
                .locator("#file")
                .setInputFiles(new FilePayload("november.csv", "text/csv", rows.getBytes(UTF_8)));
        ada.sees("is no amount");
        picture(ada, "import");

        ada.open("/print?of=" + "https%3A%2F%2Fid.gs1.org%2F00%2F195212340000000171")
                .heading("Label")
                .waitFor();
        picture(ada, "print");
    }

    private static void guest(Person ada) throws Exception {
        try (Person guest = joined("Shop South", "shop.south", "\"roles\":[\"guest\"],\"glns\":[\"" + SHOP + "\"]")) {
            guest.heading("Shipments").waitFor();
            picture(guest, "guest");
            open(guest, "DN-4711");
            guest.page().locator("details.card > summary").click();
            guest.page().locator("#goods-0").check();
            guest.page().locator("#note").fill("not on the truck");
            guest.button("Report it").click();
            guest.sees("not on the truck");
        }
        ada.open("/").sees("Not as announced");
        picture(ada, "today");
        ada.open("/shipments").heading("Shipments").waitFor();
        open(ada, "DN-4711");
        ada.page()
                .locator("tally-difference summary", new Page.LocatorOptions().setHasText("Answer"))
                .click();
        ada.page()
                .locator("tally-difference [name=note]")
                .first()
                .fill("It stands on our ramp and goes with the next truck.");
        ada.button("Send the answer").click();
        ada.sees("goes with the next truck");
        ada.page()
                .locator("tally-difference summary", new Page.LocatorOptions().setHasText("Close it"))
                .click();
        ada.page().locator("#differences-title").evaluate("title => title.scrollIntoView()");
        picture(ada, "difference");
    }

    private static void open(Person person, String number) {
        person.page()
                .locator("main .list a", new Page.LocatorOptions().setHasText(number))
                .click();
        person.heading(number).waitFor();
    }

    /** What evidence of the first shipment there is. */
    private static byte[] questions(Person ada) throws Exception {
        ada.open("/search?q=TEA").sees("Green tea 100 g, lot TEA-7");
        picture(ada, "search");
        ada.open("/search?q=195212340000000171")
                .page()
                .locator("table.events th a")
                .first()
                .waitFor();
        ada.page()
                .locator("table.events th a", new Page.LocatorOptions().setHasText("Shipped"))
                .click();
        ada.page().locator("article.record").waitFor();
        String id = java.net.URLDecoder.decode(ada.page().url().replaceAll(".*[?&]id=", ""), UTF_8);
        picture(ada, "event");
        ada.open("/trace?of=https%3A%2F%2Fid.gs1.org%2F01%2F09521234543213%2F10%2FTEA-7")
                .page()
                .locator(".picture g.box")
                .first()
                .waitFor();
        picture(ada, "trace");
        ada.open("/ledger").page().locator("main dl").first().waitFor();
        picture(ada, "ledger");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(stage.node()
                                    .url()
                                    .resolve("/api/v1/events/" + java.net.URLEncoder.encode(id, UTF_8) + "/evidence"))
                            .header("Authorization", "Bearer " + stage.node().token())
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }

    private static void administration(Person ada) throws Exception {
        ada.open("/people").sees("Shop South");
        picture(ada, "people");
        ada.open("/keys").heading("Keys").waitFor();
        ada.page().locator("details.card > summary").click();
        ada.page().locator("#key-name").fill("ERP");
        ada.page().locator("#role-recorder").check();
        ada.page().locator("#addresses").fill("10.1.0.0/16");
        picture(ada, "keys");
        ada.open("/audit?action=people.manage")
                .page()
                .locator("main tbody tr")
                .first()
                .waitFor();
        picture(ada, "audit");
    }
}
