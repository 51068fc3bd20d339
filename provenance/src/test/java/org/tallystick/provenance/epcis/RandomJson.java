package org.tallystick.provenance.epcis;

import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes any JSON there is, in any of its spellings. */
final class RandomJson {
    private static final String[] SPACES = {"", "", "", " ", "\n", "\t", "\r\n  ", "    "};
    private static final String[] PIECES = {
        "a",
        "Z",
        "0",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "/",
        "\\\"",
        "\\\\",
        "\\/",
        "\\n",
        "\\u00e4",
        "\\uD83D\\uDE00",
        "ä",
        "漢",
        "😀",
        " "
    };
    private static final String[] NUMBERS = {
        "0", "-0", "1", "-17", "26.20", "1e5", "1E+10", "-3.25e-7", "12345678901234567890"
    };

    private final RandomGenerator random;
    private int names;

    RandomJson(RandomGenerator random) {
        this.random = random;
    }

    String space() {
        return SPACES[random.nextInt(SPACES.length)];
    }

    /** An object with at least one member, and none that a record treats specially. */
    String event() {
        return object(1 + random.nextInt(5), 4);
    }

    String context() {
        return switch (random.nextInt(3)) {
            case 0 -> string();
            case 1 -> object(random.nextInt(3), 1);
            default ->
                "[" + space()
                        + IntStream.range(0, random.nextInt(3))
                                .mapToObj(i -> string())
                                .collect(Collectors.joining(",")) + space() + "]";
        };
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> string();
            case 1 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 2 -> "true";
            case 3 -> "false";
            case 4 -> "null";
            case 5 -> object(random.nextInt(4), depth - 1);
            default ->
                "["
                        + IntStream.range(0, random.nextInt(4))
                                .mapToObj(i -> space() + value(depth - 1) + space())
                                .collect(Collectors.joining(","))
                        + "]";
        };
    }

    private String object(int members, int depth) {
        return "{"
                + IntStream.range(0, members)
                        .mapToObj(i -> space() + name() + space() + ":" + space() + value(depth) + space())
                        .collect(Collectors.joining(","))
                + space()
                + "}";
    }

    private String name() {
        return "\"n" + names++ + string().substring(1);
    }

    private String string() {
        return "\""
                + IntStream.range(0, random.nextInt(12))
                        .mapToObj(i -> PIECES[random.nextInt(PIECES.length)])
                        .collect(Collectors.joining())
                + "\"";
    }
}
