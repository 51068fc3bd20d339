package org.tallystick.api.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.tallystick.provenance.capture.Binding;
import org.tallystick.provenance.epcis.DocumentLimits;

/** A file that may be a document of events in either binding: which one, its first character tells. */
record EpcisInput(Path file, byte[] bytes, Binding binding) {
    /**
     * A node takes less at once, since it registers a document whole; here a file is read and written again, and all of it
     * is in memory some four times.
     */
    static final DocumentLimits LIMITS = new DocumentLimits(128 << 20, 1_000_000, 1 << 20);

    static EpcisInput read(Path file) throws IOException {
        try {
            if (Files.size(file) > LIMITS.documentBytes()) {
                throw new IOException(file + " has more than " + LIMITS.documentBytes() + " bytes");
            }
            byte[] bytes = Files.readAllBytes(file);
            return new EpcisInput(file, bytes, binding(bytes));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        }
    }

    private static Binding binding(byte[] bytes) {
        for (byte b : bytes) {
            switch (b) {
                case '<' -> {
                    return Binding.XML;
                }
                // White space, the marks of UTF-8 and UTF-16, and the other half of a character in UTF-16.
                case ' ', '\t', '\r', '\n', 0, (byte) 0xEF, (byte) 0xBB, (byte) 0xBF, (byte) 0xFE, (byte) 0xFF -> {}
                default -> {
                    return Binding.JSON;
                }
            }
        }
        return Binding.JSON;
    }
}
