package org.tallystick.identity.json;

/**
 * Which spellings of a JSON value a reader takes. Duplicate names, lone surrogates, bad UTF-8 and more than
 * {@value JsonReader#MAX_DEPTH} levels are refused in both.
 */
public enum JsonForm {
    /**
     * Any spelling of RFC 8259 whose meaning all readers share (I-JSON, RFC 7493). For what others made: their
     * did:webvh logs are JSON Lines in whatever order and spacing their software writes, and only their RFC 8785 form is
     * hashed.
     */
    ANY,

    /**
     * The bytes are their own RFC 8785 form, and numbers are integers that every reader holds exactly.
     *
     * <p>This is the ledger's rule for what it registers. One value has one spelling, so the bytes in the log are the
     * bytes that were signed, no member's parser can read another meaning into them, and deciding needs no
     * floating-point formatting, whose shortest-digits algorithm is the one part of RFC 8785 that implementations get
     * wrong.
     */
    CANONICAL
}
