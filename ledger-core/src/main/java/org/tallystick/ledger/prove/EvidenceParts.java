package org.tallystick.ledger.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of an evidence file that was read: all that it must have, and nothing else. */
record EvidenceParts(SequencedMap<String, byte[]> all, int policies, int dids, int events) {
    private static final Pattern NUMBERED = Pattern.compile("(policy|did|event)/([1-9][0-9]{0,3})/[a-z.-]+");

    /** In the order of the file. */
    static final List<String> OF_AN_EVENT =
            List.of("record.json", "salt", "capture-path", "statement.cose", "statement.tlog-proof");

    static EvidenceParts read(byte[] file) throws MalformedEvidenceException {
        SequencedMap<String, byte[]> parts = ClosedZip.read(file);
        int policies = 0;
        int dids = 0;
        int events = 0;
        for (String name : parts.sequencedKeySet()) {
            Matcher matcher = NUMBERED.matcher(name);
            if (matcher.matches()) {
                int number = Integer.parseInt(matcher.group(2));
                switch (matcher.group(1)) {
                    case "policy" -> policies = Math.max(policies, number);
                    case "did" -> dids = Math.max(dids, number);
                    default -> events = Math.max(events, number);
                }
            }
        }
        if (Math.max(events, Math.max(policies, dids)) > EvidenceFile.EVENTS_MAX) {
            throw new MalformedEvidenceException(
                    "the file", "more than " + EvidenceFile.EVENTS_MAX + " events, policies or DIDs");
        }
        checkNames(parts, expected(Math.max(policies, 1), Math.max(dids, 1), Math.max(events, 1)));
        return new EvidenceParts(parts, policies, dids, events);
    }

    byte[] get(String name) {
        byte[] content = all.get(name);
        if (content == null) {
            throw new IllegalStateException("the names were checked, but there is no " + name);
        }
        return content;
    }

    private static List<String> expected(int policies, int dids, int events) {
        List<String> names = new ArrayList<>(List.of(EvidenceFile.PAGE, EvidenceFile.SUMS));
        for (int i = 1; i <= policies; i++) {
            names.add(EvidenceFile.policyPart(i));
        }
        for (int i = 1; i <= dids; i++) {
            names.add(EvidenceFile.didPart(i));
        }
        for (int i = 1; i <= events; i++) {
            for (String part : OF_AN_EVENT) {
                names.add(EvidenceFile.eventPart(i, part));
            }
        }
        return names;
    }

    private static void checkNames(SequencedMap<String, byte[]> parts, List<String> expected)
            throws MalformedEvidenceException {
        Set<String> known = Set.copyOf(expected);
        for (String name : parts.keySet()) {
            if (!known.contains(name)) {
                throw new MalformedEvidenceException(name, "unknown part");
            }
        }
        for (String name : expected) {
            if (!parts.containsKey(name)) {
                throw new MalformedEvidenceException(name, "missing");
            }
        }
        int i = 0;
        for (String name : parts.sequencedKeySet()) {
            if (!name.equals(expected.get(i))) {
                throw new MalformedEvidenceException(name, "out of order, " + expected.get(i) + " belongs there");
            }
            i++;
        }
    }
}
