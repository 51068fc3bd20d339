package org.tallystick.provenance.xml;

import java.util.Optional;

/** How terms of CBV are spelled in XML, which has no bare words: the header GS1-CBV-XML-Format. */
public enum CbvSpelling {
    /** As they came, and words as URNs: {@code urn:epcglobal:cbv:bizstep:shipping}, which 1.2 reads too. */
    AS_IT_CAME("Never_Translates"),
    /** {@code urn:epcglobal:cbv:bizstep:shipping}. */
    URN("Always_URN"),
    /** {@code https://ref.gs1.org/cbv/BizStep-shipping}. */
    WEB_URI("Always_Web_URI");

    private final String header;

    CbvSpelling(String header) {
        this.header = header;
    }

    /** The spelling of that header value; empty if it names none. */
    public static Optional<CbvSpelling> parse(String header) {
        return switch (header) {
            case "No_Preference", "Never_Translates" -> Optional.of(AS_IT_CAME);
            case "Always_URN" -> Optional.of(URN);
            case "Always_Web_URI" -> Optional.of(WEB_URI);
            default -> Optional.empty();
        };
    }

    /** {@code Always_URN}, as the header has it. */
    @Override
    public String toString() {
        return header;
    }
}
