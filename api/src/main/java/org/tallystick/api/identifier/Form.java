package org.tallystick.api.identifier;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.identity.resolve.ResolutionResult;

/** What of a resolution is sent: the whole result, or the document by itself. */
enum Form {
    RESULT,
    DOCUMENT;

    /** Longer ones are no browser's and no library's. */
    private static final int MAX_ACCEPT_CHARS = 1_000;

    /** A form under the media type that the caller knows it by. */
    record Named(Form form, String mediaType) {}

    /**
     * In the order of our choice where a caller leaves one: DID Resolution 1.0's own types, then names that its earlier
     * drafts and resolvers of that time used for the document, then plain JSON.
     */
    private static final List<Named> OFFERED = List.of(
            new Named(RESULT, ResolutionResult.MEDIA_TYPE),
            new Named(DOCUMENT, ResolutionResult.DOCUMENT_MEDIA_TYPE),
            new Named(DOCUMENT, "application/did+ld+json"),
            new Named(DOCUMENT, "application/did+json"),
            new Named(DOCUMENT, "application/ld+json"),
            new Named(RESULT, "application/json"));

    /** An item of Accept: {@code application/did;q=0.5}. */
    private record Range(String type, double quality) {
        boolean takes(String mediaType) {
            return type.equals(mediaType)
                    || type.equals("*/*")
                    || (type.endsWith("/*") && mediaType.startsWith(type.substring(0, type.length() - 1)));
        }

        /** How exactly it says what it means (RFC 9110 section 12.5.1): the most exact range decides on a type. */
        int exactness() {
            return type.equals("*/*") ? 0 : type.endsWith("/*") ? 1 : 2;
        }
    }

    /** The best of what is offered; empty where nothing of it is wanted. */
    static Optional<Named> wanted(@Nullable String accept) {
        List<Range> ranges = ranges(accept);
        Optional<Named> best = Optional.empty();
        double highest = 0;
        for (Named offered : OFFERED) {
            double quality = ranges.stream()
                    .filter(range -> range.takes(offered.mediaType()))
                    .max(Comparator.comparingInt(Range::exactness))
                    .map(Range::quality)
                    .orElse(0.0);
            if (quality > highest) {
                highest = quality;
                best = Optional.of(offered);
            }
        }
        return best;
    }

    private static List<Range> ranges(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return List.of(new Range("*/*", 1));
        }
        List<Range> ranges = new ArrayList<>();
        for (String item :
                accept.substring(0, Math.min(accept.length(), MAX_ACCEPT_CHARS)).split(",", -1)) {
            String[] parts = item.strip().split("\\s*;\\s*", -1);
            double quality = 1;
            for (int i = 1; i < parts.length; i++) {
                if (parts[i].toLowerCase(Locale.ROOT).matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")) {
                    quality = Double.parseDouble(parts[i].substring(2));
                }
            }
            ranges.add(new Range(parts[0].toLowerCase(Locale.ROOT), quality));
        }
        return ranges;
    }
}
