package org.tallystick.ledger.crypto;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A DER structure that is fixed up to its last value of fixed length: the whole of what key files and the JDK's key
 * specifications need of ASN.1, so that no general reader meets a key.
 */
final class DerPrefix {

    private final byte[] prefix;
    private final int valueLength;

    DerPrefix(String prefixHex, int valueLength) {
        this.prefix = HexFormat.of().parseHex(prefixHex);
        this.valueLength = valueLength;
    }

    byte[] wrap(byte[] value) {
        if (value.length != valueLength) {
            throw new IllegalArgumentException(valueLength + " bytes expected, not " + value.length);
        }
        byte[] der = Arrays.copyOf(prefix, prefix.length + valueLength);
        System.arraycopy(value, 0, der, prefix.length, valueLength);
        return der;
    }

    /** The value, or null where the bytes are not this structure. */
    byte @Nullable [] unwrap(byte[] der) {
        boolean fits = der.length == prefix.length + valueLength
                && Arrays.equals(der, 0, prefix.length, prefix, 0, prefix.length);
        return fits ? Arrays.copyOfRange(der, prefix.length, der.length) : null;
    }
}
