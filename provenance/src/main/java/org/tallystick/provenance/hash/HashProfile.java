package org.tallystick.provenance.hash;

import java.util.Optional;

/** Which CBV says what is hashed. */
public enum HashProfile {
    /** CBV 2.0, section 8.9. */
    CBV_2_0("CBV2.0"),
    /** CBV 2.1, a draft: the word {@code sensorElementList} is hashed, and what is added to a place stays with it. */
    CBV_2_1("CBV2.1");

    private final String version;

    HashProfile(String version) {
        this.version = version;
    }

    /** The profile of that name: {@code CBV2.0}; empty if it names none. */
    public static Optional<HashProfile> parse(String version) {
        return switch (version) {
            case "CBV2.0" -> Optional.of(CBV_2_0);
            case "CBV2.1" -> Optional.of(CBV_2_1);
            default -> Optional.empty();
        };
    }

    /** {@code CBV2.0}, as a hash ends. */
    @Override
    public String toString() {
        return version;
    }
}
