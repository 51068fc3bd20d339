package org.tallystick.ledger.note;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a cosigner signs, {@code c2sp.org/tlog-cosignature}. Both forms are made from a note text, and only from
 * one that is a checkpoint of three lines: the ML-DSA-44 form leaves extension lines out, so on a checkpoint with some
 * the two would not say the same.
 */
final class CosignedMessage {

    private static final byte[] SUBTREE_LABEL = "subtree/v1\n\0".getBytes(US_ASCII);

    private CosignedMessage() {}

    /** The message, or null where the text is no checkpoint. */
    static byte @Nullable [] of(SignatureType type, String cosigner, long timestampSeconds, String text) {
        TreeHead head = TreeHead.parse(text);
        if (head == null || timestampSeconds < 0) {
            return null;
        }
        return switch (type) {
            case COSIGNATURE_V1 -> cosignature(timestampSeconds, text);
            case SUBTREE_V1 -> subtree(cosigner, timestampSeconds, head);
            case ED25519 -> throw new IllegalArgumentException("a plain signature is no cosignature");
        };
    }

    /**
     * <pre>
     * cosignature/v1
     * time 1679315147
     * example.com/behind-the-sofa
     * 20852163
     * CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
     * </pre>
     */
    private static byte[] cosignature(long timestampSeconds, String text) {
        return ("cosignature/v1\ntime " + timestampSeconds + "\n" + text).getBytes(UTF_8);
    }

    /**
     * <pre>
     * struct {
     *     uint8 label[12] = "subtree/v1\n\0";
     *     opaque cosigner_name&lt;1..2^8-1&gt;;
     *     uint64 timestamp;
     *     opaque log_origin&lt;1..2^8-1&gt;;
     *     uint64 start;   // 0: a checkpoint is the subtree of all leaves
     *     uint64 end;     // the tree size
     *     uint8 hash[32];
     * } cosigned_message;
     * </pre>
     */
    private static byte[] subtree(String cosigner, long timestampSeconds, TreeHead head) {
        byte[] name = cosigner.getBytes(UTF_8);
        byte[] origin = head.origin.getBytes(UTF_8);
        return ByteBuffer.allocate(SUBTREE_LABEL.length + 1 + name.length + 8 + 1 + origin.length + 8 + 8 + 32)
                .put(SUBTREE_LABEL)
                .put((byte) name.length)
                .put(name)
                .putLong(timestampSeconds)
                .put((byte) origin.length)
                .put(origin)
                .putLong(0)
                .putLong(head.size)
                .put(head.root)
                .array();
    }

    /** The three lines of a checkpoint, so far as cosigning needs them. The log's own type for them stands above notes. */
    private static final class TreeHead {
        private final String origin;
        private final long size;
        private final byte[] root;

        private TreeHead(String origin, long size, byte[] root) {
            this.origin = origin;
            this.size = size;
            this.root = root;
        }

        static @Nullable TreeHead parse(String text) {
            String[] lines = text.split("\n", -1);
            if (lines.length != 4 || lines[0].isEmpty() || lines[0].getBytes(UTF_8).length > KeyName.MAX_BYTES) {
                return null;
            }
            try {
                long size = Long.parseLong(lines[1]);
                byte[] root = Base64.getDecoder().decode(lines[2]);
                String printed =
                        lines[0] + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
                return size >= 0 && root.length == 32 && printed.equals(text)
                        ? new TreeHead(lines[0], size, root)
                        : null;
            } catch (IllegalArgumentException e) {
                // No number (NumberFormatException) or no base64.
                return null;
            }
        }
    }
}
