package org.tallystick.identity.did;

/** Whose log is read. Both are held to the whole of did:webvh 1.0; the second to one spelling as well. */
public enum DidLogForm {
    /**
     * Anybody's: JSON Lines in any spelling, {@code null} for a parameter that is off (early software wrote it, and the
     * method asks readers to take it), one proof or several.
     */
    ANY,

    /**
     * The ledger's: each line is its own RFC 8785 form with integers only
     * ({@link org.tallystick.identity.json.JsonForm#CANONICAL}), times end in {@code Z}, and each entry has exactly one
     * proof, which names nothing that could expire. So a line that was registered once stays valid for ever, and all
     * members read the same into it.
     */
    LEDGER
}
