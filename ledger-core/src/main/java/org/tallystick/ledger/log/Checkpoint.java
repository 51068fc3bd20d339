package org.tallystick.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.note.SignedNote;

/**
 * What a log commits to: these leaves, this many, under this name. Exactly the three lines of
 * {@code c2sp.org/tlog-checkpoint@v1.0.0}; a text with extension lines is malformed here, because cosigners do not vouch
 * for them.
 *
 * <pre>
 * tallystick.localhost/3f1c0de2a7b94d5e8f60718293a4b5c6
 * 20852163
 * CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 * </pre>
 *
 * @param origin the log's name, one line
 * @param size how many leaves, from 0
 * @param root of the tree of that size
 */
public record Checkpoint(String origin, long size, Hash root) {

    /** The longest origin that a {@code subtree/v1} cosignature can carry. */
    public static final int MAX_ORIGIN_BYTES = 255;

    public Checkpoint {
        String fault = fault(origin, size, root);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
    }

    private static @Nullable String fault(String origin, long size, Hash root) {
        if (origin.isEmpty()) {
            return "checkpoint: origin is empty";
        }
        if (origin.chars().anyMatch(c -> c < 0x20) || !UTF_8.newEncoder().canEncode(origin)) {
            return "checkpoint: origin is no line of text";
        }
        if (origin.getBytes(UTF_8).length > MAX_ORIGIN_BYTES) {
            return "checkpoint: origin is longer than " + MAX_ORIGIN_BYTES + " bytes";
        }
        if (size < 0) {
            return "checkpoint: size " + size + " is negative";
        }
        if (size == 0 && !root.equals(MerkleTree.emptyRoot())) {
            return "checkpoint: size 0 with root " + root + ", not that of the empty tree";
        }
        return null;
    }

    /**
     * @param text the three lines, each with its newline
     */
    public static Checkpoint parse(String text) throws MalformedLogException {
        String[] lines = text.split("\n", -1);
        if (lines.length != 4 || !lines[3].isEmpty()) {
            throw new MalformedLogException("checkpoint: three lines expected");
        }
        long size = Decimal.parse(lines[1], "checkpoint: size");
        Hash root;
        try {
            root = Hash.parseBase64(lines[2]);
        } catch (MalformedLogException e) {
            throw new MalformedLogException("checkpoint: root " + e.getMessage());
        }
        String fault = fault(lines[0], size, root);
        if (fault != null) {
            throw new MalformedLogException(fault);
        }
        Checkpoint parsed = new Checkpoint(lines[0], size, root);
        if (!parsed.text().equals(text)) {
            throw new IllegalStateException("a checkpoint that parses is printed otherwise");
        }
        return parsed;
    }

    /** The checkpoint that a note's text is; who signed it is another question. */
    public static Checkpoint of(SignedNote note) throws MalformedLogException {
        return parse(note.text());
    }

    /** The three lines: what is signed, cosigned and stamped. */
    public String text() {
        return origin + "\n" + size + "\n" + root.toBase64() + "\n";
    }
}
