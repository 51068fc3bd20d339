package org.tallystick.api.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Someone at a browser with a keyboard and a scanner. What the page's scripts fail at, and what is asked of another host,
 * fails the test at the end.
 */
final class Person implements AutoCloseable {
    /** Between two characters; scanners send one every 1 to 5 ms. */
    private static final double SCANNER_MILLIS = 2;

    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    private final URI node;
    private final BrowserContext context;
    private final Page page;
    private final List<String> faults = new ArrayList<>();
    private int keys;
    private int scans;

    private Person(URI node, BrowserContext context) {
        this.node = node;
        this.context = context;
        context.onWebError(error -> faults.add("script: " + error.error()));
        context.onConsoleMessage(message -> {
            // The browser's own lines about answers 4xx and about a lost connection are no fault of the page.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                faults.add("console: " + message.text());
            }
        });
        context.onRequest(request -> {
            URI asked = URI.create(request.url().replaceAll("[?#].*", ""));
            if (!"blob".equals(asked.getScheme()) && !node.getAuthority().equals(asked.getAuthority())) {
                faults.add("asked another host: " + asked);
            }
        });
        this.page = context.newPage();
        page.setDefaultTimeout(15_000);
    }

    /** How they look at it. */
    record Sight(int width, int height, ColorScheme scheme, String language) {
        static final Sight DESK = new Sight(1440, 900, ColorScheme.LIGHT, "en-GB");

        Sight in(String otherLanguage) {
            return new Sight(width, height, scheme, otherLanguage);
        }

        Sight dark() {
            return new Sight(width, height, ColorScheme.DARK, language);
        }

        Sight wide(int otherWidth) {
            return new Sight(otherWidth, otherWidth < 500 ? 700 : 900, scheme, language);
        }
    }

    static Person at(Browser browser, URI node, Sight sight) {
        return new Person(
                node,
                browser.newContext(new Browser.NewContextOptions()
                        .setViewportSize(sight.width(), sight.height())
                        .setColorScheme(sight.scheme())
                        .setReducedMotion(ReducedMotion.REDUCE)
                        .setTimezoneId("Europe/Berlin")
                        .setLocale(sight.language())));
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    Person open(String path) {
        page.navigate(node.resolve(path).toString());
        page.locator("tally-app main").waitFor();
        return this;
    }

    /** With a key, as the sign-in page asks for it. */
    Person signIn(String token) {
        chooseKey().page.locator("#key").fill(token);
        page.keyboard().press("Enter");
        return isIn("tally-sign-in");
    }

    /** What it signed in with is gone. */
    Person isIn(String form) {
        page.locator(form).waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
        return this;
    }

    /** What was chosen before, at this browser, is chosen already. */
    Person chooseKey() {
        page.locator("#by-key, #key").first().waitFor();
        if (page.locator("#by-key").isVisible()) {
            page.locator("#by-key").click();
        }
        return this;
    }

    /** By name and password. */
    Person signIn(String login, String password) {
        page.locator("#login").fill(login);
        page.locator("#password").fill(password);
        page.keyboard().press("Enter");
        return isIn("tally-sign-in");
    }

    Person press(String key) {
        keys++;
        page.keyboard().press(key);
        return this;
    }

    Person type(String text) {
        keys += text.length();
        page.keyboard().type(text);
        return this;
    }

    /** A scanner that acts as a keyboard: the code, its separators as Ctrl+], and Enter. */
    Person scan(String code) {
        scans++;
        for (String part : code.splitWithDelimiters("\u001d", 0)) {
            if (part.equals("\u001d")) {
                page.keyboard().press("Control+]");
            } else {
                page.keyboard().type(part, new Keyboard.TypeOptions().setDelay(SCANNER_MILLIS));
            }
        }
        page.keyboard().press("Enter");
        return this;
    }

    int keys() {
        return keys;
    }

    int scans() {
        return scans;
    }

    Locator heading(String text) {
        return page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(text).setExact(true));
    }

    Locator button(String text) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(text));
    }

    Locator text(String text) {
        return page.getByText(text).first();
    }

    /** Waits for a text to be on the page. */
    Person sees(String text) {
        text(text).waitFor();
        return this;
    }

    Person screenshot(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
        return this;
    }

    /** axe-core's rules for WCAG 2.2 AA and its best practices. */
    Person isAccessible() throws IOException {
        page.evaluate(Files.readString(Chromium.axe(), UTF_8));
        Object violations =
                page.evaluate("async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',"
                        + " 'wcag21aa', 'wcag22aa', 'best-practice']})).violations.map(v => v.id + ': ' + v.nodes.map(n =>"
                        + " n.target.join(' ') + ' ' + n.failureSummary).join(' | '))");
        assertThat((List<?>) violations).as(page.url()).isEmpty();
        return this;
    }

    /** Nothing is wider than the screen: no one scrolls sideways (WCAG 2.2, 1.4.10). */
    Person fits() {
        assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                .as(page.url() + " fits " + page.viewportSize().width)
                .isEqualTo(true);
        return this;
    }

    @Override
    public void close() {
        context.close();
        assertThat(faults).isEmpty();
    }
}
