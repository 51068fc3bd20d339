package org.tallystick.api.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.FilePayload;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.dashboard.Person.Sight;

/**
 * What comes between: another person at the same goods, a node that is killed and comes back. Nothing is lost, nothing is
 * doubled, and the person is told. The lost connection and the ended session are in {@link DashboardIT} and {@link ImportIT}.
 */
class TogetherIT {
    private static final String WAREHOUSE = "9521234000013";
    private static final String SHOP = "9521234567899";
    private static final String HOST = "https://id.gs1.org/00/";

    /** A node that was killed recovers its database and starts, beside whatever else the machine does. */
    private static final double LONG_MILLIS = 180_000;

    @TempDir
    static Path folder;

    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.open(folder);
        stage.put("/api/v1/places/" + WAREHOUSE, "{\"name\":\"Lager Hamburg\",\"own\":true}");
        stage.put("/api/v1/places/" + SHOP, "{\"name\":\"Laden Süd\",\"own\":false}");
    }

    @AfterAll
    static void stop() throws Exception {
        if (stage != null) {
            stage.close();
        }
    }

    private static void ship(String number, String sscc) throws Exception {
        stage.post("/api/v1/shipments", """
                {"number":"%s","shippedAt":"2026-11-23T08:30:00+01:00","from":"9521234000013","to":"9521234567899","lines":[{"sscc":"%s"}]}""".formatted(number, sscc));
    }

    private static int events(String step, String sscc) throws Exception {
        return stage.get("/epcis/events?EQ_bizStep=" + step + "&MATCH_anyEPC=" + HOST + sscc)
                        .split("\"eventID\"", -1)
                        .length
                - 1;
    }

    private static void seesSoon(Locator place) {
        assertThat(place).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(LONG_MILLIS));
    }

    @Test
    void twoAtOneShipment_theSlowerIsTold_andNothingIsDoubled() throws Exception {
        String pallet = "195212340000000676";
        ship("DN-T1", pallet);
        try (Person first = stage.signedIn(Sight.DESK, "/receive");
                Person second = stage.signedIn(Sight.DESK, "/receive")) {
            for (Person each : new Person[] {first, second}) {
                each.heading("Receive").waitFor();
                each.scan(pallet).sees("1 of 1");
                each.button("Mark Package " + pallet + " as damaged").click();
            }
            // Both confirm within the seconds in which it can be taken back.
            for (Person each : new Person[] {first, second}) {
                each.page().locator("#scan").focus();
                each.press("Enter").sees("It is sealed in");
            }
            first.heading("Received").waitFor();
            second.sees("Somebody else has received some of this meanwhile.").sees(pallet);
            second.screenshot("receive-twice").isAccessible();
            assertThat(events("receiving", pallet)).isEqualTo(1);
            // The damage goes with its receipt: one of each.
            first.page()
                    .waitForFunction("() => JSON.parse(localStorage.getItem('tallystick.outbox'))"
                            + ".every(each => each.state === 'sent')");
            assertThat(events("inspecting", pallet)).isEqualTo(1);

            // It is the person who decides.
            second.button("Record it all the same").click();
            second.heading("Received").waitFor();
            assertThat(events("receiving", pallet)).isEqualTo(2);
        }
    }

    @Test
    void twoAtOneDifference_theSlowerIsToldTheOutcome() throws Exception {
        String pallet = "195212340000000683";
        ship("DN-T2", pallet);
        try (Person first = stage.signedIn(Sight.DESK, "/shipments");
                Person second = stage.signedIn(Sight.DESK, "/shipments")) {
            open(first, "DN-T2");
            first.page().locator("details.card > summary").click();
            first.page().locator("#goods-0").check();
            first.button("Report it").click();
            first.page().locator("tally-difference h3").waitFor();
            open(second, "DN-T2");
            close(first, "credited");
            assertThat(first.page().locator("tally-difference h3")).containsText("closed: credited");
            close(second, "refused");
            second.sees("This difference has its outcome");
            assertThat(second.page().locator("tally-difference h3")).containsText("closed: credited");
        }
        assertThat(stage.get("/api/v1/shipments?advice=DN-T2")).contains("DN-T2");
    }

    private static void open(Person person, String number) {
        person.page()
                .locator("main .list a", new com.microsoft.playwright.Page.LocatorOptions().setHasText(number))
                .click();
        person.heading(number).waitFor();
    }

    private static void close(Person person, String outcome) {
        person.page()
                .locator(
                        "tally-difference summary",
                        new com.microsoft.playwright.Page.LocatorOptions().setHasText("Close it"))
                .click();
        person.page().locator("tally-difference select").selectOption(outcome);
        person.button("Close the difference").click();
    }

    @Test
    void nodeKilled_betweenConfirmingAndSending_sendsOnceWhenItIsBack() throws Exception {
        String pallet = "195212340000000690";
        try (Person person = stage.signedIn(Sight.DESK, "/")) {
            person.page().evaluate("gln => localStorage.setItem('tallystick.from', gln)", WAREHOUSE);
            person.open("/ship").heading("Ship").waitFor();
            person.scan(pallet).scan("(414)" + SHOP).press("Enter").sees("It is sealed in");
            stage.kill();
            seesSoon(person.text("No connection. It is kept here"));
            stage.startAgain();
            seesSoon(person.heading("Shipped"));
            assertThat(events("shipping", pallet)).isEqualTo(1);
            // The session is as it was: nobody signs in anew.
            person.open("/").heading("Today").waitFor();
        }
    }

    @Test
    void nodeKilled_inTheMiddleOfAnImport_goesOnAndRecordsEachOnce() throws Exception {
        int count = 120;
        String rows = IntStream.rangeClosed(1, count)
                .mapToObj(i ->
                        "KILLED-" + i + ",24.11.2026 08:30," + WAREHOUSE + "," + SHOP + ",09521234543213,KILLED," + i)
                .collect(Collectors.joining(
                        "\r\n", "Delivery note,Ship date,Ship from,Ship to,GTIN,Lot,Quantity\r\n", ""));
        long before = logSize();
        try (Person person = stage.signedIn(Sight.DESK, "/import")) {
            person.page()
                    .locator("#file")
                    .setInputFiles(new FilePayload("killed.csv", "text/csv", rows.getBytes(UTF_8)));
            person.button("Check all of it").click();
            seesSoon(person.text(count + " new"));
            person.button("Record " + count).click();
            person.page().waitForFunction("() => (document.querySelector('progress')?.value ?? 0) > 5");
            stage.kill();
            seesSoon(person.text("No answer from the node at the moment."));
            stage.startAgain();
            seesSoon(person.heading("Imported"));
            assertThat(person.page().locator(".counts")).containsText(count + " recorded");
        }
        assertThat(logSize()).isEqualTo(before + count);
    }

    private static long logSize() throws Exception {
        return Long.parseLong(stage.get("/log/checkpoint").split("\n", -1)[1]);
    }
}
