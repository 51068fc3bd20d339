package org.tallystick.provenance.query;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.tallystick.ledger.log.Hash;

/**
 * A place in the answer to one query: {@code nextPageToken}, opaque to clients.
 *
 * <pre>
 * base64url of: version, 1 byte | query, 16 | size, 8 | delivered, 4 | event time, 8 | index, 8 | position, 4
 * </pre>
 *
 * It holds all that the next page needs, so nothing is kept for it and it never expires. It is bound to its query by the
 * first half of that query's digest. Nobody gains by forging one: it says where to go on reading, not what may be read.
 *
 * @param query the first 16 bytes of the query's digest
 * @param size how many entries the answer is about; later ones are not in it, whatever page is asked for
 * @param delivered how many events came before this place
 * @param eventTimeMicros of the last event before this place
 * @param index of the last event before this place
 * @param position of the last event before this place
 */
record PageToken(QueryName query, long size, int delivered, long eventTimeMicros, long index, int position) {
    private static final byte VERSION = 1;
    private static final int LENGTH_BYTES = 1 + 16 + 8 + 4 + 8 + 8 + 4;

    /** Half a digest. */
    record QueryName(long high, long low) {
        static QueryName of(EventQuery query) {
            Hash digest = query.digest();
            ByteBuffer bytes = ByteBuffer.wrap(digest.bytes());
            return new QueryName(bytes.getLong(), bytes.getLong());
        }
    }

    static PageToken parse(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new QueryParameterException("nextPageToken", "is none that was given out here");
        }
        if (bytes.length != LENGTH_BYTES || bytes[0] != VERSION) {
            throw new QueryParameterException("nextPageToken", "is none that was given out here");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        buffer.get();
        PageToken token = new PageToken(
                new QueryName(buffer.getLong(), buffer.getLong()),
                buffer.getLong(),
                buffer.getInt(),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getInt());
        if (!token.toString().equals(text) || token.size < 0 || token.delivered < 0) {
            throw new QueryParameterException("nextPageToken", "is none that was given out here");
        }
        return token;
    }

    /** @throws QueryParameterException if it was given out for another query */
    void requireOf(EventQuery asked) {
        if (!query.equals(QueryName.of(asked))) {
            throw new QueryParameterException("nextPageToken", "belongs to another query");
        }
    }

    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(LENGTH_BYTES)
                .put(VERSION)
                .putLong(query.high())
                .putLong(query.low())
                .putLong(size)
                .putInt(delivered)
                .putLong(eventTimeMicros)
                .putLong(index)
                .putInt(position)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
