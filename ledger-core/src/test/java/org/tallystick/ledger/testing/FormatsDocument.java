package org.tallystick.ledger.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The worked vectors of docs/formats.md: a fenced block whose info string is {@code hex NAME} or {@code text NAME}. What a
 * test checks there is what a reader of the document sees.
 */
public final class FormatsDocument {

    private FormatsDocument() {}

    /** The bytes of a {@code hex} block, its white space left out. */
    public static byte[] hex(String name) {
        return HexFormat.of().parseHex(block("hex " + name).replaceAll("\\s", ""));
    }

    /** The lines of a {@code text} block, each with its line feed. */
    public static String text(String name) {
        return block("text " + name);
    }

    private static String block(String infoString) {
        String document = read();
        String opening = "\n```" + infoString + "\n";
        int start = document.indexOf(opening);
        if (start < 0) {
            throw new AssertionError("docs/formats.md has no block " + infoString);
        }
        int end = document.indexOf("```\n", start + opening.length());
        return document.substring(start + opening.length(), end);
    }

    private static String read() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path document = folder.resolve("docs").resolve("formats.md");
            if (Files.isRegularFile(document)) {
                try {
                    return Files.readString(document);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        throw new AssertionError("docs/formats.md is in no parent of the working directory");
    }
}
