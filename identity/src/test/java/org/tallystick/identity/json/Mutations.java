package org.tallystick.identity.json;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Small damage to bytes, as much of it as makes most results still look like what they were. */
public final class Mutations {
    private static final byte[] TELLING =
            "{}[]\",:\\0123456789-+.eEtfnu #?%\n\u0000".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private Mutations() {}

    /** One to three changes: a bit, a byte, a telling character, a piece cut out, doubled or swapped. */
    public static byte[] mutate(byte[] seed, RandomGenerator random) {
        byte[] bytes = seed.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            bytes = bytes.length == 0 ? TELLING.clone() : once(bytes, random);
        }
        return bytes;
    }

    private static byte[] once(byte[] bytes, RandomGenerator random) {
        int at = random.nextInt(bytes.length);
        int length = Math.min(1 + random.nextInt(8), bytes.length - at);
        return switch (random.nextInt(6)) {
            case 0 -> replaced(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            case 1 -> replaced(bytes, at, (byte) random.nextInt(256));
            case 2 -> replaced(bytes, at, TELLING[random.nextInt(TELLING.length)]);
            case 3 -> spliced(bytes, at, length, new byte[0]);
            case 4 -> spliced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            default -> spliced(bytes, at, 0, new byte[] {TELLING[random.nextInt(TELLING.length)]});
        };
    }

    private static byte[] replaced(byte[] bytes, int at, byte with) {
        byte[] changed = bytes.clone();
        changed[at] = with;
        return changed;
    }

    private static byte[] spliced(byte[] bytes, int at, int remove, byte[] insert) {
        byte[] changed = new byte[bytes.length - remove + insert.length];
        System.arraycopy(bytes, 0, changed, 0, at);
        System.arraycopy(insert, 0, changed, at, insert.length);
        System.arraycopy(bytes, at + remove, changed, at + insert.length, bytes.length - at - remove);
        return changed;
    }
}
