package org.tallystick.provenance.form;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.epcis.Fault;
import org.tallystick.provenance.identifier.Gs1Identifier;
import org.tallystick.provenance.identifier.Gs1Key;
import org.tallystick.provenance.identifier.MalformedIdentifierException;

/**
 * One object of a form, read member by member. What is wrong is noted with its place and reading goes on, so that a person
 * corrects everything in one round; a member nobody asked for is a fault too, since it was surely meant to say something.
 */
public final class Form {
    /** A screen of faults; whoever has more has one cause. */
    private static final int MAX_FAULTS = 100;

    /** Numbers of orders and notes are short; 60 characters, escaped, stay well inside an index. */
    private static final int MAX_NUMBER_LENGTH = 60;

    private final JsonNode object;
    private final String pointer;
    private final List<Fault> faults;
    private final Set<String> asked = new HashSet<>();

    private Form(JsonNode object, String pointer, List<Fault> faults) {
        this.object = object;
        this.pointer = pointer;
        this.faults = faults;
    }

    /** The whole form. */
    public static Form of(JsonNode tree) {
        if (!tree.isObject()) {
            throw new InvalidFormException(List.of(new Fault("", "type", "must be a JSON object")));
        }
        return new Form(tree, "", new ArrayList<>());
    }

    /** Ends the reading. */
    public void throwIfWrong() {
        checkAllAsked();
        if (!faults.isEmpty()) {
            throw new InvalidFormException(faults);
        }
    }

    /** Whether the member says anything, be it right or wrong. */
    public boolean has(String member) {
        return !isNothing(object.get(member));
    }

    /** Templates write null, and sometimes an empty text, for what they do not know: both are nothing. */
    private static boolean isNothing(@Nullable JsonNode value) {
        return value == null
                || value.isNull()
                || value.isTextual() && value.textValue().isEmpty();
    }

    /** @param member its path from here; empty for the form itself */
    public void fault(String member, String keyword, String message) {
        if (faults.size() < MAX_FAULTS) {
            String place = member.isEmpty() ? pointer : pointer + '/' + member;
            faults.add(new Fault(place, keyword, message));
        }
    }

    public boolean isFaultless() {
        return faults.isEmpty();
    }

    /** A member that must stand: null, with a fault noted, where it does not. */
    public @Nullable JsonNode required(String member, String what) {
        JsonNode value = optional(member);
        if (value == null) {
            fault(member, "required", "'" + member + "' is missing: " + what);
        }
        return value;
    }

    /** A member that may be left out, for one who reads it by rules of his own; null where it says nothing. */
    public @Nullable JsonNode optional(String member) {
        asked.add(member);
        JsonNode value = object.get(member);
        return isNothing(value) ? null : value;
    }

    public @Nullable String optionalText(String member) {
        JsonNode value = optional(member);
        return value == null ? null : text(member, value);
    }

    /** A text that must stand; null with a fault noted. */
    public @Nullable String text(String member, String what) {
        JsonNode value = required(member, what);
        return value == null ? null : text(member, value);
    }

    private @Nullable String text(String member, JsonNode value) {
        if (!value.isTextual()) {
            fault(member, "type", "must be text in quotation marks, or its leading zeros are lost");
            return null;
        }
        return value.textValue();
    }

    /** The number of a document or order; null with a fault noted. */
    public @Nullable String number(String member, String what) {
        JsonNode value = required(member, what);
        return value == null ? null : number(member, value);
    }

    public @Nullable String optionalNumber(String member) {
        JsonNode value = optional(member);
        return value == null ? null : number(member, value);
    }

    private @Nullable String number(String member, JsonNode value) {
        String text = text(member, value);
        if (text == null) {
            return null;
        }
        boolean printable = text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
        if (text.length() > MAX_NUMBER_LENGTH || !printable || !text.equals(text.strip())) {
            fault(
                    member,
                    "pattern",
                    "must be 1 to " + MAX_NUMBER_LENGTH + " printable ASCII characters without space at its ends");
            return null;
        }
        return text;
    }

