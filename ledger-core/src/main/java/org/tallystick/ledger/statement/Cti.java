package org.tallystick.ledger.statement;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The CWT claim {@code cti}: 16 random bytes of the job a statement was made for, kept when the statement is signed again.
 * Of one (issuer, cti) at most one statement is registered.
 */
public record Cti(long high, long low) {
    public static final int LENGTH_BYTES = 16;

    public static Cti of(byte[] bytes) {
        if (bytes.length != LENGTH_BYTES) {
            throw new IllegalArgumentException("cti of " + bytes.length + " bytes, not " + LENGTH_BYTES);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Cti(buffer.getLong(), buffer.getLong());
    }

    /** 32 lower-case hexadecimal digits. */
    public static Cti parse(String hex) throws MalformedStatementException {
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                throw new MalformedStatementException("cti: not lower-case hexadecimal, at character " + i);
            }
        }
        if (hex.length() != 2 * LENGTH_BYTES) {
            throw new MalformedStatementException("cti: " + hex.length() + " digits, not " + 2 * LENGTH_BYTES);
        }
        return of(HexFormat.of().parseHex(hex));
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(LENGTH_BYTES).putLong(high).putLong(low).array();
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
