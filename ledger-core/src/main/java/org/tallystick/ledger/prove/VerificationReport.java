package org.tallystick.ledger.prove;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.KeyId;

/**
 * What became of a verification: the verdict, every check that was made, and who vouches for what.
 *
 * @param verdict all in one word
 * @param reason why it was refused: the first check that failed, naming the part; null otherwise
 * @param events those that the file shows to be where they are; as far as it came when it was refused
 * @param checks in the order they were made; what could not be checked because of a failure before it is not among them
 * @param vouchers who vouches for the log, and so for key time and recordTime; null when it did not come so far
 * @param remarks what a reader should know and no check can say
 */
public record VerificationReport(
        Verdict verdict,
        @Nullable String reason,
        List<Event> events,
        List<Check> checks,
        @Nullable String vouchers,
        List<String> remarks) {

    /** The last second of the year 9999. */
    private static final long YEAR_9999_SECONDS = 253_402_300_799L;

    /** In one word. */
    public enum Verdict {
        /** It holds under a policy that the auditor got elsewhere. */
        PROVEN,
        /** The file agrees with itself; whoever made it up could have made it so. */
        CONSISTENT,
        /** It does not even agree with itself, or not with the policy given. */
        REFUSED
    }

    /**
     * One thing that was checked.
     *
     * @param part of the file
     * @param claim what should hold
     * @param detail the values that were compared, or what is wrong
     */
    public record Check(String part, String claim, boolean passed, String detail) {}

    /**
     * An event, and where it is.
     *
     * @param number of its folder
     * @param size of the checkpoint under which it was proven
     * @param issuedAtSeconds since 1970, by the issuer's own word
     * @param keyIsCurrent whether the key history in the file ends with the key still in force
     * @param cosignedAtSeconds since 1970, the last of the times that witnesses of the policy signed the checkpoint at, each
     *     by its own clock; empty if none did
     */
    public record Event(
            int number,
            String origin,
            long index,
            int position,
            long size,
            Issuer issuer,
            KeyId keyId,
            boolean keyIsCurrent,
            long issuedAtSeconds,
            Cti cti,
            OptionalLong cosignedAtSeconds) {}

    public VerificationReport {
        events = List.copyOf(events);
        checks = List.copyOf(checks);
        remarks = List.copyOf(remarks);
        if ((verdict == Verdict.REFUSED) != (reason != null)) {
            throw new IllegalArgumentException("a reason for " + verdict + ": " + reason);
        }
        if (verdict != Verdict.REFUSED && !checks.stream().allMatch(Check::passed)) {
            throw new IllegalArgumentException(verdict + " with a check that failed");
        }
    }

    /** For people. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        text.append(
                switch (verdict) {
                    case PROVEN -> "proven: it holds under the policy given.\n";
                    case CONSISTENT ->
                        "consistent: the file agrees with itself. Whether to believe its policy is another question: give one"
                                + " that you got elsewhere with --policy.\n";
                    case REFUSED -> "refused: " + reason + "\n";
                });
        for (Event event : events) {
            text.append("\nevent ").append(event.number).append(": entry ").append(event.index);
            text.append(", position ")
                    .append(event.position)
                    .append(", in the log ")
                    .append(event.origin);
            text.append(" of size ").append(event.size).append('\n');
            text.append("  issuer      ").append(event.issuer).append('\n');
            text.append("  key         ").append(event.keyId);
            text.append(event.keyIsCurrent ? "\n" : "\n              replaced in a later version of the DID\n");
            text.append("  issued at   ").append(time(event.issuedAtSeconds)).append(", by the issuer's own word\n");
            text.append("  cosigned    ");
            if (event.cosignedAtSeconds.isPresent()) {
                text.append(time(event.cosignedAtSeconds.getAsLong()))
                        .append(" at the latest, by its witnesses' clocks\n");
            } else {
                text.append("by no witness\n");
            }
        }
        if (vouchers != null) {
            text.append("\nKey time and recordTime: ").append(vouchers).append('\n');
        }
        for (String remark : remarks) {
            text.append(remark).append('\n');
        }
        text.append('\n');
        for (Check check : checks) {
            text.append(check.passed ? "  ok      " : "  FAILED  ");
            text.append(check.part)
                    .append(": ")
                    .append(check.claim)
                    .append(": ")
                    .append(check.detail)
                    .append('\n');
        }
        return text.toString();
    }

    /** For programs: one JSON object, its members in a fixed order. */
    public String toJson() {
        JsonText json = new JsonText();
        json.open('{').name("verdict").value(verdict.name().toLowerCase(Locale.ROOT));
        json.name("reason").value(reason);
        json.name("events").open('[');
        for (Event event : events) {
            json.open('{').name("number").value(event.number);
            json.name("origin").value(event.origin);
            json.name("index").value(event.index);
            json.name("position").value(event.position);
            json.name("size").value(event.size);
            json.name("issuer").value(event.issuer.did());
            json.name("keyId").value(event.keyId.toString());
            json.name("keyIsCurrent").value(event.keyIsCurrent);
            json.name("issuedAt").value(time(event.issuedAtSeconds));
            json.name("cti").value(event.cti.toString());
            json.name("cosignedAt");
            json.value(event.cosignedAtSeconds.isPresent() ? time(event.cosignedAtSeconds.getAsLong()) : null);
            json.close('}');
        }
        json.close(']');
        json.name("vouchers").value(vouchers);
        json.name("remarks").open('[');
        remarks.forEach(json::value);
        json.close(']');
        json.name("checks").open('[');
        for (Check check : checks) {
            json.open('{').name("part").value(check.part).name("claim").value(check.claim);
            json.name("passed")
                    .value(check.passed)
                    .name("detail")
                    .value(check.detail)
                    .close('}');
        }
        return json.close(']').close('}').toString();
    }

    /** What a file says about itself goes to a terminal: no control character of it gets there. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? 0xfffd : c)
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }

    /** A witness's clock may say any number of 63 bits; beyond four digits of a year it is no date. */
    static String time(long seconds) {
        return seconds > YEAR_9999_SECONDS
                ? seconds + " s after 1970-01-01T00:00:00Z"
                : Instant.ofEpochSecond(seconds).toString();
    }

    /** Collects checks until one decides. */
    static final class Builder {
        private final List<Check> checks = new ArrayList<>();
        private final List<Event> events = new ArrayList<>();
        private final List<String> remarks = new ArrayList<>();
        private @Nullable String reason;
        /** A sentence, and the events that it is true of. */
        private final SequencedMap<String, List<Integer>> vouchers = new LinkedHashMap<>();

        void passed(String part, String claim, String detail) {
            checks.add(new Check(printable(part), claim, true, printable(detail)));
        }

        void failed(String part, String claim, String detail) {
            Check check = new Check(printable(part), claim, false, printable(detail));
            checks.add(check);
            if (reason == null) {
                reason = check.part + ": " + check.detail;
            }
        }

        void event(Event event) {
            events.add(event);
        }

        void vouchers(int event, String who) {
            vouchers.computeIfAbsent(who, each -> new ArrayList<>()).add(event);
        }

        void remark(String remark) {
            if (!remarks.contains(remark)) {
                remarks.add(remark);
            }
        }

        VerificationReport build(boolean underAGivenPolicy) {
            Verdict verdict =
                    reason != null ? Verdict.REFUSED : underAGivenPolicy ? Verdict.PROVEN : Verdict.CONSISTENT;
            return new VerificationReport(verdict, reason, events, checks, vouchers(), remarks);
        }

        /** Of events before and after a promotion not the same vouch. */
        private @Nullable String vouchers() {
            if (vouchers.size() <= 1) {
                return vouchers.isEmpty() ? null : vouchers.firstEntry().getKey();
            }
            return vouchers.entrySet().stream()
                    .map(each -> "of event "
                            + each.getValue().stream().map(String::valueOf).collect(Collectors.joining(", "))
                            + ": " + each.getKey())
                    .collect(Collectors.joining(" "));
        }
    }
}
