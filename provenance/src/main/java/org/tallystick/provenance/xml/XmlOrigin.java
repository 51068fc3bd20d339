package org.tallystick.provenance.xml;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.epcis.EventIdSecret;

/**
 * What an event in XML was read from: its element as it came, and what the namespaces round it mean.
 *
 * <pre>
 * namespaces = for each prefix that elements round it declare, ascending: u32(size) prefix u32(size) URI
 * element    = the element's characters from its &lt; to its last &gt;, in UTF-8
 * ordinal    = how many events with the same two, and no eventID, stand before it in the document
 * digest     = SHA-256("tallystick xml event 1" 0x00 u32(size of namespaces) namespaces u32(size of element) element
 *              u32(ordinal))
 * </pre>
 *
 * <p>The record of such an event is what this release's reader makes of it, and a later one may make other bytes. So neither
 * the name that an event without an eventID gets, nor whether a document was captured before, is asked of the record: both
 * are asked of this. The document's encoding does not count, its white space does.
 */
public final class XmlOrigin {
    private static final byte[] LABEL = "tallystick xml event 1\0".getBytes(StandardCharsets.US_ASCII);

    private final byte[] namespaces;
    private final byte[] element;
    private final int ordinal;

    private XmlOrigin(byte[] namespaces, byte[] element, int ordinal) {
        this.namespaces = namespaces;
        this.element = element;
        this.ordinal = ordinal;
    }

    /** @param scope URIs by prefix; the default namespace has the empty prefix */
    static XmlOrigin of(Map<String, String> scope, String element) {
        ByteArrayOutputStream namespaces = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(namespaces)) {
            for (Map.Entry<String, String> declared : new TreeMap<>(scope).entrySet()) {
                for (String text : new String[] {declared.getKey(), declared.getValue()}) {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    out.writeInt(bytes.length);
                    out.write(bytes);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return new XmlOrigin(namespaces.toByteArray(), element.getBytes(StandardCharsets.UTF_8), 0);
    }

    XmlOrigin at(int place) {
        return new XmlOrigin(namespaces, element, place);
    }

    String eventID(EventIdSecret secret) {
        return secret.eventId(ByteBuffer.wrap(namespaces), ByteBuffer.wrap(element), ordinal);
    }

    /** 32 octets. */
    public byte[] digest() {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
        sha256.update(LABEL);
        sha256.update(u32(namespaces.length));
        sha256.update(namespaces);
        sha256.update(u32(element.length));
        sha256.update(element);
        sha256.update(u32(ordinal));
        return sha256.digest();
    }

    private static byte[] u32(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof XmlOrigin that
                && ordinal == that.ordinal
                && Arrays.equals(namespaces, that.namespaces)
                && Arrays.equals(element, that.element);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(element) + ordinal;
    }

    @Override
    public String toString() {
        return "XmlOrigin of " + element.length + " octets";
    }
}
