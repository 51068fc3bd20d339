package org.tallystick.ledger.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Other people's vectors, too many to be part of this repository. They are looked for where {@code TALLYSTICK_TEST_DATA}
 * (system property, else environment) says, else in {@code shared/data} beside a parent of the working directory; a test
 * that needs them is skipped where they are not.
 */
public final class TestData {

    private static final String NAME = "TALLYSTICK_TEST_DATA";

    private TestData() {}

    /** The file or folder of that name; the test is skipped, with the reason, where it is absent. */
    public static Path path(String name) {
        Path root = root();
        if (root == null) {
            return abort("test data not found: set " + NAME + " to the folder that holds " + name);
        }
        Path path = root.resolve(name);
        if (!Files.exists(path)) {
            return abort("test data not found: no " + name + " in " + root);
        }
        return path;
    }

    private static @Nullable Path root() {
        String named = System.getProperty(NAME, System.getenv(NAME));
        if (named != null) {
            Path root = Path.of(named);
            if (!Files.isDirectory(root)) {
                // Somebody asked for the data: a wrong name must not turn into skipped tests.
                throw new IllegalStateException(NAME + " names no folder: " + root.toAbsolutePath());
            }
            return root;
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path root = folder.resolve("shared").resolve("data");
            if (Files.isDirectory(root)) {
                return root;
            }
        }
        return null;
    }
}
