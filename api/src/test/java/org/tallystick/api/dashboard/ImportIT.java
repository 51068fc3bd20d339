package org.tallystick.api.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.dashboard.Person.Sight;
import org.tallystick.ledger.testing.TestData;

/** Files that people have, imported as they would. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ImportIT {
    private static final String WAREHOUSE = "9521234000013";
    private static final String SHOP = "9521234567899";
    private static final String TEA = "09521234543213";

    /** Hundreds of documents, each in a block of its own at worst, on a machine with other work. */
    private static final double LONG_MILLIS = 180_000;

    @TempDir
    static Path folder;

    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.open(folder);
        stage.put("/api/v1/places/" + WAREHOUSE, "{\"name\":\"Lager Hamburg\",\"own\":true}");
        stage.put("/api/v1/places/" + SHOP, "{\"name\":\"Laden Süd\",\"own\":false}");
        stage.put("/api/v1/products/" + TEA, "{\"name\":\"Green tea 100 g\"}");
    }

    @AfterAll
    static void stop() throws Exception {
        if (stage != null) {
            stage.close();
        }
    }

    private static void choose(Person person, String name, byte[] content) {
        person.page().locator("#file").setInputFiles(new FilePayload(name, "application/octet-stream", content));
    }

    private static void choose(Person person, String name, String... lines) {
        choose(person, name, String.join("\r\n", lines).getBytes(UTF_8));
    }

    private static void mean(Person person, String column, String field) {
        person.page()
                .getByLabel("Meaning of the column " + column, new Page.GetByLabelOptions().setExact(true))
                .selectOption(field);
    }

    private static void seesSoon(Person person, String text) throws IOException {
        try {
            assertThat(person.page().getByText(text).first())
                    .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(LONG_MILLIS));
        } catch (AssertionError e) {
            person.screenshot("failed");
            throw e;
        }
    }

    /** The import is at its end and says this about it. */
    private static void isOver(Person person, String count) {
        assertThat(person.heading("Imported"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(LONG_MILLIS));
        assertThat(person.page().locator(".counts")).containsText(count);
    }

    private static String download(Person person, String button) throws IOException {
        Download download =
                person.page().waitForDownload(() -> person.button(button).click());
        return Files.readString(download.path());
    }

    private static long logSize() throws IOException, InterruptedException {
        return Long.parseLong(stage.get("/log/checkpoint").split("\n", -1)[1]);
    }

    private static final String HEADER = "Delivery note,Ship date,Ship from,Ship to,GTIN,Lot,Quantity,UOM,SSCC";

    private static String line(String number, String lot, String quantity) {
        return number + ",24.11.2026 08:30," + WAREHOUSE + ",Laden Süd," + TEA + "," + lot + "," + quantity + ",,";
    }

    // ---- the sample of a real programme (C3)

    @Test
    @Order(1)
    void scmsSample_withBadRows_thenWhole_thenAgain_thenUndone() throws Exception {
        String sample = Files.readString(TestData.path("scms/scms-sample.csv"));
        List<String> lines = sample.lines().toList();
        assertThat(lines).hasSize(1001);
        // Row 2 is the first under the header. Its paper has that row alone, as has row 3's.
        String broken = IntStream.range(0, lines.size())
                .mapToObj(i -> switch (i) {
                    case 1 -> lines.get(i).replace("2-Jun-06,2-Jun-06,2-Jun-06", "2-Jun-06,31-Jun-06,2-Jun-06");
                    case 2 -> lines.get(i).replace(",240,1000,", ",240,a thousand,");
                    default -> lines.get(i);
                })
                .collect(Collectors.joining("\n"));
        try (Person person = stage.signedIn(Sight.DESK, "/import")) {
            choose(person, "scms.csv", broken.getBytes(UTF_8));
            person.sees("1,000 rows, columns by comma, UTF-8.");
            mean(person, "project code", "to");
            for (String column : List.of("brand", "dosage", "unit of measure (per pack)")) {
                mean(person, column, "product");
            }
            person.page().locator("#zone").selectOption("UTC");
            person.sees("have no number here");
            person.page().locator("#practice").check();
            person.sees("become 706 documents");
            person.sees("There is no such day: 31-Jun-06.").sees("“a thousand” is no amount");
            assertThat(person.page().locator("table.faults tbody tr")).hasCount(2);
            assertThat(person.page().locator("table.faults tbody tr").first())
                    .containsText(Pattern.compile("Row 2.*delivered to client date", Pattern.DOTALL));
            person.screenshot("import-scms-columns").isAccessible().fits();

            person.button("Check all of it").click();
            seesSoon(person, "704 new");
            person.sees("2 with faults: they are left out");
            long before = logSize();
            assertThat(before).as("nothing is stored by checking").isLessThan(10);
            person.button("Record 704").click();
            isOver(person, "704 recorded");
            person.sees("2 rows left out")
                    .screenshot("import-scms-done")
                    .isAccessible()
                    .fits();
            String result = download(person, "Save the result as CSV");
            assertThat(result.lines()).hasSize(1001);
            assertThat(result.lines().filter(row -> row.contains(",recorded,"))).hasSize(998);
            assertThat(result.lines().filter(row -> row.contains(",left out,")).toList())
                    .hasSize(2)
                    .anyMatch(row -> row.startsWith("2,ASN-8,left out,,,delivered to client date,There is no such day"))
                    .anyMatch(row -> row.startsWith("3,ASN-85,left out,,,line item quantity,"));
            String link = Pattern.compile("/event\\?id=\\S+?(?=,|\")")
                    .matcher(result)
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group();
            person.open(link).heading("Shipped").first().waitFor();

            // The whole file: what was recorded is known, and the columns are remembered.
            person.open("/import");
            choose(person, "scms.csv", sample.getBytes(UTF_8));
            person.sees("Columns are read as with the last file of this header.");
            person.button("Check all of it").click();
            seesSoon(person, "2 new");
            person.sees("704 recorded before");
            person.button("Record 706").click();
            isOver(person, "2 recorded");
            person.sees("704 recorded before");
            long whole = logSize();

            // Again: nothing new, and nothing in the log.
            person.open("/import");
            choose(person, "the same again.csv", sample.getBytes(UTF_8));
            person.button("Check all of it").click();
            seesSoon(person, "706 recorded before");
            person.button("Record 706").click();
            isOver(person, "706 recorded before");
            assertThat(person.page().locator("details.undo")).hasCount(0);
            assertThat(logSize()).isEqualTo(whole);

            // The first import is undone: what it recorded, and nothing else.
            person.open("/import").button("Show scms.csv").last().click();
            person.page().getByText("Undo this import").click();
            person.button("Declare 704 events wrong").click();
            seesSoon(person, "704 events are declared wrong.");
            assertThat(logSize()).isEqualTo(whole + 704);
            assertThat(download(person, "Save the result as CSV").lines().filter(row -> row.contains(",undone,")))
                    .hasSize(998);
            person.open(link).sees("Its issuer has declared this wrong.").sees("its data are wrong");
            assertThat(stage.get("/api/v1/shipments?advice=ASN-8")).contains("\"number\":\"ASN-8\"");
            assertThat(stage.get("/api/v1/shipments?advice=ASN-94")).contains("\"member\":[]");

            // What was declared wrong stays so; a person is told.
            person.open("/import");
            choose(person, "scms.csv", sample.getBytes(UTF_8));
            person.button("Check all of it").click();
            seesSoon(person, "704 recorded before and declared wrong");
            person.sees("2 recorded before: they are not recorded again");
        }
    }

    // ---- kinds of files

    @Test
    @Order(2)
    void workbook_inGerman_byKeyboardAlone_isRecorded() throws Exception {
        Path workbook = Path.of("../web-ui/src/import/testing/openpyxl.xlsx").toAbsolutePath();
        try (Person person = stage.signedIn(Sight.DESK.wide(320).in("de-DE"), "/")) {
            person.heading("Heute").waitFor();
            person.press("i").heading("Einlesen").waitFor();
            assertThat(person.page().locator("#file")).isFocused();
            FileChooser chooser = person.page().waitForFileChooser(() -> person.press("Enter"));
            chooser.setFiles(workbook);
            person.sees("3 Zeilen des Blattes „Lieferungen“.");
            // A spreadsheet kept 15 digits of the SSCC.
            person.sees("verlor ihre letzten Ziffern");
            person.sees("LS-1 ·").screenshot("import-de-320").isAccessible().fits();
            tabTo(person, "Alles prüfen");
            person.press("Enter").sees("1 neu").sees("1 mit Fehlern: sie werden weggelassen");
            person.screenshot("import-checked-de-320").isAccessible().fits();
            tabTo(person, "1 aufzeichnen");
            person.press("Enter").sees("1 aufgezeichnet").sees("Eine Zeile weggelassen");
            person.isAccessible().fits();
            String shipments = stage.get("/api/v1/shipments?advice=LS-1");
            assertThat(shipments)
                    .contains("\"shippedAt\":\"2026-11-23T07:30:00Z\"")
                    .contains("/10/T%3C%26%3E7")
                    .contains("\"quantity\":24")
                    .contains("\"quantity\":12.5,\"uom\":\"KGM\"");
        }
    }

    private static void tabTo(Person person, String button) {
        Locator wanted = person.button(button);
        for (int i = 0; i < 80 && !(Boolean) wanted.evaluate("e => e === document.activeElement"); i++) {
            person.press("Tab");
        }
        assertThat(wanted).isFocused();
    }

    @Test
    @Order(3)
    void receivings_ofAnAnsiFile_bySemicolon_areRecorded() throws Exception {
        stage.post(
                "/api/v1/shipments",
                "{\"number\":\"DN-R\",\"shippedAt\":\"2026-11-23T08:30:00+01:00\",\"from\":\"" + WAREHOUSE
                        + "\",\"to\":\"" + SHOP + "\",\"lines\":[{\"gtin\":\"" + TEA
                        + "\",\"lot\":\"R\",\"quantity\":\"1234.5\",\"uom\":\"KGM\"}]}");
        String file = "Wareneingang;Wareneingangsdatum;Lieferschein;GTIN;Charge;Menge;Einheit;Größe\r\n"
                + "WE-1;24.11.2026;DN-R;" + TEA + ";R;1.234,5;kg;süß\r\n";
        try (Person person = stage.signedIn(Sight.DESK, "/import")) {
            choose(person, "we.csv", file.getBytes(Charset.forName("windows-1252")));
            person.sees("columns by semicolon, Windows-1252").sees("Größe").sees("süß");
            person.sees("No column says: Place (GLN or name).");
            person.page().locator("#place-all-at").fill("Laden Süd");
            person.press("Tab");
            person.page().locator("#place-all-from").fill(WAREHOUSE);
            person.press("Tab").sees("1234.5 KGM");
            person.button("Check all of it").click();
            person.sees("1 new").button("Record 1").click();
            isOver(person, "1 recorded");
            assertThat(stage.get("/api/v1/shipments?advice=DN-R")).contains("\"state\":\"received\"");
        }
    }

    @Test
    @Order(4)
    void events_oneInEachRow_areRecorded_andWhatTheNodeRefusesIsShownInItsRow() throws Exception {
        try (Person person = stage.signedIn(Sight.DESK, "/import")) {
            choose(
                    person,
                    "events.csv",
                    "Event time,bizStep,Location,GTIN,Serial number,Quantity,Unit",
                    "2026-11-24T09:00:00+01:00,commissioning,Lager Hamburg," + TEA + ",EV-1,,",
                    "2026-11-24T09:01:00+01:00,Made or named,Lager Hamburg," + TEA + ",EV-2,,",
                    "2026-11-24T09:02:00+01:00,commissioning,Lager Hamburg," + TEA + ",,3,handfuls",
                    "2026-11-24T09:03:00+01:00,commissioning,Lager Hamburg," + TEA + ",EV-2,,",
                    "2026-11-24T09:00:00+01:00,commissioning,Lager Hamburg," + TEA + ",EV-1,,",
                    "2026-11-24T09:04:00+01:00,commissioning,Lager Hamburg," + TEA + ",this serial is far too long,,");
            assertThat(person.page().locator("#kind")).hasValue("events");
            person.sees("6 rows become 5 documents").sees("at most 20 characters");
            person.button("Check all of it").click();
            person.sees("3 new").sees("2 with faults");
            assertThat(person.page().locator("table.faults tbody tr")).hasCount(2);
            assertThat(person.page().locator("table.faults tbody tr").first())
                    .containsText(Pattern.compile("Row 4.*Unit", Pattern.DOTALL));
            person.button("Record 3").click();
            isOver(person, "3 recorded");
            assertThat(stage.get("/epcis/events?MATCH_epc=https://id.gs1.org/01/" + TEA + "/21/EV-1")
                            .split("\"eventID\"", -1))
                    .hasSize(2);
            String result = download(person, "Save the result as CSV");
            assertThat(result.lines().filter(row -> row.contains(",recorded,"))).hasSize(4);
        }
    }

    @Test
    @Order(5)
    void epcisDocument_withFaults_saysWhere_andIsTakenWithoutThem() throws Exception {
        String event =
                "{\"type\":\"ObjectEvent\",\"eventTime\":\"2026-11-24T10:0%d:00Z\",\"eventTimeZoneOffset\":\"+00:00\","
                        + "\"epcList\":[\"https://id.gs1.org/01/" + TEA
                        + "/21/EP-%d\"],\"action\":\"%s\",\"bizStep\":\"packing\"}";
        String events = Stream.of(
                        event.formatted(0, 0, "OBSERVE"),
                        event.formatted(1, 1, "LOOK"),
                        event.formatted(2, 2, "OBSERVE"))
                .collect(Collectors.joining(","));
        String document =
                "{\"@context\":[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\"],\"type\":\"EPCISDocument\","
                        + "\"schemaVersion\":\"2.0\",\"creationDate\":\"2026-11-24T10:00:00Z\",\"epcisBody\":{\"eventList\":["
                        + events + "]}}";
        try (Person person = stage.signedIn(Sight.DESK, "/import")) {
            choose(person, "epcis.jsonld", document.getBytes(UTF_8));
            person.sees("0 events would be recorded.").sees("/epcisBody/eventList/1/action");
            person.screenshot("import-epcis").isAccessible().fits();
            person.page().getByLabel("is left out").check();
            person.sees("2 events would be recorded.");
            person.button("Record 2 events").click();
            isOver(person, "1 recorded");
            person.sees("/epcisBody/eventList/1/action");
            assertThat(stage.get("/epcis/events?MATCH_epc=https://id.gs1.org/01/" + TEA + "/21/EP-2"))
                    .contains("EP-2");
            long size = logSize();
            person.open("/import");
            choose(person, "epcis.jsonld", document.getBytes(UTF_8));
            person.page().getByLabel("is left out").check();
            person.button("Record 2 events").click();
            isOver(person, "1 recorded before");
            assertThat(logSize()).isEqualTo(size);
            person.open("/import");
            person.button("Show epcis.jsonld").last().click();
            person.page().getByText("Undo this import").click();
            person.button("Declare 2 events wrong").click();
            seesSoon(person, "2 events are declared wrong.");
            assertThat(logSize()).isEqualTo(size + 2);
        }
    }

    @Test
    @Order(6)
    void file_thatIsNone_saysWhy() throws Exception {
        try (Person person = stage.signedIn(Sight.DESK, "/import")) {
            choose(person, "photo.jpg", new byte[] {(byte) 0xff, (byte) 0xd8, 0, 1, 2, 3});
            person.sees("This is neither text nor a workbook");
            choose(person, "old.xls", new byte[] {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1});
            person.sees("This is an old workbook (XLS)");
            choose(person, "torn.xlsx", new byte[] {
                'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
            });
            person.sees("The workbook is damaged");
            choose(person, "other.json", "{\"type\":\"Invoice\"}".getBytes(UTF_8));
            person.sees("This is no EPCIS document");
            choose(person, "large.csv", new byte[16 * 1024 * 1024 + 1]);
            person.sees("at most 16 MiB are taken at once");
            choose(person, "quotes.csv", "a,b", "\"x\"y,z");
            person.sees("The quotation marks in row 2 do not match").isAccessible();
        }
    }

    @Test
    @Order(7)
    void columns_thatDoNotSayEnough_areAskedFor_beforeAnythingIsChecked() throws Exception {
        try (Person person = stage.signedIn(Sight.DESK, "/import")) {
            choose(person, "few.csv", "Delivery note,When,Remark", "DN-F,03/04/2026,x");
            person.sees("No column says: Time.").sees("No column says the goods");
            mean(person, "When", "time");
            person.sees("The file fits both. Look which is right.");
            person.button("Check all of it").click();
            assertThat(person.page().locator("#lacking")).isFocused();
            mean(person, "Remark", "number");
            person.sees("Two columns are to say: Number of the paper.");
        }
    }

    // ---- what goes wrong on the way

    @Test
    @Order(8)
    void connectionLost_pageLeft_browserClosed_goesOnAndRecordsEachOnce() throws Exception {
        int count = 150;
        String[] lines = new String[count + 1];
        lines[0] = HEADER;
        Arrays.setAll(lines, i -> i == 0 ? HEADER : line("LOST-" + i, "LOST", String.valueOf(i)));
        long before = logSize();
        try (Person person = stage.signedIn(Sight.DESK, "/import")) {
            choose(person, "lost.csv", lines);
            person.button("Check all of it").click();
            seesSoon(person, count + " new");
            person.button("Record " + count).click();
            person.page().waitForFunction("() => (document.querySelector('progress')?.value ?? 0) > 5");
            person.context().setOffline(true);
            person.sees("No answer from the node at the moment.");
            // The window is closed in the middle, and another opened when the connection is back.
            person.page().close();
            person.context().setOffline(false);
            Page again = person.context().newPage();
            again.navigate(stage.node().url().resolve("/import").toString());
            assertThat(again.getByText("not finished")).isVisible();
            again.getByLabel("Show lost.csv").click();
            assertThat(again.locator(".counts"))
                    .containsText(
                            count + " recorded", new LocatorAssertions.ContainsTextOptions().setTimeout(LONG_MILLIS));
            assertThat(again.locator("details.undo")).hasCount(1);
            again.getByText("Undo this import").click();
            assertThat(again.getByText("Declare " + count + " events wrong")).isVisible();
        }
        assertThat(logSize()).isEqualTo(before + count);
    }

    @Test
    @Order(9)
    void sessionEndedInTheMiddle_goesOnAfterSigningIn() throws Exception {
        int count = 200;
        String[] lines = new String[count + 1];
        Arrays.setAll(lines, i -> i == 0 ? HEADER : line("ENDED-" + i, "ENDED", String.valueOf(i)));
        long before = logSize();
        try (Person person = stage.signedIn(Sight.DESK, "/import")) {
            choose(person, "ended.csv", lines);
            person.button("Check all of it").click();
            seesSoon(person, count + " new");
            person.button("Record " + count).click();
            person.page().waitForFunction("() => (document.querySelector('progress')?.value ?? 0) > 5");
            person.context().clearCookies();
            person.sees("Nothing is lost: sign in and go on.");
            person.signIn(stage.node().token());
            person.button("Go on").click();
            isOver(person, count + " recorded");
        }
        assertThat(logSize()).isEqualTo(before + count);
    }

    @Test
    @Order(10)
    void changedFile_underTheSameNumber_isHeldBackUntilSomebodySaysOtherwise() throws Exception {
        try (Person person = stage.signedIn(Sight.DESK, "/import")) {
            choose(person, "one.csv", HEADER, line("TAKEN-1", "L", "5"));
            person.button("Check all of it").click();
            person.sees("1 new").button("Record 1").click();
            isOver(person, "1 recorded");
            person.open("/import");
            choose(person, "one.csv", HEADER, line("TAKEN-1", "L", "6"), line("TAKEN-2", "L", "6"));
            person.button("Check all of it").click();
            person.sees("1 new").sees("1 whose number another shipment has: they are left out");
            person.sees("Another shipment of this number from this place is recorded.");
            assertThat(person.button("Record 1")).isVisible();
            person.page().getByLabel("Record these too").check();
            assertThat(person.button("Record 2")).isVisible();
        }
    }

    @Test
    @Order(12)
    void fileDroppedOnThePage_byAKeyThatMayNotRead_isRecordedOnceAllTheSame() throws Exception {
        String made = stage.post("/api/v1/keys", "{\"name\":\"scanner\",\"roles\":[\"recorder\"]}");
        String token = made.replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
        for (String outcome : List.of("1 recorded", "1 recorded before")) {
            try (Person person = stage.signedIn(Sight.DESK, "/import", token)) {
                person.page().locator("#file").waitFor();
                // Names of places are not for this key; numbers are for everybody.
                person.page()
                        .locator(".drop")
                        .evaluate("""
                                (drop, text) => {
                                  const held = new DataTransfer();
                                  held.items.add(new File([text], 'dropped.csv'));
                                  drop.dispatchEvent(new DragEvent('drop', {dataTransfer: held, bubbles: true, cancelable: true}));
                                }""", HEADER + "\n" + line("DROP-1", "L", "5").replace("Laden Süd", SHOP));
                person.button("Check all of it").click();
                person.sees("1 new").sees("This key may not read").isAccessible();
                person.button("Record 1").click();
                isOver(person, outcome);
            }
        }
        assertThat(stage.get("/api/v1/shipments?advice=DROP-1").split("\"eventID\"", -1))
                .hasSize(2);
    }

    @Test
    @Order(11)
    void everyStep_inEachWidthThemeAndLanguage_isAccessibleAndFits() throws Exception {
        for (Sight sight : List.of(
                Sight.DESK,
                Sight.DESK.dark(),
                Sight.DESK.wide(390).in("de-DE"),
                Sight.DESK.wide(320).in("de-DE").dark())) {
            String look = sight.width() + "-" + sight.scheme().name().toLowerCase(java.util.Locale.ROOT);
            try (Person person = stage.signedIn(sight, "/import")) {
                person.page().locator("#file").waitFor();
                person.screenshot("import-file-" + look).isAccessible().fits();
                choose(
                        person,
                        "a file with a rather long name, as people give them.csv",
                        HEADER,
                        line("LOOK-" + look, "A LOT OF A LONG NAME", "5"),
                        line("LOOK-" + look, "L", "five"),
                        line("LOOK-OTHER-" + look, "L", "7"));
                person.page().locator("table.mapping").waitFor();
                person.screenshot("import-columns-" + look).isAccessible().fits();
                person.page().locator("button.primary").click();
                person.page().locator("#checked-title").waitFor();
                person.screenshot("import-checked-" + look).isAccessible().fits();
                person.page().locator("button.primary").click();
                person.page().locator(".counts").waitFor();
                person.page().locator("details.undo summary").click();
                person.screenshot("import-done-" + look).isAccessible().fits();
            }
        }
    }
}
