package org.tallystick.ledger.prove;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.crypto.PublicKey;
import org.tallystick.ledger.note.KeyName;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.SignatureType;
import org.tallystick.ledger.note.VerifierKey;

/**
 * Reads a trust policy line by line and holds what it has read so far: a name must be defined before it is used, and every
 * key and every name may be used in one place only.
 */
final class PolicyParser {
    private final List<VerifierKey> logs = new ArrayList<>();
    private final List<TrustPolicy.Witness> witnesses = new ArrayList<>();
    private final List<TrustPolicy.Group> groups = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> grouped = new HashSet<>();
    private final Set<PublicKey> logKeys = new HashSet<>();
    private final Set<PublicKey> witnessKeys = new HashSet<>();
    private final Set<String> claims = new HashSet<>();
    private @Nullable String quorum;
    /** One who mistyped it meant a limit, and must not be left without. */
    private static final Pattern NEARLY_SIZES = Pattern.compile("\\s*#\\s*sizes\\s+[0-9]", Pattern.CASE_INSENSITIVE);

    private TrustPolicy.@Nullable Sizes sizes;

    void line(int number, String line) throws MalformedPolicyException {
        try {
            line(line);
        } catch (MalformedPolicyException e) {
            throw new MalformedPolicyException("line " + number + ": " + e.getMessage());
        }
    }

    private void line(String line) throws MalformedPolicyException {
        if (line.chars().anyMatch(c -> (c < 0x20 && c != '\t') || c == 0x7f)) {
            throw new MalformedPolicyException("control character");
        }
        if (isComment(line)) {
            comment(line);
            return;
        }
        List<String> words = words(line);
        if (words.isEmpty()) {
            return;
        }
        switch (words.getFirst()) {
            case "log" -> log(words);
            case "witness" -> witness(words);
            case "group" -> group(words);
            case "quorum" -> quorum(words);
            default -> throw new MalformedPolicyException("unknown keyword " + words.getFirst());
        }
    }

