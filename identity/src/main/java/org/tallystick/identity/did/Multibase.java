package org.tallystick.identity.did;

/**
 * Multibase, of which the formats here use one encoding: {@code z} and base58btc (Controlled Identifiers 1.0 §2.4,
 * which eddsa-jcs-2022 demands for proof values and Multikey for keys).
 */
final class Multibase {
    private Multibase() {}

    static String encode(byte[] bytes) {
        return "z" + Base58.encode(bytes);
    }

    static byte[] decode(String text) {
        if (!text.startsWith("z")) {
            throw new MalformedDidException("multibase text must begin with z (base58btc)");
        }
        return Base58.decode(text.substring(1));
    }
}
