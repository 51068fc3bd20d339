package org.tallystick.api.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Some of the addresses that there are, as networks are written (RFC 4632, RFC 4291 section 2.3):
 *
 * <pre>
 *   192.0.2.7          one
 *   10.1.0.0/16        those that begin with these 16 bits
 *   2001:db8:7::/48
 * </pre>
 *
 * <p>Strict: a bit set beyond the prefix is refused, since whoever writes {@code 10.1.2.3/16} may have meant another network
 * or that one host; so are names, zones, and IPv4 in the clothes of IPv6, which no socket here shows.
 */
public final class AddressRange {
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    /** What may stand in a literal; the JDK reads it, and asks no name server for anything that has a colon. */
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]{2,39}");

    private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");

    private final byte[] network;
    private final int prefix;

    private AddressRange(byte[] network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    /** Thrown for what is no range, in the words of the range. */
    public static final class MalformedRangeException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        MalformedRangeException(String message) {
            super(message);
        }
    }

    /** @throws MalformedRangeException for everything that names no range exactly */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = literal(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new MalformedRangeException(
                        "'" + text + "' is no address or network, like 192.0.2.7, 10.1.0.0/16 or 2001:db8::/32"));
        int bits = address.length * 8;
        if (slash < 0) {
            return new AddressRange(address, bits);
        }
        String length = text.substring(slash + 1);
        if (!PREFIX.matcher(length).matches() || Integer.parseInt(length) > bits) {
            throw new MalformedRangeException("'" + text + "' ends in no length of 0 to " + bits);
        }
        int prefix = Integer.parseInt(length);
        byte[] network = cut(address, prefix);
        if (!Arrays.equals(network, address)) {
            throw new MalformedRangeException(
                    "'" + text + "' has bits beyond its length; the network is " + new AddressRange(network, prefix));
        }
        return new AddressRange(network, prefix);
    }

    /** The bytes of an address as it is written; empty for a name, which nobody looks up, and for all else. */
    public static Optional<byte[]> literal(String text) {
        if (!IPV4.matcher(text).matches()
                && !(text.indexOf(':') >= 0 && IPV6.matcher(text).matches())) {
            return Optional.empty();
        }
        try {
            byte[] bytes = InetAddress.getByName(text).getAddress();
            boolean mapped = bytes.length == 4 && text.indexOf(':') >= 0;
            return mapped ? Optional.empty() : Optional.of(bytes);
        } catch (UnknownHostException noLiteral) {
            return Optional.empty();
        }
    }

    private static byte[] cut(byte[] address, int prefix) {
        byte[] cut = address.clone();
        for (int i = 0; i < cut.length; i++) {
            int kept = Math.clamp(prefix - 8L * i, 0, 8);
            cut[i] &= (byte) (0xFF << (8 - kept));
        }
        return cut;
    }

    /** @param address as a socket shows it; of what is none, nothing is in any range */
    public boolean contains(String address) {
        int zone = address.indexOf('%');
        Optional<byte[]> bytes = literal(zone < 0 ? address : address.substring(0, zone));
        return bytes.isPresent()
                && bytes.get().length == network.length
                && Arrays.equals(cut(bytes.get(), prefix), network);
    }

    /** How many bits are given. */
    public int prefix() {
        return prefix;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange that && prefix == that.prefix && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + prefix;
    }

    /** As {@link #parse} takes it; IPv6 with its longest run of zeros left out, as RFC 5952 writes it. */
    @Override
    public String toString() {
        String address = network.length == 4 ? dotted() : grouped();
        return prefix == network.length * 8 ? address : address + '/' + prefix;
    }

    private String dotted() {
        return (network[0] & 0xFF) + "." + (network[1] & 0xFF) + "." + (network[2] & 0xFF) + "." + (network[3] & 0xFF);
    }

    private String grouped() {
        int[] groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (network[2 * i] & 0xFF) << 8 | network[2 * i + 1] & 0xFF;
        }
        int from = 0;
        int zeros = 0;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end] == 0) {
                end++;
            }
            if (end - i > zeros) {
                from = i;
                zeros = end - i;
            }
        }
        if (zeros < 2) {
            return join(groups, 0, groups.length); // one group of zeros is written
        }
        return join(groups, 0, from) + "::" + join(groups, from + zeros, groups.length);
    }

    private static String join(int[] groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
