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
        // Nine digits: more versions than seconds since the method was named.
        if (dash < 1 || dash > 9) {
            throw new MalformedDidException("a versionId is NUMBER-HASH");
        }
        for (int i = 0; i < dash; i++) {
            if (!Chars.isDigit(text.charAt(i))) {
                throw new MalformedDidException("a versionId begins with a number");
            }
        }
        if (text.charAt(0) == '0') {
            throw new MalformedDidException("a version number does not begin with 0");
        }
        return new VersionId(Integer.parseInt(text, 0, dash, 10), Multihash.parse(text.substring(dash + 1)));
    }

    @Override
    public String toString() {
        return number + "-" + entryHash;
    }
}
