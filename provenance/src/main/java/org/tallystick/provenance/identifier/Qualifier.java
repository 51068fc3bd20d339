package org.tallystick.provenance.identifier;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A key qualifier: what makes the thing named by a {@link Gs1Key} finer. Listed from coarse to fine. */
public enum Qualifier {
    /** Consumer product variant: a marketing difference, which the event hash's rule drops. */
    CPV("22", "cpv", 20, false, false),
    LOT("10", "lot", 20, false, true),
    SERIAL("21", "ser", 20, false, true),
    /** Third party controlled serialised extension of GTIN (EU tobacco's unit packet identifier). */
    TPX("235", "tpx", 28, false, true),
    GLN_EXTENSION("254", "glnx", 20, false, true),
    CPID_SERIAL("8011", "cpsn", 12, true, true),
    /** Service relation instance number, which the event hash's rule drops. */
    SERVICE_INSTANCE("8019", "srin", 10, true, false);

    private final String ai;
    private final String shortName;
    private final int maxSize;
    private final boolean digits;
    private final boolean kept;

    Qualifier(String ai, String shortName, int maxSize, boolean digits, boolean kept) {
        this.ai = ai;
        this.shortName = shortName;
        this.maxSize = maxSize;
        this.digits = digits;
        this.kept = kept;
    }

    /** The application identifier: {@code 21}. */
    public String ai() {
        return ai;
    }

    /** Whether the canonical form keeps it. */
    boolean isKept() {
        return kept;
    }

    static @Nullable Qualifier ofSegment(Gs1Key key, String segment) {
        for (Qualifier qualifier : key.qualifiers()) {
            if (qualifier.ai.equals(segment) || qualifier.shortName.equals(segment)) {
                return qualifier;
            }
        }
        return null;
    }

    void check(String value) {
        boolean good = value.length() <= maxSize
                && (digits
                        ? Characters.areDigits(value, 0, value.length())
                        : Characters.areSet82(value, 0, value.length()));
        if (!good) {
            throw new MalformedIdentifierException("'%s' is no %s (AI %s): 1 to %d %s"
                    .formatted(
                            value,
                            name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            ai,
                            maxSize,
                            digits ? "digits" : "characters of A-Z a-z 0-9 and !\"%&'()*+,-./_:;<=>?"));
        }
    }
}
