package org.tallystick.ledger.statement;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.InclusionProof;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.log.RefusedProofException;

/**
 * Where a record is in its capture, and the way from its digest to the root that the statement signs. As a file:
 *
 * <pre>
 * tallystick/capture-path@v1
 * position 3
 * BASE64 OF A HASH                   from the digest's sibling up
 * ...
 * </pre>
 *
 * How many records the capture has is not in it: the one count there is, the statement's, binds the position.
 *
 * @param position of the record, from 0
 * @param hashes the siblings, from the digest up
 */
public record CapturePath(int position, List<Hash> hashes) {
    private static final String HEADER = "tallystick/capture-path@v1\n";
    private static final String POSITION = "position ";

    /** A tree of {@link CapturePayload#COUNT_MAX} leaves. */
    private static final int LENGTH_MAX = 20;

    /** The header, a position of 7 digits, and 45 characters a hash. */
    private static final int SIZE_MAX_BYTES = 45 + 45 * LENGTH_MAX;

    public CapturePath {
        hashes = List.copyOf(hashes);
        if (position < 0 || position >= CapturePayload.COUNT_MAX) {
            throw new IllegalArgumentException(
                    "capture path: position " + position + " is not below " + CapturePayload.COUNT_MAX);
        }
        if (hashes.size() > LENGTH_MAX) {
            throw new IllegalArgumentException("capture path: " + hashes.size() + " hashes, at most " + LENGTH_MAX);
        }
    }

    /** @param inclusion of a {@link RecordTree} */
    public static CapturePath of(InclusionProof inclusion) {
        return new CapturePath(Math.toIntExact(inclusion.index()), inclusion.path());
    }

    public static CapturePath parse(byte[] file) throws MalformedStatementException {
        if (file.length > SIZE_MAX_BYTES) {
            throw new MalformedStatementException("capture path: " + file.length + " bytes, at most " + SIZE_MAX_BYTES);
        }
        // Every character outside ASCII becomes one that no line can have.
        String text = new String(file, StandardCharsets.US_ASCII);
        String[] lines = text.split("\n", -1);
        if (!text.startsWith(HEADER + POSITION) || !lines[lines.length - 1].isEmpty()) {
            throw new MalformedStatementException(
                    "capture path: not the lines " + HEADER.strip() + " and position, each with its line feed");
        }
        String position = lines[1].substring(POSITION.length());
        List<Hash> hashes = new ArrayList<>();
        try {
            for (int i = 2; i < lines.length - 1; i++) {
                hashes.add(Hash.parseBase64(lines[i]));
            }
            CapturePath path = new CapturePath(Integer.parseInt(position), hashes);
            if (!path.toString().equals(text)) {
                throw new MalformedStatementException("capture path: position " + position + " is not in its one form");
            }
            return path;
        } catch (NumberFormatException e) {
            throw new MalformedStatementException("capture path: position is no number");
        } catch (IllegalArgumentException e) {
            throw new MalformedStatementException(e);
        } catch (MalformedLogException e) {
            throw new MalformedStatementException("capture path: line " + (hashes.size() + 3), e);
        }
    }

    /**
     * Returns if this path leads from the record's digest to the capture's root.
     *
     * @throws RefusedProofException in every other case, a position beyond the count included
     */
    public void verify(Hash digest, CapturePayload capture) throws RefusedProofException {
        new InclusionProof(position, capture.count(), hashes).verify(digest, capture.root());
    }

    public byte[] bytes() {
        return toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The file. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(HEADER).append(POSITION).append(position).append('\n');
        for (Hash hash : hashes) {
            text.append(hash.toBase64()).append('\n');
        }
        return text.toString();
    }
}
