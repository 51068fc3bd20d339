package org.tallystick.identity.did;

/** {@code versionId} of a did:webvh log entry: its number, counted from 1, a dash, and its entry hash. */
public record VersionId(int number, Multihash entryHash) {
    public VersionId {
        if (number < 1) {
            throw new MalformedDidException("versions are numbered from 1, not " + number);
        }
    }

    public static VersionId parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            throw new MalformedDidException("a versionId is NUMBER-HASH");
        }
        return new VersionId(parseNumber(text.substring(0, dash)), Multihash.parse(text.substring(dash + 1)));
    }

    /** A version number by itself: decimal, from 1, no leading zero. */
    public static int parseNumber(String text) {
        // Nine digits: more versions than seconds since the method was named.
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new MalformedDidException("not a version number: " + text);
        }
        if (text.charAt(0) == '0') {
            throw new MalformedDidException("a version number does not begin with 0");
        }
        return Integer.parseInt(text);
    }

    @Override
    public String toString() {
        return number + "-" + entryHash;
    }
}
