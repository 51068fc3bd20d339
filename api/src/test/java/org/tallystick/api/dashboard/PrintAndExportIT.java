package org.tallystick.api.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Media;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.dashboard.Person.Sight;

/** What people take away from the dashboard: labels, notes, files. */
class PrintAndExportIT {
    private static final String WAREHOUSE = "9521234000013";
    private static final String SHOP = "9521234567899";
    private static final String TEA = "09521234543213";
    private static final String PALLET = "195212340000000171";

    /** More than a page of the dashboard has. */
    private static final int SHIPMENTS = 60;

    /** What the fake camera sees, and how much of it a symbol may take. */
    private static final int FILM_WIDTH = 620;

    private static final int FILM_HEIGHT = 440;

    @TempDir
    static Path folder;

    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.open(folder);
        stage.put("/api/v1/places/" + WAREHOUSE, "{\"name\":\"Lager Hamburg\",\"own\":true}");
        stage.put("/api/v1/places/" + SHOP, "{\"name\":\"Laden Süd\",\"own\":false}");
        stage.put("/api/v1/products/" + TEA, "{\"name\":\"Green tea 100 g\"}");
        stage.post("/api/v1/shipments", """
                {"number":"DN-1","shippedAt":"2026-11-23T08:30:00+01:00","from":"9521234000013","to":"9521234567899",
                 "purchaseOrders":["PO 17"],
                 "packages":[{"sscc":"195212340000000171","contents":[{"gtin":"09521234543213","lot":"TEA-7","quantity":48}]}]}""");
        for (int i = 0; i < SHIPMENTS; i++) {
            stage.post(
                    "/api/v1/shipments",
                    "{\"number\":\"MANY-%d\",\"shippedAt\":\"2026-10-0%dT08:%02d:00+01:00\",\"from\":\"%s\",\"to\":\"%s\","
                                    .formatted(i, 1 + i / 30, i % 30, WAREHOUSE, SHOP)
                            + "\"lines\":[{\"gtin\":\"" + TEA + "\",\"lot\":\"=1+" + i + "\",\"quantity\":\"" + (i + 1)
                            + ".10\",\"uom\":\"KGM\"}]}");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (stage != null) {
            stage.close();
        }
    }

    private static String download(Person person, String button) throws IOException {
        Download download =
                person.page().waitForDownload(() -> person.button(button).click());
        return Files.readString(download.path());
    }

    @Test
    void search_savedAsCsv_hasAllThatIsFound_notWhatIsShown() throws Exception {
        try (Person person = stage.signedIn(Sight.DESK, "/search?from=2026-10-01&until=2026-10-05&step=shipping")) {
            person.sees("The first 50 events");
            String csv = download(person, "Save as CSV");
            person.sees("All " + SHIPMENTS + " events are in the file.").isAccessible();
            assertThat(csv)
                    .startsWith("\ufeffTime,What happened,State,Where,GLN,Goods,Identifier,Quantity,Unit,From,To,");
            List<String> rows = csv.lines().skip(1).toList();
            assertThat(rows).hasSize(SHIPMENTS).allMatch(row -> row.contains(",Shipped,in_transit,Lager Hamburg,"));
            assertThat(rows.getFirst()).contains("https://id.gs1.org/01/" + TEA + "/10/=1+59", ",60.1,KGM,", "MANY-59");
            // No cell is a formula.
            assertThat(rows)
                    .noneMatch(row ->
                            Pattern.compile("(^|,)\"?[=+@-]").matcher(row).find());
        }
    }

    @Test
    void search_savedAsEpcis_isADocumentThatANodeTakes_withEachNumberAsItWas() throws Exception {
        try (Person person = stage.signedIn(Sight.DESK, "/search?from=2026-10-01&until=2026-10-05&step=shipping")) {
            person.sees("The first 50 events");
            String document = download(person, "Save as EPCIS");
            assertThat(document).contains("\"type\":\"EPCISQueryDocument\"").contains("\"quantity\":60.10");
            String dry = stage.post("/epcis/capture?dryRun=true", document);
            assertThat(dry.split("urn:uuid:", -1)).hasSize(SHIPMENTS + 1);
        }
    }

    @Test
    void search_ofOneThing_savesWhatNamesIt() throws Exception {
        try (Person person = stage.signedIn(Sight.DESK, "/search?q=" + PALLET)) {
            person.page().locator(".subject").waitFor();
            String csv = download(person, "Save as CSV");
            // Packed (the pallet and what is in it) and shipped.
            assertThat(csv.lines().skip(1)).hasSize(3);
            // From here to a label of it.
            person.page()
                    .locator("a.button", new Page.LocatorOptions().setHasText("Label"))
                    .click();
            person.heading("Label").waitFor();
            assertThat(person.page().locator("#of")).hasValue("https://id.gs1.org/00/" + PALLET);
            assertThat(person.page().locator(".label .elements")).hasText("(00)" + PALLET);
            assertThat(person.page().locator("#symbol")).hasValue("gs1-128");
        }
    }

    /** A camera held at the printed label reads what it should say: our page draws, the bundled decoder reads. */
    @Test
    void label_ofEachSymbol_isReadByTheCamera() throws Exception {
        String item = "(01)" + TEA + "(10)LOT7(21)1001";
        read(item, "gs1-datamatrix", "Read: " + item);
        read("(00)" + PALLET, "gs1-128", "Read: (00)" + PALLET);
        read(item, "qr", "Read: https://id.gs1.org/01/" + TEA + "/10/LOT7/21/1001");
    }

