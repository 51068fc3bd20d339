package org.tallystick.provenance.identifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/** The number of a despatch advice, an order or another paper in its URN: {@code urn:epcglobal:cbv:bt:GLN:number}. */
public final class PaperNumber {
    private PaperNumber() {}

    /** RFC 8141: what stands in a URN as itself, and everything else as %XX. */
    public static String escaped(String number) {
        StringBuilder escaped = new StringBuilder();
        for (byte octet : number.getBytes(UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain = c >= 'A' && c <= 'Z'
                    || c >= 'a' && c <= 'z'
                    || c >= '0' && c <= '9'
                    || "-._!$'()*+,;=@".indexOf(c) >= 0;
            if (plain) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return escaped.toString();
    }
}
