package org.tallystick.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.SignedNote;

/**
 * That an entry is in a log, as one file which is checked offline, {@code c2sp.org/tlog-proof@v1}: the place of the entry,
 * the path to the root, and the signed checkpoint, byte for byte.
 *
 * <pre>
 * c2sp.org/tlog-proof@v1
 * extra BASE64                       only where there is some; nobody vouches for it
 * index 7
 * BASE64 OF A HASH                   from the leaf's sibling up
 * ...
 *
 * ORIGIN
 * SIZE
 * BASE64 OF THE ROOT
 *
 * — NAME BASE64
 * </pre>
 *
 * <p>The size that the path is checked under is the checkpoint's; there is no other in the file. {@link #verifyInclusion}
 * tells that the file agrees with itself about an entry. Who signed the checkpoint is for a trust policy to judge.
 */
public final class LogProof {

    /** As long as an entry may be. */
    public static final int MAX_EXTRA_BYTES = 65_535;

    /** A checkpoint note, 63 hashes and the extra data, with some room for the words around them. */
    public static final int MAX_BYTES = SignedNote.MAX_BYTES + 100_000;

    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";

    /** A tree has fewer than 2^63 leaves. */
    private static final int MAX_PATH = 63;

    private final byte @Nullable [] extra;
    private final InclusionProof inclusion;
    private final SignedNote signedCheckpoint;
    private final Checkpoint checkpoint;

    private LogProof(
            byte @Nullable [] extra, InclusionProof inclusion, SignedNote signedCheckpoint, Checkpoint checkpoint) {
        this.extra = extra;
        this.inclusion = inclusion;
        this.signedCheckpoint = signedCheckpoint;
        this.checkpoint = checkpoint;
    }

    /**
     * A proof without extra data.
     *
     * @param inclusion in the tree of the checkpoint's size
     */
    public static LogProof of(InclusionProof inclusion, SignedNote signedCheckpoint) throws MalformedLogException {
        Checkpoint checkpoint = Checkpoint.of(signedCheckpoint);
        if (inclusion.size() != checkpoint.size()) {
            throw new IllegalArgumentException(
                    "size in proof " + inclusion.size() + ", in checkpoint " + checkpoint.size());
        }
        if (inclusion.index() < 0 || inclusion.index() >= checkpoint.size()) {
            throw new IllegalArgumentException(
                    "index in proof " + inclusion.index() + ", size in checkpoint " + checkpoint.size());
        }
        return new LogProof(null, inclusion, signedCheckpoint, checkpoint);
    }

    public static LogProof parse(byte[] file) throws MalformedLogException {
        if (file.length > MAX_BYTES) {
            throw new MalformedLogException("log proof: " + file.length + " bytes, more than " + MAX_BYTES);
        }
        try {
            return parse(UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString());
        } catch (CharacterCodingException e) {
            throw new MalformedLogException("log proof: no UTF-8");
        }
    }

    public static LogProof parse(String text) throws MalformedLogException {
        if (text.length() > MAX_BYTES) {
            throw new MalformedLogException("log proof: more than " + MAX_BYTES + " bytes");
        }
        int blank = text.indexOf("\n\n");
        if (blank < 0) {
            throw new MalformedLogException("log proof: no empty line before the checkpoint");
        }
        // The lines before the checkpoint; no text of ours needs more than the header, extra, index and the path.
        String[] lines = text.substring(0, blank).split("\n", MAX_PATH + 5);
        int next = 0;
        if (!lines[next++].equals(HEADER)) {
            throw new MalformedLogException("log proof: first line is not " + HEADER);
        }
        byte @Nullable [] extra = null;
        if (next < lines.length && lines[next].startsWith(EXTRA)) {
            extra = parseExtra(lines[next++].substring(EXTRA.length()));
        }
        if (next == lines.length || !lines[next].startsWith(INDEX)) {
            throw new MalformedLogException("log proof: line " + (next + 1) + " is no index line");
        }
        long index = Decimal.parse(lines[next++].substring(INDEX.length()), "log proof: index");
        if (lines.length - next > MAX_PATH) {
            throw new MalformedLogException("log proof: a path of more than " + MAX_PATH + " hashes");
        }
        List<Hash> path = new ArrayList<>();
        for (; next < lines.length; next++) {
            try {
                path.add(Hash.parseBase64(lines[next]));
            } catch (MalformedLogException e) {
                throw new MalformedLogException("log proof: line " + (next + 1) + ": " + e.getMessage());
            }
        }
        SignedNote signedCheckpoint;
        try {
            signedCheckpoint = SignedNote.parse(text.substring(blank + 2));
        } catch (MalformedNoteException e) {
            throw new MalformedLogException("log proof: checkpoint: " + e.getMessage());
        }
        Checkpoint checkpoint = Checkpoint.of(signedCheckpoint);
        if (index >= checkpoint.size()) {
            throw new MalformedLogException(
                    "log proof: index " + index + " in a checkpoint of size " + checkpoint.size());
        }
        LogProof parsed =
                new LogProof(extra, new InclusionProof(index, checkpoint.size(), path), signedCheckpoint, checkpoint);
        if (!parsed.toString().equals(text)) {
            throw new IllegalStateException("a log proof that parses is printed otherwise");
        }
        return parsed;
    }

    private static byte[] parseExtra(String base64) throws MalformedLogException {
        byte[] extra;
        try {
            extra = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new MalformedLogException("log proof: extra is no base64: " + e.getMessage());
        }
        if (extra.length == 0 || extra.length > MAX_EXTRA_BYTES) {
            throw new MalformedLogException(
                    "log proof: extra of " + extra.length + " bytes, not 1 to " + MAX_EXTRA_BYTES);
        }
        if (!Base64.getEncoder().encodeToString(extra).equals(base64)) {
            throw new MalformedLogException("log proof: extra's base64 is not in its one form");
        }
        return extra;
    }

    /** Whether the file carries extra data. Our own proofs never do. */
    public boolean hasExtra() {
        return extra != null;
    }

    /** The extra data, which nobody vouches for; empty where there is none. */
    public byte[] extra() {
        return extra == null ? new byte[0] : extra.clone();
    }

    public InclusionProof inclusion() {
        return inclusion;
    }

    public SignedNote signedCheckpoint() {
        return signedCheckpoint;
    }

    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Returns if the path leads from this leaf, at the index, to the checkpoint's root; says nothing of its signatures. */
    public void verifyInclusion(Hash leaf) throws RefusedProofException {
        inclusion.verify(leaf, checkpoint.root());
    }

    public byte[] bytes() {
        return toString().getBytes(UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LogProof that
                && Arrays.equals(extra, that.extra)
                && inclusion.equals(that.inclusion)
                && signedCheckpoint.equals(that.signedCheckpoint);
    }

    @Override
    public int hashCode() {
        return inclusion.hashCode();
    }

    /** The file. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        if (extra != null) {
            text.append(EXTRA).append(Base64.getEncoder().encodeToString(extra)).append('\n');
        }
        text.append(INDEX).append(inclusion.index()).append('\n');
        for (Hash hash : inclusion.path()) {
            text.append(hash.toBase64()).append('\n');
        }
        return text.append('\n').append(signedCheckpoint).toString();
    }
}
