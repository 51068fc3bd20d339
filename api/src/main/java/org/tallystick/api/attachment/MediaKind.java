package org.tallystick.api.attachment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What may be attached: what every browser shows by itself and no browser executes. Known by how the content begins; what a
 * client calls it is not believed.
 */
enum MediaKind {
    JPEG("image/jpeg") {
        @Override
        boolean begins(byte[] content) {
            return has(content, 0, "\u00ff\u00d8\u00ff");
        }
    },
    PNG("image/png") {
        @Override
        boolean begins(byte[] content) {
            return has(content, 0, "\u0089PNG\r\n\u001a\n");
        }
    },
    WEBP("image/webp") {
        @Override
        boolean begins(byte[] content) {
            return has(content, 0, "RIFF") && has(content, 8, "WEBP");
        }
    },
    PDF("application/pdf") {
        @Override
        boolean begins(byte[] content) {
            return has(content, 0, "%PDF-");
        }
    };

    private final String mediaType;

    MediaKind(String mediaType) {
        this.mediaType = mediaType;
    }

    abstract boolean begins(byte[] content);

    String mediaType() {
        return mediaType;
    }

    static Optional<MediaKind> of(byte[] content) {
        return Stream.of(values()).filter(kind -> kind.begins(content)).findFirst();
    }

    private static boolean has(byte[] content, int at, String text) {
        byte[] expected = text.getBytes(ISO_8859_1);
        return content.length >= at + expected.length
                && java.util.Arrays.equals(content, at, at + expected.length, expected, 0, expected.length);
    }
}
