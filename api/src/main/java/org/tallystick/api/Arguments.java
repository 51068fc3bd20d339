package org.tallystick.api;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;

/** The words after the command's name, read from left to right. {@code --port=1} is {@code --port 1}. */
public final class Arguments {
    private final ArrayDeque<String> rest = new ArrayDeque<>();

    public Arguments(List<String> words) {
        for (String word : words) {
            int equals = word.indexOf('=');
            if (word.startsWith("--") && equals > 0) {
                rest.add(word.substring(0, equals));
                rest.add(word.substring(equals + 1));
            } else {
                rest.add(word);
            }
        }
    }

    public boolean isEmpty() {
        return rest.isEmpty();
    }

    /** Whether a word follows that is no option. */
    public boolean hasValue() {
        return !rest.isEmpty() && !rest.getFirst().startsWith("--");
    }

    public String next() {
        return rest.removeFirst();
    }

    /** The value of an option just read. */
    public String value(String option, String what) {
        if (!hasValue()) {
            throw new UsageException(option + " needs " + what);
        }
        return rest.removeFirst();
    }

    public Path path(String option, String what) {
        String text = value(option, what);
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException(option + " " + text + " is no path");
        }
    }

    public int number(String option, int min, int max) {
        String text = value(option, "a number from " + min + " to " + max);
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UsageException(option + " " + text + " is no number from " + min + " to " + max);
    }

    public static UsageException unknown(String word) {
        return new UsageException(
                word.startsWith("-") ? "there is no option " + word : "'" + word + "' was not expected");
    }
}
