package org.tallystick.api.start;

import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;

/** Opens the page for a person at this machine; where there is no screen, or no browser, nothing happens. */
final class Browser {
    private Browser() {}

    static void open(String url, PrintStream err) {
        // AWT loads native libraries and may wait for a display: not in the way of those who wait for the server.
        Thread.ofPlatform().daemon().name("open the browser").start(() -> tryToOpen(url, err));
    }

    private static void tryToOpen(String url, PrintStream err) {
        boolean linux = System.getProperty("os.name").startsWith("Linux");
        boolean display = System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
        if (linux && !display) {
            return;
        }
        try {
            if (linux) {
                new ProcessBuilder("xdg-open", url)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } else if (!GraphicsEnvironment.isHeadless()
                    && Desktop.isDesktopSupported()
                    && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
                Desktop.getDesktop().browse(URI.create(url));
            }
        } catch (IOException e) {
            err.println("no browser opened: " + e.getMessage());
        }
    }
}
