package org.tallystick.ledger.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.authlete.cbor.CBORDecoder;
import com.authlete.cbor.CBORItem;
import com.authlete.cbor.CBORItemList;
import com.authlete.cbor.CBORPair;
import com.authlete.cbor.CBORPairList;
import com.authlete.cbor.CBORTaggedItem;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Against another author's CBOR: what we write it reads and writes back alike, and what we accept it does too. */
class CborOracleTest {
    private static final int ITEMS = 5_000;

    @Test
    void randomItems_areReadByTheOracleAndWrittenBackEqual() throws IOException, MalformedCborException {
        Random random = new Random(8949);
        for (int i = 0; i < ITEMS; i++) {
            byte[] ours = item(random, 0);
            assertThat(asReadByTheOracle(ours))
                    .as("item %d", i)
                    .isEqualTo(HexFormat.of().formatHex(ours));
        }
    }

    @Test
    void randomItems_withOneByteChanged_areRefusedOrReadAlike() throws IOException {
        Random random = new Random(4211);
        int accepted = 0;
        for (int i = 0; i < ITEMS; i++) {
            byte[] bytes = item(random, 0);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                CborReader reader = new CborReader(bytes);
                reader.skip();
                reader.end();
            } catch (MalformedCborException expected) {
                continue;
            }
            accepted++;
            // What we still accept holds for the oracle the values that have exactly this form.
            assertThat(asReadByTheOracle(bytes))
                    .as("item %d", i)
                    .isEqualTo(HexFormat.of().formatHex(bytes));
        }
        assertThat(accepted).isBetween(ITEMS / 10, ITEMS * 9 / 10);
    }

    @Test
    void writer_wrongCountOrOrder_isAFaultOfTheCaller() {
        assertThatThrownBy(() -> new CborWriter().array(2).integer(1).toByteArray())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new CborWriter().integer(1).integer(1).toByteArray())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new CborWriter()
                        .map(2)
                        .integer(2)
                        .nil()
                        .integer(1)
                        .nil()
                        .toByteArray())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new CborWriter().text("\ud800")).isInstanceOf(IllegalArgumentException.class);
    }

    /**
     * The values that the oracle reads, written by us, in hexadecimal. (Its own encoder writes numbers from 2^31 to 2^32-1
     * longer than needed, so its bytes are no measure.)
     */
    private static String asReadByTheOracle(byte[] bytes) throws IOException {
        CBORDecoder decoder = new CBORDecoder(bytes);
        CborWriter writer = new CborWriter();
        write(writer, decoder.next());
        assertThat(decoder.next()).as("nothing after the item").isNull();
        return HexFormat.of().formatHex(writer.toByteArray());
    }

    private static void write(CborWriter writer, CBORItem item) {
        switch (item) {
            case CBORTaggedItem tagged -> {
                writer.tag(((Number) tagged.getTagNumber()).longValue());
                write(writer, tagged.getTagContent());
            }
            case CBORItemList list -> {
                writer.array(list.getItems().size());
                list.getItems().forEach(each -> write(writer, each));
            }
            case CBORPairList map -> {
                writer.map(map.getPairs().size());
                for (CBORPair pair : map.getPairs()) {
                    write(writer, pair.getKey());
                    write(writer, pair.getValue());
                }
            }
            default -> {
                switch (item.parse()) {
                    case BigInteger number -> writer.integer(number.longValueExact());
                    case Number number -> writer.integer(number.longValue());
                    case byte[] string -> writer.bytes(string);
                    case String string -> writer.text(string);
                    case Boolean value -> writer.bool(value);
                    case null -> writer.nil();
                    case Object other -> throw new AssertionError("the oracle reads " + other);
                }
            }
        }
    }

    private static byte[] item(Random random, int depth) {
        CborWriter writer = new CborWriter();
        write(writer, random, depth);
        return writer.toByteArray();
    }

    private static void write(CborWriter writer, Random random, int depth) {
        switch (random.nextInt(depth < 4 ? 8 : 5)) {
            case 0 -> writer.integer(random.nextLong() >> random.nextInt(64));
            case 1 -> writer.bytes(bytes(random));
            case 2 -> writer.text(text(random));
            case 3 -> writer.bool(random.nextBoolean());
            case 4 -> writer.nil();
            case 5 -> {
                int count = random.nextInt(30);
                writer.array(count);
                for (int i = 0; i < count; i++) {
                    write(writer, random, depth + 2);
                }
            }
            case 6 -> {
                var keys = new TreeMap<byte[], Object>(Arrays::compareUnsigned);
                for (int i = random.nextInt(30); i > 0; i--) {
                    Object key =
                            random.nextBoolean() ? (Object) (random.nextLong() >> random.nextInt(64)) : text(random);
                    CborWriter encoded = new CborWriter();
                    write(encoded, key);
                    keys.put(encoded.toByteArray(), key);
                }
                writer.map(keys.size());
                for (Object key : keys.values()) {
                    write(writer, key);
                    write(writer, random, depth + 2);
                }
            }
            default -> {
                // Tags without a meaning of their own in the oracle.
                writer.tag(40_000 + random.nextInt(1_000));
                write(writer, random, depth + 1);
            }
        }
    }

    private static void write(CborWriter writer, Object key) {
        if (key instanceof Long number) {
            writer.integer(number);
        } else {
            writer.text((String) key);
        }
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(1 << random.nextInt(1, 10))];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            int codePoint = random.nextInt(Character.MAX_CODE_POINT) >> random.nextInt(21);
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                text.appendCodePoint(codePoint);
            }
        }
        return text.toString();
    }
}
