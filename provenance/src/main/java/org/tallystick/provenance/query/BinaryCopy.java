package org.tallystick.provenance.query;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows in PostgreSQL's binary COPY format, the cheapest way in: a third less processor time in the server and a fifth in
 * this process than batched inserts that the driver rewrites.
 *
 * <pre>
 * "PGCOPY\n" FF "\r\n" 00 | flags, 4 | extension length, 4
 * each row: number of columns, 2 | each column: length, 4 (-1: null) | value
 * FF FF
 * </pre>
 *
 * Columns are written in the order of the table.
 */
final class BinaryCopy {
    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int NULL = -1;

    /** PostgreSQL counts from 2000-01-01. */
    private static final long EPOCH_2000_MICROS = 946_684_800_000_000L;

    private static final BigInteger NUMERIC_BASE = BigInteger.valueOf(10_000);
    private static final int NUMERIC_NEGATIVE = 0x4000;

    private final int columns;
    private byte[] bytes = new byte[1 << 16];
    private int size;
    private int rows;

    BinaryCopy(int columns) {
        this.columns = columns;
        System.arraycopy(SIGNATURE, 0, bytes, 0, SIGNATURE.length);
        size = SIGNATURE.length;
        put4(0);
        put4(0);
    }

    void row() {
        put2(columns);
        rows++;
    }

    void int2(int value) {
        put4(2);
        put2(value);
    }

    void int4(int value) {
        put4(4);
        put4(value);
    }

    void int8(long value) {
        put4(8);
        put8(value);
    }

    void bool(boolean value) {
        put4(1);
        room(1);
        bytes[size++] = (byte) (value ? 1 : 0);
    }

    void nul() {
        put4(NULL);
    }

    /** @param micros since 1970, or {@link Micros#INFINITY} */
    void time(long micros) {
        put4(8);
        put8(micros == Micros.INFINITY ? Long.MAX_VALUE : micros - EPOCH_2000_MICROS);
    }

    void text(@Nullable String value) {
        if (value == null) {
            put4(NULL);
            return;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        put4(utf8.length);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
    }

    /** Digits to the base of 10,000, the point between two of them: {@code count, weight, sign, scale, digits}. */
    void numeric(@Nullable BigDecimal value) {
        if (value == null) {
            put4(NULL);
            return;
        }
        BigDecimal plain = value.scale() < 0 ? value.setScale(0) : value;
        int scale = plain.scale();
        int fractionDigits = (scale + 3) / 4;
        BigInteger rest = plain.unscaledValue().abs().multiply(BigInteger.TEN.pow(fractionDigits * 4 - scale));
        int[] digits = new int[rest.bitLength() / 13 + 1];
        int count = 0;
        while (rest.signum() > 0) {
            BigInteger[] split = rest.divideAndRemainder(NUMERIC_BASE);
            digits[count++] = split[1].intValue();
            rest = split[0];
        }
        put4(8 + 2 * count);
        put2(count);
        put2(count - fractionDigits - 1);
        put2(value.signum() < 0 ? NUMERIC_NEGATIVE : 0);
        put2(scale);
        for (int i = count - 1; i >= 0; i--) {
            put2(digits[i]);
        }
    }

    /** Sends what was written, if anything, into that table. */
    void send(Connection connection, String table) throws SQLException {
        if (rows == 0) {
            return;
        }
        put2(NULL);
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " from stdin (format binary)");
        try {
            copy.writeToCopy(bytes, 0, size);
            long stored = copy.endCopy();
            if (stored != rows) {
                throw new IllegalStateException("copied " + rows + " rows to " + table + ", stored " + stored);
            }
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private void put2(int value) {
        room(2);
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
    }

    private void put4(int value) {
        room(4);
        bytes[size++] = (byte) (value >> 24);
        bytes[size++] = (byte) (value >> 16);
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
    }

    private void put8(long value) {
        put4((int) (value >> 32));
        put4((int) value);
    }

    private void room(int wanted) {
        if (bytes.length - size < wanted) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + wanted));
        }
    }
}
