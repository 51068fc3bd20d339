package org.tallystick.ledger.statement;

import java.util.Optional;
import org.tallystick.ledger.cbor.CborReader;
import org.tallystick.ledger.cbor.CborWriter;
import org.tallystick.ledger.cbor.MalformedCborException;
import org.tallystick.ledger.log.Hash;

/**
 * The payload of a capture ({@link ContentType#CAPTURE}): any number of event records under one signature.
 *
 * <pre>[1, count, root, null]
 * [1, count, root, [media type, digest]]</pre>
 *
 * @param count how many records the capture has
 * @param root of the {@link RecordTree} over their salted digests
 * @param source the document as it came, when it is kept
 */
public record CapturePayload(int count, Hash root, Optional<Source> source) {
    /** A path of at most 20 hashes; documents end far below, by the limit on a request's body. */
    public static final int COUNT_MAX = 1 << 20;

    private static final int VERSION = 1;

    /**
     * @param digest {@link RecordSalt#digest} of the document's bytes, under a salt of its own
     */
    public record Source(ContentType mediaType, Hash digest) {}

    public CapturePayload {
        if (count < 1 || count > COUNT_MAX) {
            throw new IllegalArgumentException("a capture of " + count + " records, not 1 to " + COUNT_MAX);
        }
    }

    public static CapturePayload parse(byte[] payload) throws MalformedStatementException {
        try {
            CborReader reader = new CborReader(payload);
            reader.array(4);
            reader.integer(VERSION);
            long count = reader.integer();
            if (count < 1 || count > COUNT_MAX) {
                throw new MalformedStatementException("capture payload: " + count + " records, not 1 to " + COUNT_MAX);
            }
            Hash root = Hash.of(reader.bytes(Hash.LENGTH));
            Optional<Source> source = Optional.empty();
            if (reader.peek() == CborReader.Kind.NULL) {
                reader.nil();
            } else {
                reader.array(2);
                ContentType mediaType = ContentType.parse(reader.text());
                source = Optional.of(new Source(mediaType, Hash.of(reader.bytes(Hash.LENGTH))));
            }
            reader.end();
            return new CapturePayload((int) count, root, source);
        } catch (MalformedCborException e) {
            throw new MalformedStatementException("capture payload", e);
        }
    }

    public byte[] bytes() {
        CborWriter writer =
                new CborWriter(128).array(4).integer(VERSION).integer(count).bytes(root.bytes());
        if (source.isPresent()) {
            writer.array(2)
                    .text(source.get().mediaType().mediaType())
                    .bytes(source.get().digest().bytes());
        } else {
            writer.nil();
        }
        return writer.toByteArray();
    }
}