    private static void read(String text, String symbol, String read) throws Exception {
        BufferedImage picture;
        try (Person person = stage.signedIn(Sight.DESK, "/print")) {
            person.page().locator("#of").fill(text);
            person.page().locator("#symbol").selectOption(symbol);
            Locator image = person.page().locator(".label img");
            assertThat(image).hasAttribute("src", Pattern.compile(".*symbol=" + symbol));
            image.evaluate("img => img.decode()");
            // As large as the camera sees it, each module of the same whole number of pixels.
            image.evaluate("""
                    (img, [width, height]) => {
                      const modules = [img.naturalWidth, img.naturalHeight].map(px => Math.round(px / 96 * 25.4 / 0.5));
                      const pixels = Math.max(1, Math.floor(Math.min(width / modules[0], height / modules[1])));
                      img.style.maxWidth = 'none';
                      img.style.width = modules[0] * pixels + 'px';
                    }""", List.of(FILM_WIDTH, FILM_HEIGHT));
            picture = ImageIO.read(new ByteArrayInputStream(image.screenshot()));
        }
        Path film = CameraFilm.of(picture, folder.resolve(symbol + ".y4m"));
        try (Chromium withCamera = Chromium.launch(
                        "--use-fake-device-for-media-stream",
                        "--use-fake-ui-for-media-stream",
                        "--use-file-for-fake-video-capture=" + film);
                Person person = Person.at(withCamera.browser(), stage.node().url(), Sight.DESK.wide(390))) {
            person.open("/ship").signIn(stage.node().token()).heading("Ship").waitFor();
            person.button("Camera").click();
            person.sees(read);
        }
    }

    @Test
    void label_typedWrong_orTooLongForItsSymbol_saysSo() throws Exception {
        try (Person person = stage.signedIn(Sight.DESK, "/print")) {
            person.page().locator("#of").fill("195212340000000172");
            person.sees("This names no package, product or place").isAccessible();
            assertThat(person.button("Print")).isDisabled();
            person.page().locator("#of").fill("(01)" + TEA + "(10)" + "L".repeat(20) + "(21)" + "1".repeat(20));
            person.page().locator("#symbol").selectOption("gs1-128");
            person.sees("GS1-128 holds 48 characters, this has 60");
        }
    }

    @Test
    void labels_onPaper_areOnePageEach_andNothingElse() throws Exception {
        try (Person person = stage.signedIn(Sight.DESK.dark(), "/print?of=" + PALLET)) {
            person.page().locator("#copies").fill("3");
            person.press("Tab");
            assertThat(person.page().locator(".label")).hasCount(3);
            person.page().evaluate("() => Promise.all([...document.images].map(img => img.decode()))");
            person.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
            assertThat(person.page().locator("header.bar")).isHidden();
            assertThat(person.page().locator("nav.jobs")).isHidden();
            assertThat(person.page().locator("form")).isHidden();
            assertThat(person.page().evaluate("() => getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(255, 255, 255)");
            String pdf = new String(person.page().pdf(), ISO_8859_1);
            assertThat(Pattern.compile("/Type\\s*/Page[^s]").matcher(pdf).results())
                    .hasSize(3);
            person.screenshot("labels-printed");
        }
    }

    @Test
    void shipmentNote_hasWhatGoesWithTheGoods() throws Exception {
        try (Person person = stage.signedIn(Sight.DESK, "/search?q=DN-1&step=shipping")) {
            person.page().locator("table.events th a").first().click();
            person.page()
                    .locator("a.button", new Page.LocatorOptions().setHasText("Shipment note"))
                    .click();
            person.sees("Delivery note DN-1")
                    .sees("PO 17")
                    .sees("GLN " + SHOP)
                    .sees("48 pieces")
                    .sees("(00)" + PALLET);
            person.sees("Received, date and signature:")
                    .screenshot("note")
                    .isAccessible()
                    .fits();
            person.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
            person.screenshot("note-printed");
        }
    }

    @Test
    void trace_onPaper_isWhole_withoutTheTools() throws Exception {
        try (Person person = stage.signedIn(Sight.DESK, "/trace?of=https://id.gs1.org/00/" + PALLET)) {
            person.heading("Journey").waitFor();
            person.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
            assertThat(person.page().locator("header.bar")).isHidden();
            assertThat(person.page().locator(".picture svg")).isVisible();
            assertThat(person.page().locator("table").first()).isVisible();
            assertThat(person.page().locator("main button:visible")).hasCount(0);
            assertThat(person.page().evaluate("() => getComputedStyle(document.querySelector('.picture')).overflow"))
                    .isEqualTo("visible");
            person.screenshot("trace-printed");
        }
    }

    @Test
    void paper_inEachWidthThemeAndLanguage_isAccessibleAndFits() throws Exception {
        String shipment = stage.get("/api/v1/shipments?advice=DN-1")
                .replaceAll(".*?\"index\":(\\d+),\"position\":(\\d+).*", "$1/$2");
        for (Sight sight : List.of(
                Sight.DESK,
                Sight.DESK.dark(),
                Sight.DESK.wide(390).in("de-DE"),
                Sight.DESK.wide(320).in("de-DE").dark())) {
            String look = sight.width() + "-" + sight.scheme().name().toLowerCase(Locale.ROOT);
            try (Person person = stage.signedIn(sight, "/print?of=" + PALLET)) {
                person.page().locator(".label img").waitFor();
                person.screenshot("label-" + look).isAccessible().fits();
                person.page().locator("#symbol").selectOption("qr");
                person.screenshot("label-qr-" + look).isAccessible().fits();
                person.open("/print?shipment=" + shipment)
                        .page()
                        .locator(".note")
                        .waitFor();
                person.screenshot("note-" + look).isAccessible().fits();
            }
        }
    }
}
