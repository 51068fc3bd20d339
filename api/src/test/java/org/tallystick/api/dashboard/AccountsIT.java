package org.tallystick.api.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.LoadState;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.crash.NodeProcess;
import org.tallystick.api.dashboard.Person.Sight;

/** People and guests at the packaged application, in a real browser. */
class AccountsIT {
    private static final String PASSWORD = "correct horse battery";
    private static final String WAREHOUSE = "9521234000013";
    private static final String SHOP = "9521234567899";
    private static final Pattern PATH = Pattern.compile("\"path\":\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    @TempDir
    static Path folder;

    private static Chromium chromium;
    private static NodeProcess node;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.launch();
        node = NodeProcess.start(folder.resolve("home"));
        call("PUT", "/api/v1/places/" + WAREHOUSE, "{\"name\":\"Lager Hamburg\",\"own\":true}");
        call("PUT", "/api/v1/places/" + SHOP, "{\"name\":\"Laden Süd\",\"own\":false}");
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

    private static String call(String method, String path, String body) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(node.url().resolve(path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .header("Authorization", "Bearer " + node.token())
                            .header("Content-Type", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
            return response.body();
        }
    }

    private static String get(String path) throws IOException, InterruptedException {
        return call("GET", path, "");
    }

    private static String found(Pattern pattern, String text) {
        Matcher match = pattern.matcher(text);
        assertThat(match.find()).as(text).isTrue();
        return match.group(1);
    }

    /** The one-time link of somebody new, as the administrator hands it over. */
    private static String invited(String name, String rights) throws IOException, InterruptedException {
        String id = found(ID, call("POST", "/api/v1/people", "{\"name\":\"" + name + "\"," + rights + "}"));
        return found(PATH, call("POST", "/api/v1/people/" + id + "/link", ""));
    }

    private static void ship(String number, String lines) throws IOException, InterruptedException {
        call("POST", "/api/v1/shipments", """
                {"number":"%s","shippedAt":"2026-11-23T08:30:00+01:00","from":"9521234000013","to":"9521234567899","lines":[%s]}""".formatted(number, lines));
    }

    private static Person person(Sight sight) {
        return Person.at(chromium.browser(), node.url(), sight);
    }

    /** Opens the link and chooses; then is signed in. */
    private static Person joined(Sight sight, String link, String login) {
        Person person = person(sight).open(link);
        person.page().locator("#login").fill(login);
        person.page().locator("#new-password").fill(PASSWORD);
        return person.press("Enter").isIn("tally-welcome");
    }

    @Test
    void firstAdministrator_isTold_invitesThemselfAndSignsInByName() throws Exception {
        String link;
        try (Person administrator = person(Sight.DESK).open("/").signIn(node.token())) {
            // Whether others have accounts yet is up to the order of the tests: then nothing is said.
            administrator.open("/people").heading("People").waitFor();
            administrator
                    .page()
                    .locator("summary", new Page.LocatorOptions().setHasText("Invite somebody"))
                    .click();
            administrator.page().locator("#new-name").fill("Ada Lovelace");
            administrator.press("Enter").sees("Choose at least one role");
            administrator.page().locator("#new-role-administrator").check();
            administrator.button("Invite, and make a link").click();
            administrator.sees("One-time link for Ada Lovelace");
            administrator.screenshot("people-invited").isAccessible();
            link = administrator.page().locator("#made code").textContent();
            assertThat(link)
                    .startsWith(node.url()
                            + "/welcome#".substring(node.url().toString().endsWith("/") ? 1 : 0));
        }
        try (Person ada = person(Sight.DESK).open(link.substring(link.indexOf("/welcome")))) {
            ada.heading("Welcome, Ada Lovelace").waitFor();
            ada.screenshot("welcome").isAccessible();
            ada.page().locator("#login").fill("Ada");
            ada.page().locator("#new-password").fill("too short");
            ada.press("Enter").sees("A password has at least 12 characters; this has 9.");
            ada.page().locator("#new-password").fill(PASSWORD);
            ada.press("Enter").heading("Today").waitFor();
            assertThat(ada.page().url()).doesNotContain("welcome").doesNotContain("#");
            // Nothing of it is in reach of scripts.
            assertThat(ada.page().evaluate("() => document.cookie")).isEqualTo("");
            assertThat((String) ada.page().evaluate("() => JSON.stringify({...localStorage, ...sessionStorage})"))
                    .doesNotContain(PASSWORD);
            ada.page().locator(".settings summary").click();
            ada.button("Sign out").click();
            ada.heading("Sign in").waitFor();
            ada.page().locator("#login").fill("ada");
            ada.page().locator("#password").fill("incorrect horse");
            ada.press("Enter").sees("The name or the password is wrong");
            ada.page().locator("#password").fill(PASSWORD);
            ada.press("Enter").isIn("tally-sign-in");
            // The link is used up.
            ada.page().locator(".settings summary").click();
            ada.button("Sign out").click();
            ada.heading("Sign in").waitFor();
            ada.open(link.substring(link.indexOf("/welcome"))).sees("This link was used");
        }
    }

    @Test
    void firstAdministrator_withoutAnyAccount_isToldToMakeOne() throws Exception {
        try (NodeProcess fresh = NodeProcess.start(folder.resolve("fresh"));
                Person administrator = Person.at(chromium.browser(), fresh.url(), Sight.DESK)) {
            administrator.open("/").signIn(fresh.token()).sees("Make an account of your own");
            administrator.page().locator("a.button[href='/people']").first().click();
            administrator.heading("People").waitFor();
            administrator.sees("Nobody has an account yet");
            fresh.stop();
        }
    }

    @Test
    void person_suspendedInTheMiddle_isOutAndToldSo_andNothingIsLost() throws Exception {
        String link = invited("Bob", "\"roles\":[\"recorder\",\"reader\"]");
        try (Person bob = joined(Sight.DESK, link, "bob")) {
            bob.open("/ship").heading("Ship").waitFor();
            bob.scan("195212340000000232").sees("Package 195212340000000232");
            try (Person administrator = person(Sight.DESK).open("/people").signIn(node.token())) {
                administrator.button("Suspend: Bob").click();
                administrator.sees("suspended");
                bob.page().locator("nav a[href='/search']").click();
                bob.sees("You were signed out because the session ended");
                bob.page().locator("#login").fill("bob");
                bob.page().locator("#password").fill(PASSWORD);
                bob.press("Enter").sees("the account is suspended");
                administrator.button("Let in again: Bob").click();
                administrator
                        .page()
                        .locator("button[aria-label='Suspend: Bob']")
                        .waitFor();
            }
            bob.signIn("bob", PASSWORD);
            bob.page().locator("nav a[href='/ship']").click();
            bob.sees("Package 195212340000000232");
        }
    }

    @Test
    void account_password_isChangedByKeyboardAlone() throws Exception {
        String link = invited("Carol", "\"roles\":[\"reader\"]");
        try (Person carol = joined(Sight.DESK, link, "carol");
                Person elsewhere = person(Sight.DESK).open("/").signIn("carol", PASSWORD)) {
            carol.open("/account").heading("Your account").waitFor();
            assertThat(carol.page().locator("section li")).hasCount(2);
            assertThat(carol.page().getByText("Account valid until")).hasCount(0);
            carol.screenshot("account").isAccessible();
            carol.page().locator("#old-password").focus();
            carol.type("not this one, no")
                    .press("Tab")
                    .type("another long password")
                    .press("Enter");
            carol.sees("This is not your password.");
            assertThat(carol.page().locator("#old-password")).isFocused();
            carol.press("ControlOrMeta+a").type(PASSWORD).press("Enter");
            carol.sees("Your password is changed");
            assertThat(carol.page().locator("section li")).hasCount(1);
            elsewhere.page().locator("nav a[href='/search']").click();
            elsewhere.type("x").press("Enter").sees("You were signed out");
        }
    }

    @Test
    void guest_seesHisShipmentsReceivesAndReportsWhatIsMissing() throws Exception {
        ship("DN-G1", "{\"sscc\":\"195212340000000508\"},{\"sscc\":\"195212340000000515\"}");
        call("POST", "/api/v1/shipments", """
                {"number":"DN-NOT-HIS","shippedAt":"2026-11-23T08:30:00+01:00","from":"9521234000013","to":"9521141000007","lines":[{"sscc":"195212340000000522"}]}""");
        String link = invited("Laden Süd", "\"roles\":[\"guest\"],\"glns\":[\"" + SHOP + "\"]");
        try (Person guest = joined(Sight.DESK, link, "laden.sued")) {
            guest.heading("Shipments").waitFor();
            guest.sees("DN-G1").sees("Laden Süd");
            assertThat(guest.page().getByText("DN-NOT-HIS")).hasCount(0);
            guest.screenshot("guest-shipments").isAccessible();
            // Nothing else is offered, and nothing else is shown.
            assertThat(guest.page().locator("nav.jobs li")).hasCount(4);
            guest.open("/search").sees("You may not do that here");
            guest.open("/").heading("Shipments").waitFor();
            guest.page()
                    .locator("main .list a", new Page.LocatorOptions().setHasText("DN-G1"))
                    .click();
            guest.heading("DN-G1").waitFor();
            guest.page()
                    .locator("a.button", new Page.LocatorOptions().setHasText("Confirm receipt"))
                    .click();
            guest.sees("0 of 2");
            guest.scan("195212340000000508").sees("1 of 2");
            guest.scan("195212340000000522").sees("was not announced to you");
            guest.sees("Missing: 1").screenshot("guest-receive").isAccessible();
            guest.page().locator("#scan").fill("");
            guest.page().locator("#scan").focus();
            guest.press("Enter").sees("It is sealed in");
            guest.heading("Received").waitFor();
            guest.open("/shipments");
            guest.page()
                    .locator("main .list a", new Page.LocatorOptions().setHasText("DN-G1"))
                    .click();
            guest.sees("partly received");
            Locator differences = guest.page().locator("tally-difference h3");
            assertThat(differences).containsText(new String[] {"missing: Package 195212340000000515"});
            guest.page()
                    .locator("summary", new Page.LocatorOptions().setHasText("Report a difference"))
                    .click();
            guest.button("Report it").click();
            guest.sees("Choose what is different.");
            guest.page().locator("#goods-0").check();
            guest.page().locator("#reason").selectOption("damaged");
            guest.page().locator("#note").fill("one corner is wet");
            guest.page().locator("#attach").setInputFiles(new FilePayload("corner.jpg", "image/jpeg", new byte[] {
                (byte) 0xff, (byte) 0xd8, (byte) 0xff, 7
            }));
            assertThat(guest.page().locator("tally-attachments .thing .name")).hasText("corner.jpg");
            guest.button("Report it").click();
            guest.sees("one corner is wet");
            assertThat(differences).hasCount(2);
            guest.screenshot("guest-shipment").isAccessible();
            // His photo, by the address that he may ask.
            Locator photo = guest.page().locator("tally-difference a[href*='/attachments/']");
            assertThat(guest.page().evaluate("async path => (await fetch(path)).status", photo.getAttribute("href")))
                    .isEqualTo(200);
        }
        try (Person clerk = person(Sight.DESK).open("/").signIn(node.token())) {
            clerk.sees("Not as announced");
            clerk.open("/receive").heading("Receive").waitFor();
            clerk.type("DN-G1").press("Enter").sees("one corner is wet");
        }
        assertThat(get("/api/v1/shipments?advice=DN-G1")).contains("\"state\":\"partlyReceived\"");
        assertThat(get("/epcis/events?EQ_bizStep=receiving&MATCH_epc=https://id.gs1.org/00/195212340000000508"))
                .contains("\"tallystick:confirmedBy\":\"https://id.gs1.org/417/" + SHOP + "\"");
    }

    /** What one of the two answers, the other sees; what closes it takes it from Today, and taking that back brings it there. */
    @Test
    void difference_ofAGuest_isAnsweredClosedTakenBackAndClosedAgain() throws Exception {
        ship("DN-D1", "{\"sscc\":\"195212340000000669\"}");
        String link = invited("Laden Nord", "\"roles\":[\"guest\"],\"glns\":[\"" + SHOP + "\"]");
        try (Person guest = joined(Sight.DESK.in("de-DE"), link, "laden.nord");
                Person clerk = person(Sight.DESK).open("/").signIn(node.token())) {
            guest.page().locator("main .list a", with("DN-D1")).click();
            guest.page().locator("summary", with("Abweichung melden")).click();
            guest.page().locator("#goods-0").check();
            guest.page().locator("#note").fill("nicht auf dem Wagen");
            guest.page().locator("details.card form button.primary").click();
            guest.sees("nicht auf dem Wagen");
            assertThat(guest.page().locator("tally-difference h3")).containsText("offen");
            // It was not he who sent it: all that he may say of its end is that it was found.
            guest.page()
                    .locator("tally-difference summary", with("Abschließen"))
                    .click();
            assertThat(guest.page().locator("tally-difference select option")).hasCount(1);

            clerk.open("/")
                    .page()
                    .locator("section[aria-labelledby=differing-title] a", with("195212340000000669"))
                    .click();
            clerk.heading("DN-D1").waitFor();
            clerk.sees("nicht auf dem Wagen");
            clerk.page().locator("tally-difference summary", with("Answer")).click();
            clerk.button("Send the answer").click();
            clerk.sees("Say something.");
            clerk.page().locator("tally-difference [name=note]").first().fill("it stands on our ramp");
            clerk.button("Send the answer").click();
            clerk.sees("it stands on our ramp");
            close(clerk, "refused");
            assertThat(clerk.page().locator("tally-difference h3")).containsText("closed: refused");
            clerk.screenshot("difference-closed").isAccessible();
            clerk.open("/differences?state=closed").sees("DN-D1").isAccessible();
            clerk.open("/").heading("Today").waitFor();
            clerk.page().waitForLoadState(LoadState.NETWORKIDLE);
            assertThat(clerk.page().locator("section[aria-labelledby=differing-title] a", with("195212340000000669")))
                    .hasCount(0);

            clerk.open("/differences?state=closed")
                    .page()
                    .locator("main .list a", with("DN-D1"))
                    .click();
            Locator takeBack =
                    clerk.page().locator("tally-difference li", with("refused")).locator("button");
            takeBack.click();
            assertThat(takeBack).hasText("Really take back?");
            takeBack.click();
            assertThat(clerk.page().locator("tally-difference h3")).containsText("open");
            close(clerk, "resent");
            assertThat(clerk.page().locator("tally-difference h3")).containsText("closed: sent again");

            guest.page().reload();
            guest.sees("it stands on our ramp").sees("erledigt: nachgeliefert");
            assertThat(guest.page().locator("tally-difference ol li")).hasCount(3);
            guest.isAccessible();
        }
    }

    private static Page.LocatorOptions with(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }

    private static void close(Person clerk, String outcome) {
        clerk.page().locator("tally-difference summary", with("Close it")).click();
        clerk.page().locator("tally-difference select").selectOption(outcome);
        clerk.button("Close the difference").click();
    }

    @Test
    void guest_whoseSessionEndsBetweenConfirmingAndSending_losesNothingAndSendsOnce() throws Exception {
        ship("DN-G2", "{\"sscc\":\"195212340000000539\"}");
        String link = invited("Laden Ost", "\"roles\":[\"guest\"],\"glns\":[\"" + SHOP + "\"]");
        try (Person guest = joined(Sight.DESK, link, "laden.ost")) {
            guest.open("/receive").heading("Receive").waitFor();
            guest.scan("195212340000000539").sees("1 of 1");
            guest.press("Enter").sees("It is sealed in");
            guest.context().clearCookies();
            guest.sees("Nothing is lost");
            guest.signIn("laden.ost", PASSWORD);
            guest.heading("Received").waitFor();
            String events =
                    get("/epcis/events?EQ_bizStep=receiving&MATCH_epc=https://id.gs1.org/00/195212340000000539");
            assertThat(events.split("\"eventID\"", -1)).hasSize(2);
        }
    }

    @Test
    void keyThatEndsSoon_isWarnedOfOnTodayAndOnTheLedger() throws Exception {
        call(
                "POST",
                "/api/v1/keys",
                "{\"name\":\"Scanner at gate 2\",\"roles\":[\"recorder\"],\"expiresAt\":\""
                        + Instant.now().plus(5, ChronoUnit.DAYS).plusSeconds(3_600) + "\"}");
        call(
                "POST",
                "/api/v1/keys",
                "{\"name\":\"Key without worries\",\"roles\":[\"recorder\"],\"expiresAt\":\""
                        + Instant.now().plus(300, ChronoUnit.DAYS) + "\"}");
        try (Person administrator = person(Sight.DESK).open("/").signIn(node.token())) {
            administrator.sees("Scanner at gate 2").sees("ends in 5 days");
            assertThat(administrator.page().getByText("Key without worries")).hasCount(0);
            administrator.open("/ledger").sees("ends in 5 days");
        }
    }

    @Test
    void pages_inEachWidthThemeAndLanguage_areAccessibleAndFit() throws Exception {
        ship("DN-G3", "{\"sscc\":\"195212340000000546\"}");
        String guestLink = invited("Laden West", "\"roles\":[\"guest\"],\"glns\":[\"" + SHOP + "\"]");
        String administratorLink = invited("Grace Hopper", "\"roles\":[\"administrator\"]");
        joined(Sight.DESK, guestLink, "laden.west").close();
        joined(Sight.DESK, administratorLink, "grace").close();
        for (Sight sight : List.of(
                Sight.DESK,
                Sight.DESK.dark(),
                Sight.DESK.wide(390).in("de-DE"),
                Sight.DESK.wide(320).in("de-DE").dark())) {
            String look = sight.width() + (sight.scheme() == ColorScheme.DARK ? "-dark" : "-light");
            String link = invited("Somebody new", "\"roles\":[\"reader\"]");
            try (Person newcomer = person(sight).open(link)) {
                newcomer.page().locator("#new-password").waitFor();
                newcomer.screenshot("welcome-" + look).isAccessible().fits();
                newcomer.open("/")
                        .screenshot("sign-in-name-" + look)
                        .isAccessible()
                        .fits();
            }
            try (Person grace = person(sight).open("/").signIn("grace", PASSWORD)) {
                for (String path : List.of("/people", "/account", "/keys", "/audit")) {
                    grace.open(path).page().waitForLoadState(LoadState.NETWORKIDLE);
                    grace.page().locator("details.card summary").all().forEach(Locator::click);
                    grace.screenshot(path.substring(1) + "-" + look)
                            .isAccessible()
                            .fits();
                }
            }
            try (Person guest = person(sight).open("/").signIn("laden.west", PASSWORD)) {
                for (String path : List.of("/shipments", "/receive")) {
                    guest.open(path).page().waitForLoadState(LoadState.NETWORKIDLE);
                    guest.screenshot("guest-" + path.substring(1) + "-" + look)
                            .isAccessible()
                            .fits();
                }
                guest.open("/shipments").page().locator("main .list a").first().click();
                guest.page().locator("#differences-title").waitFor();
                guest.page().locator("details.card summary").click();
                guest.screenshot("guest-shipment-" + look).isAccessible().fits();
            }
        }
    }
}