    /** A list of numbers, or one alone. */
    public List<String> numbers(String member) {
        JsonNode value = optional(member);
        List<String> numbers = new ArrayList<>();
        if (value == null) {
            return numbers;
        }
        if (!value.isArray()) {
            String one = number(member, value);
            return one == null ? numbers : List.of(one);
        }
        for (int i = 0; i < value.size(); i++) {
            String number = number(member + '/' + i, value.get(i));
            if (number != null && !numbers.contains(number)) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    public @Nullable OffsetDateTime time(String member, String what) {
        JsonNode value = required(member, what);
        return value == null ? null : time(member, value);
    }

    public @Nullable OffsetDateTime optionalTime(String member) {
        JsonNode value = optional(member);
        return value == null ? null : time(member, value);
    }

    private @Nullable OffsetDateTime time(String member, JsonNode value) {
        String text = text(member, value);
        if (text == null) {
            return null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            // EPCIS knows offsets of whole minutes up to 14 hours, and years of four digits.
            int minutes = time.getOffset().getTotalSeconds() / 60;
            if (minutes * 60 == time.getOffset().getTotalSeconds()
                    && Math.abs(minutes) <= 14 * 60
                    && time.getYear() >= 0
                    && time.getYear() <= 9999) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // Said below, with an example instead of the parser's index.
        }
        fault(member, "format", "'" + text + "' is no time with its offset, like 2026-11-24T08:30:00+01:00");
        return null;
    }

    /** A GLN, with the reason if it is none. */
    public @Nullable Gs1Identifier gln(String member, String what) {
        JsonNode value = required(member, what);
        return value == null ? null : key(member, value, Gs1Key.GLN);
    }

    public @Nullable Gs1Identifier optionalGln(String member) {
        JsonNode value = optional(member);
        return value == null ? null : key(member, value, Gs1Key.GLN);
    }

    public @Nullable Gs1Identifier optionalKey(String member, Gs1Key type) {
        JsonNode value = optional(member);
        return value == null ? null : key(member, value, type);
    }

    public @Nullable Gs1Identifier key(String member, Gs1Key type, String what) {
        JsonNode value = required(member, what);
        return value == null ? null : key(member, value, type);
    }

    /** The bare digits, or the Digital Link or EPC URN of that key. */
    private @Nullable Gs1Identifier key(String member, JsonNode value, Gs1Key type) {
        String text = text(member, value);
        if (text == null) {
            return null;
        }
        try {
            if (text.indexOf(':') < 0) {
                return Gs1Identifier.of(type, text);
            }
            Gs1Identifier key = Gs1Identifier.parse(text);
            if (key.type() == type) {
                return key;
            }
            fault(member, "format", "names a " + key.type() + ", not a " + type);
        } catch (MalformedIdentifierException e) {
            fault(member, "format", String.valueOf(e.getMessage()));
        }
        return null;
    }

    /** A number above zero; in quotation marks too, as template engines write decimals. */
    public @Nullable BigDecimal quantity(String member) {
        JsonNode value = optional(member);
        if (value == null) {
            return null;
        }
        BigDecimal quantity = null;
        if (value.isNumber()) {
            quantity = value.decimalValue();
        } else if (value.isTextual() && value.textValue().matches("[0-9]{1,18}(\\.[0-9]{1,9})?")) {
            quantity = new BigDecimal(value.textValue());
        }
        if (quantity == null
                || quantity.signum() <= 0
                || quantity.precision() > 27
                || Math.abs(quantity.scale()) > 18) {
            fault(
                    member,
                    "type",
                    "must be a number above 0, like 24 or 12.5, at most 18 digits before the point and 9 after");
            return null;
        }
        return quantity;
    }

    /** The objects of a list, each as a form of its own; an absent list is empty. */
    public List<Form> forms(String member, int maxSize) {
        JsonNode value = optional(member);
        List<Form> forms = new ArrayList<>();
        if (value == null) {
            return forms;
        }
        if (!value.isArray()) {
            fault(member, "type", "must be a list");
            return forms;
        }
        if (value.size() > maxSize) {
            fault(member, "maxItems", "%,d entries; at most %,d are taken".formatted(value.size(), maxSize));
            return forms;
        }
        for (int i = 0; i < value.size(); i++) {
            String place = pointer + '/' + member + '/' + i;
            if (value.get(i).isObject()) {
                forms.add(new Form(value.get(i), place, faults));
            } else {
                fault(member + '/' + i, "type", "must be an object");
            }
        }
        return forms;
    }

    /** Notes the members that nobody asked for. */
    public void checkAllAsked() {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!asked.contains(name)) {
                fault(
                        Fault.step(name),
                        "additionalProperties",
                        "'" + name + "' is not known here; known are "
                                + String.join(", ", asked.stream().sorted().toList()));
            }
        }
    }
}
