package org.tallystick.api.representation;

/** What caches may do with an answer. The value of Cache-Control. */
public enum Caching {
    /** Never changes, and everybody may have it. A year is as long as RFC 9111 caches count. */
    FOR_EVER("public, max-age=31536000, immutable"),
    /** Never changes, but no cache between us and the reader keeps it: not everybody may read it. */
    FOR_EVER_BY_ITS_READER("private, max-age=31536000, immutable"),
    /** Changes with any block. Long enough to spare a busy log, too short for anybody to be left behind. */
    A_SECOND("public, max-age=1"),
    /** Kept by its reader, who asks each time whether it is still that. */
    ASKED_EACH_TIME("private, no-cache"),
    /** Left in no cache. */
    NEVER("no-store");

    private final String header;

    Caching(String header) {
        this.header = header;
    }

    String header() {
        return header;
    }
}
