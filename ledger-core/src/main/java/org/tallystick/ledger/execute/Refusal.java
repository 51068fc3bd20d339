package org.tallystick.ledger.execute;

/**
 * Why a statement was not registered. Every member reaches the same {@code code}; the {@code detail} is for people and in
 * no state and no app hash. A node's own database seals it with its block ({@code BlockSeal}), so what is stored must be
 * what was decided: details may quote what a stranger wrote, and are made printable ASCII here, where no NUL that
 * PostgreSQL would not store and no half character that has no UTF-8 form gets past.
 */
public record Refusal(Code code, String detail) {
    /** Long enough for two DID URLs in one sentence. */
    private static final int MAX_DETAIL_LENGTH = 1_000;

    public Refusal {
        detail = printable(detail);
    }

    /** Escapes all but printable ASCII, as JSON may; what is printable already comes back as it is. */
    private static String printable(String text) {
        var printable = new StringBuilder(Math.min(text.length(), MAX_DETAIL_LENGTH));
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            String shown = c >= ' ' && c <= '~' ? String.valueOf(c) : "\\u%04x".formatted((int) c);
            if (printable.length() + shown.length() > MAX_DETAIL_LENGTH) {
                break;
            }
            printable.append(shown);
        }
        return printable.toString();
    }

    /** The reasons of registration policy 1. Codes are stored: append, never renumber. */
    public enum Code {
        /** Not a signed statement in its one form. */
        MALFORMED(1),
        /** {@code aud} names another log. */
        WRONG_LEDGER(2),
        /** No rule of the ledger's version knows the content type. */
        UNKNOWN_CONTENT_TYPE(3),
        /** {@code iat} is more than five minutes after the block time. */
        ISSUED_IN_FUTURE(4),
        /** Another statement of this issuer with the same {@code cti} is registered. */
        CTI_USED(5),
        /** The ledger knows no such issuer. */
        UNKNOWN_ISSUER(6),
        /** {@code kid} does not belong to {@code iss}. */
        FOREIGN_KEY(7),
        /** The pinned version has no such key. */
        UNKNOWN_KEY(8),
        /** The pinned version's key is not in the issuer's latest version, or is another key there. */
        KEY_NOT_CURRENT(9),
        /** The signature does not verify under the key. */
        BAD_SIGNATURE(10),
        /** The payload is not in the content type's one form, or over its limits. */
        BAD_PAYLOAD(11),
        /** The content type's own rule refuses it. */
        RULE(12),
        /** The issuer's DID is deactivated. */
        DEACTIVATED(13);

        private final int number;

        Code(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }

        public static Code of(int number) {
            for (Code code : values()) {
                if (code.number == number) {
                    return code;
                }
            }
            throw new IllegalArgumentException("no refusal code " + number);
        }
    }

    @Override
    public String toString() {
        return code + ": " + detail;
    }
}
