package org.tallystick.provenance.epcis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names events that come without an eventID, always the same event by the same name.
 *
 * <pre>
 * mac     = HMAC-SHA-256(secret, "tallystick eventID 1" 0x00
 *                        u32(size of context) context  u32(size of event) event  u32(ordinal))
 * eventID = "urn:uuid:" + the first 16 octets of mac as a UUID of version 8 (RFC 9562, section 5.8)
 * </pre>
 *
 * <p>{@code context} is the value of the record's {@code @context} as it is spliced in front of the event (nothing where the
 * event's own one serves), {@code event} the event's bytes as they came, {@code ordinal} how many events with the same
 * context and bytes stand before it in the document. So a retry gives the same records, two equal lines of one document stay
 * two events, and nobody without the secret can try out whether an erased event held what they suspect.
 *
 * <p>The secret is the organisation's own, kept in its backup: with another one, a retry after a restore would log its
 * events a second time under other names.
 */
public final class EventIdSecret {
    /** As much as the hash gives; less could be tried out, which would undo the point of it. */
    private static final int SIZE = 32;

    private static final byte[] LABEL = "tallystick eventID 1\0".getBytes(StandardCharsets.US_ASCII);

    private final Mac unused;

    public EventIdSecret(byte[] secret) {
        if (secret.length != SIZE) {
            throw new IllegalArgumentException("a secret of " + secret.length + " octets, not " + SIZE);
        }
        try {
            unused = Mac.getInstance("HmacSHA256");
            unused.init(new SecretKeySpec(secret, "HmacSHA256"));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java runtime has HMAC-SHA-256 and takes any key", e);
        }
    }

    /** The name of the event that has these octets under this context, the {@code ordinal}th of its kind. */
    public String eventId(ByteBuffer context, ByteBuffer event, int ordinal) {
        Mac mac = mac();
        mac.update(LABEL);
        mac.update(u32(context.remaining()));
        mac.update(context.duplicate());
        mac.update(u32(event.remaining()));
        mac.update(event.duplicate());
        mac.update(u32(ordinal));
        ByteBuffer digest = ByteBuffer.wrap(mac.doFinal());
        long high = digest.getLong() & ~0xF000L | 0x8000L;
        long low = digest.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return "urn:uuid:" + new UUID(high, low);
    }

    private static byte[] u32(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    /** A copy of an unused one: asking the providers and preparing the key cost more than the hashing. */
    private Mac mac() {
        try {
            return (Mac) unused.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("the JDK's HMAC-SHA-256 can be copied", e);
        }
    }

    @Override
    public String toString() {
        return "EventIdSecret";
    }
}
