package org.tallystick.provenance.epcis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.tallystick.ledger.testing.TestData;

/**
 * EPCIS documents by other people: OpenEPCIS's, which come as a test dependency, and GS1's official ones, from the folder of
 * test data.
 */
public final class EpcisFiles {
    private static final String OPEN_EPCIS_LIST = "/openepcis-test-resources.list";

    private EpcisFiles() {}

    /** Some document; printed as its name in test reports. */
    public record EpcisFile(String name, byte[] bytes) {
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** OpenEPCIS's JSON files below that folder: {@code 2.0/EPCIS/JSON/Capture/Documents/}. */
    public static List<EpcisFile> openEpcis(String folder) {
        return openEpcis(folder, ".json");
    }

    /** OpenEPCIS's files below that folder with that ending. */
    public static List<EpcisFile> openEpcis(String folder, String suffix) {
        return resource(OPEN_EPCIS_LIST)
                .text()
                .lines()
                .map(line -> line.startsWith("/") ? line.substring(1) : line)
                .filter(line -> line.startsWith(folder) && line.endsWith(suffix))
                .sorted()
                .map(line -> resource("/" + line))
                .toList();
    }

    /** Files of the test data, sorted by name; skips the test where there is no test data. */
    public static List<EpcisFile> testData(String folder, String... suffixes) {
        Path root = TestData.path(folder);
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> Stream.of(suffixes).anyMatch(file.toString()::endsWith))
                    .sorted()
                    .map(file -> new EpcisFile(root.relativize(file).toString(), read(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** GS1's 47 official examples. */
    public static List<EpcisFile> official() {
        return testData("gs1-epcis/json", ".jsonld");
    }

    private static EpcisFile resource(String name) {
        try (InputStream in = EpcisFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new EpcisFile(name, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