    private static List<String> words(String line) throws MalformedPolicyException {
        List<String> words = new ArrayList<>();
        for (String word : line.split("[ \t]+")) {
            if (word.startsWith("#") && !words.isEmpty()) {
                break;
            }
            if (word.indexOf('#') >= 0) {
                throw new MalformedPolicyException("# inside a word, which some readers take for a comment");
            }
            if (KeyName.hasSpace(word)) {
                throw new MalformedPolicyException("a space that is neither a space nor a tab");
            }
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private void comment(String line) throws MalformedPolicyException {
        if (!line.strip().startsWith(TrustPolicy.SIZES.strip())
                && !NEARLY_SIZES.matcher(line).lookingAt()) {
            return;
        }
        TrustPolicy.Sizes read = parseSizes(line);
        if (read == null) {
            throw new MalformedPolicyException("'" + TrustPolicy.SIZES + "FIRST LAST', LAST a number or -, expected");
        }
        if (sizes != null) {
            throw new MalformedPolicyException("a second line of sizes");
        }
        sizes = read;
    }

    private static TrustPolicy.@Nullable Sizes parseSizes(String line) {
        String[] bounds = line.substring(Math.min(line.length(), TrustPolicy.SIZES.length()))
                .split(" ", -1);
        if (bounds.length != 2) {
            return null;
        }
        try {
            OptionalLong last =
                    bounds[1].equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(bounds[1]));
            TrustPolicy.Sizes read = new TrustPolicy.Sizes(Long.parseLong(bounds[0]), last);
            return line.equals(TrustPolicy.SIZES + read) ? read : null;
        } catch (IllegalArgumentException e) {
            // No number (NumberFormatException) or last before first.
            return null;
        }
    }

    private void log(List<String> words) throws MalformedPolicyException {
        if (words.size() < 2 || words.size() > 3) {
            throw new MalformedPolicyException("'log VKEY [URL]' expected");
        }
        VerifierKey key = vkey(words.get(1));
        if (key.type() == SignatureType.COSIGNATURE_V1) {
            throw new MalformedPolicyException("a log does not sign with keys of type " + key.type());
        }
        if (!logKeys.add(key.key())) {
            throw new MalformedPolicyException("a second log with the same key");
        }
        claim(key);
        logs.add(key);
    }

    private void witness(List<String> words) throws MalformedPolicyException {
        if (words.size() < 3 || words.size() > 4) {
            throw new MalformedPolicyException("'witness NAME VKEY [URL]' expected");
        }
        define(words.get(1));
        VerifierKey key = vkey(words.get(2));
        if (!key.type().timestamped()) {
            throw new MalformedPolicyException("a witness does not sign with keys of type " + key.type());
        }
        if (!witnessKeys.add(key.key())) {
            throw new MalformedPolicyException("a second witness with the same key");
        }
        claim(key);
        witnesses.add(new TrustPolicy.Witness(words.get(1), key));
    }

    private void group(List<String> words) throws MalformedPolicyException {
        if (words.size() < 4) {
            throw new MalformedPolicyException("'group NAME K|any|all MEMBER...' expected");
        }
        List<String> members = words.subList(3, words.size());
        for (String member : members) {
            if (!names.contains(member)) {
                throw new MalformedPolicyException("group member " + member + " is not defined before");
            }
            if (!grouped.add(member)) {
                throw new MalformedPolicyException(member + " is a group's member already");
            }
        }
        define(words.get(1));
        int threshold = switch (words.get(2)) {
            case "any" -> 1;
            case "all" -> members.size();
            default -> threshold(words.get(2), members.size());
        };
        groups.add(new TrustPolicy.Group(words.get(1), threshold, members));
    }

    private static int threshold(String word, int members) throws MalformedPolicyException {
        for (int k = 1; k <= members; k++) {
            if (word.equals(Integer.toString(k))) {
                return k;
            }
        }
        throw new MalformedPolicyException("threshold " + word + " of " + members + " members");
    }

    private void quorum(List<String> words) throws MalformedPolicyException {
        if (words.size() != 2) {
            throw new MalformedPolicyException("'quorum NAME|none' expected");
        }
        if (quorum != null) {
            throw new MalformedPolicyException("a second quorum");
        }
        String name = words.get(1);
        if (!name.equals(TrustPolicy.NONE) && !names.contains(name)) {
            throw new MalformedPolicyException("quorum " + name + " is not defined before");
        }
        quorum = name;
    }

    private void define(String name) throws MalformedPolicyException {
        String fault = KeyName.fault(name);
        if (fault != null) {
            throw new MalformedPolicyException("name " + name + ": " + fault);
        }
        if (name.equals(TrustPolicy.NONE) || name.equals("any") || name.equals("all")) {
            throw new MalformedPolicyException(name + " is a keyword, not a name");
        }
        if (!names.add(name)) {
            throw new MalformedPolicyException("a second definition of " + name);
        }
    }

    /** No signature line may count for two lines of the policy. */
    private void claim(VerifierKey key) throws MalformedPolicyException {
        if (!claims.add(key.name() + '+' + key.keyHash())) {
            throw new MalformedPolicyException("a second key with name and hash " + key.name() + '+' + key.keyHash());
        }
    }

    private static VerifierKey vkey(String word) throws MalformedPolicyException {
        try {
            return VerifierKey.parse(word);
        } catch (MalformedNoteException e) {
            throw new MalformedPolicyException("key: " + e.getMessage());
        }
    }

    TrustPolicy policy(String text) throws MalformedPolicyException {
        if (quorum == null) {
            throw new MalformedPolicyException("policy has no quorum line");
        }
        return new TrustPolicy(text, sizes, logs, witnesses, groups, quorum);
    }

    static boolean isComment(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c != ' ' && c != '\t') {
                return c == '#';
            }
        }
        return false;
    }
}
