package org.tallystick.api.dashboard;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The browser of this machine, driven by Playwright. Where there is none a test is skipped with a line that says how to
 * install it; with {@code -Dstock.tools=required} absence is a failure.
 */
final class Chromium implements AutoCloseable {
    private static final List<Path> PROGRAMS = List.of(
            Path.of("/usr/bin/chromium"),
            Path.of("/usr/bin/chromium-browser"),
            Path.of("/usr/bin/google-chrome"),
            Path.of("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"));

    private static final Path WEB_UI = Path.of("../web-ui").toAbsolutePath().normalize();

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static Chromium launch(String... more) {
        Optional<Path> program = PROGRAMS.stream().filter(Files::isExecutable).findFirst();
        if (program.isEmpty() && "required".equals(System.getProperty("stock.tools"))) {
            throw new AssertionError("no Chromium: apt-get install chromium");
        }
        assumeTrue(program.isPresent(), "no Chromium on this machine; to run this test: apt-get install chromium");
        Playwright playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of(
                        "PLAYWRIGHT_NODEJS_PATH",
                        WEB_UI.resolve("build/deno-as-node").toString(),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program.get())
                        // A build may run as root, where Chromium's sandbox does not start.
                        .setArgs(Stream.concat(Stream.of("--no-sandbox", "--disable-dev-shm-usage"), Stream.of(more))
                                .toList()));
        return new Chromium(playwright, browser);
    }

    Browser browser() {
        return browser;
    }

    static Path axe() {
        return WEB_UI.resolve("node_modules/axe-core/axe.min.js");
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
