package org.tallystick.provenance.identifier;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the GS1 key out of a GS1 Digital Link URI (GS1 Digital Link Standard: URI Syntax, section 4), on any host, behind
 * any path: {@code https://example.com/some/path/gtin/4012345111118/ser/9876?linkType=all}.
 *
 * <p>Compressed Digital Links are not read; they stay URIs.
 */
final class DigitalLink {
    private DigitalLink() {}

    static @Nullable Gs1Identifier find(String uri) {
        int authority = uri.indexOf("://");
        int path = authority < 0 ? -1 : uri.indexOf('/', authority + 3);
        if (path < 0) {
            return null;
        }
        List<String> segments = segments(uri, path + 1);
        MalformedIdentifierException fault = null;
        for (int i = 0; i + 1 < segments.size(); i++) {
            Gs1Key key = Gs1Key.ofSegment(segments.get(i));
            if (key != null) {
                try {
                    return read(key, segments.subList(i + 1, segments.size()));
                } catch (MalformedIdentifierException e) {
                    fault = fault == null ? e : fault;
                }
            }
        }
        if (fault != null) {
            throw fault;
        }
        return null;
    }

    private static List<String> segments(String uri, int from) {
        int end = uri.length();
        for (int i = from; i < end; i++) {
            char c = uri.charAt(i);
            if (c == '?' || c == '#') {
                end = i;
            }
        }
        if (end > from && uri.charAt(end - 1) == '/') {
            end--;
        }
        List<String> segments = new ArrayList<>(6);
        int start = from;
        for (int i = from; i <= end; i++) {
            if (i == end || uri.charAt(i) == '/') {
                segments.add(uri.substring(start, i));
                start = i + 1;
            }
        }
        return segments;
    }

    /** The value and its qualifiers, which must fill the path to its end, each finer than the one before. */
    private static Gs1Identifier read(Gs1Key key, List<String> rest) {
        String value = Characters.unescape(rest.getFirst());
        Gs1Identifier identifier = Gs1Identifier.of(key, value);
        if (rest.size() % 2 == 0) {
            throw new MalformedIdentifierException("'" + rest.getLast() + "' follows the " + key + " without a value");
        }
        @Nullable Qualifier last = null;
        for (int i = 1; i < rest.size(); i += 2) {
            Qualifier qualifier = Qualifier.ofSegment(key, rest.get(i));
            if (qualifier == null || last != null && qualifier.compareTo(last) <= 0) {
                throw new MalformedIdentifierException("'" + rest.get(i) + "' does not qualify a " + key + " here");
            }
            String qualifierValue = Characters.unescape(rest.get(i + 1));
            if (qualifier.isKept()) {
                identifier = identifier.with(qualifier, qualifierValue);
            } else {
                qualifier.check(qualifierValue);
            }
            last = qualifier;
        }
        return identifier;
    }
}
