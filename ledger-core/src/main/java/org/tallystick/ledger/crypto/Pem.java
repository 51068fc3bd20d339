package org.tallystick.ledger.crypto;

import java.util.Base64;

/** The textual form of RFC 7468 section 10, strict. */
final class Pem {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----\n";
    private static final String END = "-----END PRIVATE KEY-----\n";
    private static final int LINE_LENGTH = 64;

    /** Our longest key file has 250 characters; a file of megabytes is not one that is nearly right. */
    private static final int MAX_LENGTH = 1000;

    private Pem() {}

    static String format(byte[] der) {
        return BEGIN + Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'}).encodeToString(der) + "\n" + END;
    }

    static byte[] parse(String pem) throws MalformedKeyException {
        if (pem.length() > MAX_LENGTH
                || pem.length() < BEGIN.length() + END.length()
                || !pem.startsWith(BEGIN)
                || !pem.endsWith(END)) {
            throw new MalformedKeyException("private key: no PEM text of type PRIVATE KEY");
        }
        String body = pem.substring(BEGIN.length(), pem.length() - END.length());
        byte[] der;
        try {
            der = Base64.getDecoder().decode(body.replace("\n", ""));
        } catch (IllegalArgumentException e) {
            // The decoder's message quotes characters of the key.
            throw new MalformedKeyException("private key: no base64 between the PEM lines");
        }
        if (!format(der).equals(pem)) {
            throw new MalformedKeyException("private key: PEM text is not in its one form, 64 characters a line");
        }
        return der;
    }
}
