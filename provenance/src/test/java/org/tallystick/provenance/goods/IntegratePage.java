package org.tallystick.provenance.goods;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The examples of docs/integrate.md: what a reader copies is what this release takes and makes. */
final class IntegratePage {
    private IntegratePage() {}

    /** The fenced block {@code ```json NAME}. */
    static String json(String name) {
        String page = page();
        String fence = "```json " + name + "\n";
        int start = page.indexOf(fence);
        if (start < 0) {
            throw new AssertionError("docs/integrate.md has no block 'json " + name + "'");
        }
        return page.substring(start + fence.length(), page.indexOf("\n```", start));
    }

    private static String page() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path page = folder.resolve("docs").resolve("integrate.md");
            if (Files.exists(page)) {
                try {
                    return Files.readString(page);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        throw new AssertionError("docs/integrate.md is in no parent of the working directory");
    }
}
