package org.tallystick.api.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.FilePayload;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.dashboard.Person.Sight;

/**
 * Somebody brings markup and script in wherever a text can enter: what other systems capture, what people name, what stands
 * in files and addresses. On every page it is the text that it is. {@link Person} fails besides on whatever the Content
 * Security Policy had to stop, which is the second wall, not the first.
 */
class InjectionIT {
    private static final String WAREHOUSE = "9521234000020";
    private static final String TEA = "09521234543213";

    /** Runs where a text becomes markup. */
    private static final String IMAGE = "<img src=x onerror=\"window.hurt=1\">";

    /** Runs where a text breaks out of an attribute or a script. */
    private static final String BREAK = "'\"><script>window.hurt=1</script>";

    /** Runs where a text becomes the address of a link that is followed. */
    private static final String LINK = "javascript:window.hurt=1";

    /** Of the characters that a lot can have. */
    private static final String LOT = "\"><b>'&'</b>";

    private static final String EVENT = "urn:uuid:0b9c8a4e-3d0f-4c5d-9a3e-0d8f6f7a6b01";

    @TempDir
    static Path folder;

    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.open(folder);
        stage.put("/api/v1/places/" + WAREHOUSE, "{\"name\":" + json(IMAGE) + ",\"own\":true}");
        stage.put("/api/v1/products/" + TEA, "{\"name\":" + json(BREAK) + "}");
        stage.post("/api/v1/keys", "{\"name\":" + json(IMAGE) + ",\"roles\":[\"reader\"]}");
        stage.post(
                "/api/v1/shipments",
                "{\"number\":" + json("DN " + IMAGE) + ",\"shippedAt\":\"2026-11-23T08:30:00+01:00\",\"from\":\""
                        + WAREHOUSE
                        + "\",\"to\":\"9521234567899\",\"purchaseOrders\":[" + json("PO " + BREAK) + "],"
                        + "\"lines\":[{\"sscc\":\"195212340000000171\",\"gtin\":\"" + TEA + "\",\"lot\":" + json(LOT)
                        + ",\"quantity\":3}]}");
        stage.post("/epcis/events", """
                {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"x":"https://x.example/"}],
                 "type":"ObjectEvent","eventID":"%s","eventTime":"2026-11-24T10:00:00Z","eventTimeZoneOffset":"+00:00",
                 "action":"OBSERVE","bizStep":"https://x.example/step/%s","disposition":"https://x.example/%s",
                 "epcList":["https://id.gs1.org/01/09521141123454/21/%%22%%3E%%3Cb%%3E","%s"],
                 "readPoint":{"id":"https://id.gs1.org/414/%s"},
                 "bizTransactionList":[{"type":"https://x.example/%s","bizTransaction":"%s"}],
                 "x:note":%s,"x:list":[%s,{"x:deep":%s}]}""".formatted(
                        EVENT,
                        "%3Cimg%20src=x%20onerror=window.hurt=1%3E",
                        "%22%3E%3Cscript%3E",
                        LINK,
                        WAREHOUSE,
                        "%3Cb%3E",
                        LINK,
                        json(IMAGE),
                        json(BREAK),
                        json(LINK)));
    }

    @AfterAll
    static void stop() throws Exception {
        if (stage != null) {
            stage.close();
        }
    }

    private static String json(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    /** Nothing of it ran, and nothing of it is an element or the address of a link. */
    private static void isHarmless(Person person) {
        assertThat(person.page().evaluate("""
                () => [
                  window.hurt === undefined ? '' : 'it ran',
                  ...[...document.querySelectorAll('main img:not([src^="/api/v1/barcode"]), main script, main iframe, main b, main [onerror]')]
                    .map(e => e.outerHTML),
                  ...[...document.querySelectorAll('[href], [src], [action]')]
                    .map(e => e.getAttribute('href') ?? e.getAttribute('src') ?? e.getAttribute('action'))
                    .filter(to => /^\\s*(javascript|data|vbscript):/i.test(to)),
                ].filter(each => each !== '')""")).as(person.page().url()).isEqualTo(List.of());
    }

    private static void shows(Person person, String... texts) {
        for (String text : texts) {
            assertThat(person.page().locator("main")).containsText(text);
        }
        isHarmless(person);
    }

    @Test
    void whatIsStored_isTextOnEveryPage() throws Exception {
        try (Person person = stage.signedIn(Sight.DESK, "/")) {
            person.page().locator("table.events tbody tr").first().waitFor();
            shows(person, "DN " + IMAGE, IMAGE);

            person.open("/event?id=" + EVENT).page().locator("article.record").waitFor();
            shows(person, IMAGE, BREAK.replace("\"", "\\\""), LINK);
            person.page().locator("article summary").first().click();
            shows(person, LINK);

            person.open("/search")
                    .page()
                    .locator("table.events tbody tr")
                    .first()
                    .waitFor();
            shows(person, BREAK);
            person.page().locator("table.events th a").first().click();
            person.page().locator("article.record").waitFor();
            isHarmless(person);

            person.open("/search?q=" + encoded("https://id.gs1.org/01/" + TEA + "/10/" + encoded(LOT)));
            person.page().locator(".subject").waitFor();
            shows(person, LOT, BREAK);
            person.page()
                    .locator("a.button", new com.microsoft.playwright.Page.LocatorOptions().setHasText("Label"))
                    .click();
            person.page().locator(".label").waitFor();
            shows(person, BREAK, LOT);

            person.open("/trace?of=https://id.gs1.org/00/195212340000000171")
                    .heading("Journey")
                    .waitFor();
            shows(person, BREAK, LOT);
            person.open("/trace?of=" + encoded(LINK)).page().locator("main").waitFor();
            person.page().waitForLoadState(com.microsoft.playwright.options.LoadState.NETWORKIDLE);
            isHarmless(person);

            person.open("/receive").page().locator("main").waitFor();
            shows(person, "DN " + IMAGE);
            person.page().getByText("DN " + IMAGE).first().click();
            person.page().locator("ul.goods").first().waitFor();
            isHarmless(person);

            person.open("/ship").heading("Ship").waitFor();
            person.scan("(01)" + TEA + "(10)" + LOT);
            shows(person, BREAK, LOT);
            person.scan(IMAGE);
            shows(person, IMAGE);

            person.open("/data").page().locator("ul.goods").first().waitFor();
            shows(person, IMAGE, BREAK);
            person.open("/keys").page().locator("table, ul").first().waitFor();
            shows(person, IMAGE);
            person.open("/ledger").page().waitForLoadState(com.microsoft.playwright.options.LoadState.NETWORKIDLE);
            isHarmless(person);
        }
    }

    @Test
    void shipmentNote_isText() throws Exception {
        String shipment = stage.get("/api/v1/shipments?thing=https://id.gs1.org/00/195212340000000171")
                .replaceAll(".*?\"index\":(\\d+),\"position\":(\\d+).*", "$1/$2");
        try (Person person = stage.signedIn(Sight.DESK, "/print?shipment=" + shipment)) {
            person.page().locator(".note").waitFor();
            shows(person, "DN " + IMAGE, "PO " + BREAK, IMAGE, BREAK, LOT);
        }
    }

    @Test
    void whatAnAddressSays_isText() throws Exception {
        try (Person person = stage.signedIn(Sight.DESK, "/")) {
            for (String text : List.of(IMAGE, BREAK, LINK)) {
                for (String page : List.of(
                        "/search?q=",
                        "/search?q=x&step=",
                        "/search?from=",
                        "/trace?of=",
                        "/event?id=",
                        "/print?of=",
                        "/print?shipment=",
                        "/import?run=",
                        "/receive?shipment=")) {
                    person.open(page + encoded(text));
                    person.page().waitForLoadState(com.microsoft.playwright.options.LoadState.NETWORKIDLE);
                    isHarmless(person);
                }
            }
        }
    }

    @Test
    void whatAFileSays_isTextAtEachStepOfItsImport_andHarmlessInTheResult() throws Exception {
        String name = BREAK.replace("/", "-") + ".csv";
        String header =
                "Delivery note,Ship date,Ship from,Ship to,GTIN,Lot,Quantity,\"" + IMAGE.replace("\"", "\"\"") + "\"";
        String good = "\"" + ("=cmd|' /C calc'!A0 " + IMAGE).replace("\"", "\"\"") + "\",2026-11-24," + WAREHOUSE
                + ",9521234567899," + TEA + ",\"" + LOT.replace("\"", "\"\"") + "\",5,\"" + BREAK.replace("\"", "\"\"")
                + "\"";
        String bad = "\"" + IMAGE.replace("\"", "\"\"") + "\",\"" + IMAGE.replace("\"", "\"\"") + "\",\""
                + BREAK.replace("\"", "\"\"") + "\"," + LINK + "," + TEA + ",L,x,";
        try (Person person = stage.signedIn(Sight.DESK, "/import")) {
            person.page()
                    .locator("#file")
                    .setInputFiles(new FilePayload(
                            name,
                            "text/csv",
                            String.join("\r\n", header, good, bad).getBytes(UTF_8)));
            person.page().locator("table.mapping").waitFor();
            shows(person, name, IMAGE, BREAK, "“" + IMAGE + "” is no time");
            person.button("Check all of it").click();
            person.heading("Checked").waitFor();
            shows(person, "1 new", IMAGE, BREAK);
            person.button("Record 1").click();
            person.heading("Imported").waitFor();
            shows(person, name, IMAGE, BREAK);
            String csv = java.nio.file.Files.readString(person.page()
                    .waitForDownload(
                            () -> person.button("Save the result as CSV").click())
                    .path());
            assertThat(csv).contains("'=cmd|' /C calc'!A0");
            assertThat(Pattern.compile("(^|,)\"?[=+@-]", Pattern.MULTILINE)
                            .matcher(csv)
                            .find())
                    .isFalse();
            person.open("/import").page().locator("ul.list").waitFor();
            shows(person, name);
            person.open("/").page().locator("table.events tbody tr").first().waitFor();
            shows(person, "=cmd|' /C calc'!A0 " + IMAGE);
        }
    }
}
