package org.tallystick.ledger.order.cometbft;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.tallystick.ledger.order.cometbft.abci.Abci;

/**
 * Messages on an ABCI socket: each is its length as an unsigned varint, then the protobuf message.
 *
 * <pre>
 * 02 12 00                a Flush request: 2 bytes, field 2, an empty message
 * </pre>
 */
final class AbciFrames {
    /**
     * Sixteen blocks of the size that a chain of ours has (4 MiB), and four times a snapshot's largest chunk: whoever sends
     * more is no CometBFT.
     */
    static final int MAX_FRAME_BYTES = 64 * 1024 * 1024;

    private AbciFrames() {}

    /**
     * The next request; empty where the other side closed the connection between two of them.
     *
     * @throws InvalidProtocolBufferException when what comes is no request
     * @throws EOFException when the connection ends within one
     */
    static Optional<Abci.Request> read(InputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        int length = length(first, in);
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("an ABCI request ends after " + bytes.length + " of " + length + " bytes");
        }
        return Optional.of(Abci.Request.parseFrom(bytes));
    }

    private static int length(int first, InputStream in) throws IOException {
        long length = first & 0x7f;
        int next = first;
        for (int shift = 7; (next & 0x80) != 0; shift += 7) {
            next = in.read();
            if (next < 0) {
                throw new EOFException("an ABCI request ends within its length");
            }
            if (shift > 28) {
                throw new InvalidProtocolBufferException("an ABCI request's length has more than five bytes");
            }
            length |= (long) (next & 0x7f) << shift;
        }
        if (length > MAX_FRAME_BYTES) {
            throw new InvalidProtocolBufferException(
                    "an ABCI request of " + length + " bytes, at most " + MAX_FRAME_BYTES);
        }
        return (int) length;
    }

    /** Writes, and does not flush: CometBFT says when. */
    static void write(Abci.Response response, OutputStream out) throws IOException {
        response.writeDelimitedTo(out);
    }
}
