package org.tallystick.api.door;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tallystick.api.Settings;
import org.tallystick.api.access.AddressRange;

/**
 * Where a request comes from, and whether it came by TLS: what the socket says, unless the socket is one of the proxies
 * that the operator named ({@code tallystick.proxy.trusted}; decision 19).
 *
 * <p>Of a trusted proxy one kind of header is believed, the one that the operator said it writes; a proxy that writes one kind
 * passes the other on as it came, from anybody. The list is read from its end: the last entry is what the nearest proxy saw.
 * As long as that is a trusted proxy too, the one before it counts; the first that is not trusted is the caller, and
 * whatever stands before it, the caller may have written.
 *
 * <pre>
 *   X-Forwarded-For: 1.2.3.4, 192.0.2.7      X-Forwarded-Proto: https       the caller is 192.0.2.7; 1.2.3.4 is its own word
 *   Forwarded: for=1.2.3.4, for="[2001:db8::7]:4711";proto=https
 * </pre>
 */
final class TrustedProxies {
    /** A proxy before a proxy before a proxy; a longer list is somebody's own writing. */
    private static final int HOPS_MAX = 16;

    private final List<AddressRange> trusted;
    private final Settings.ProxyHeader header;

    private TrustedProxies(List<AddressRange> trusted, Settings.ProxyHeader header) {
        this.trusted = List.copyOf(trusted);
        this.header = header;
    }

    /** @throws IllegalStateException for a setting that names no proxy */
    static TrustedProxies of(Settings.Proxy proxy) {
        List<AddressRange> trusted = new ArrayList<>();
        for (String text : proxy.trusted().orElse(List.of())) {
            try {
                trusted.add(AddressRange.parse(text.strip()));
            } catch (AddressRange.MalformedRangeException e) {
                throw new IllegalStateException("tallystick.proxy.trusted: " + e.getMessage(), e);
            }
            if (trusted.getLast().prefix() == 0) {
                throw new IllegalStateException(
                        "tallystick.proxy.trusted: " + text + " is everybody; name the addresses of your proxies");
            }
        }
        return new TrustedProxies(trusted, proxy.header());
    }

    /**
     * @param address without a port; an IPv6 one in eight groups, as sockets write it
     * @param secure by TLS, as far as the caller's own connection goes
     */
    record Seen(String address, boolean secure) {}

    Seen see(HttpServerRequest request) {
        SocketAddress socket = request.remoteAddress();
        String address = socket == null || socket.hostAddress() == null ? "unknown" : socket.hostAddress();
        Seen own = new Seen(address, request.isSSL());
        if (!isTrusted(address)) {
            return own;
        }
        return switch (header) {
            case X_FORWARDED ->
                see(
                        own,
                        elements(request.headers().getAll("X-Forwarded-For")),
                        elements(request.headers().getAll("X-Forwarded-Proto")));
            case FORWARDED -> {
                List<String> elements = elements(request.headers().getAll("Forwarded"));
                yield see(
                        own,
                        elements.stream().map(each -> parameter(each, "for")).toList(),
                        elements.stream().map(each -> parameter(each, "proto")).toList());
            }
        };
    }

    /** @param protocols as many as hops, or one for all of them */
    Seen see(Seen own, List<String> hops, List<String> protocols) {
        Seen seen = own;
        for (int i = hops.size() - 1; i >= Math.max(0, hops.size() - HOPS_MAX); i--) {
            Optional<String> hop = node(hops.get(i));
            if (hop.isEmpty()) {
                return seen; // hidden or malformed: what is known ends at the proxy that wrote it
            }
            int fromEnd = hops.size() - 1 - i;
            seen = new Seen(hop.get(), isHttps(protocols, fromEnd, seen.secure()));
            if (!isTrusted(hop.get())) {
                return seen;
            }
        }
        return seen;
    }

    private static boolean isHttps(List<String> protocols, int fromEnd, boolean otherwise) {
        if (protocols.isEmpty()) {
            return otherwise;
        }
        String said = protocols.get(Math.max(0, protocols.size() - 1 - fromEnd));
        return said.isEmpty() ? otherwise : said.equalsIgnoreCase("https");
    }

    private boolean isTrusted(String address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    /** Several lines of one header are one list (RFC 9110, section 5.3). */
    private static List<String> elements(List<String> lines) {
        List<String> elements = new ArrayList<>();
        for (String line : lines) {
            for (String element : line.split(",", -1)) {
                elements.add(element.strip());
            }
        }
        return elements;
    }

    /** Of an element of {@code Forwarded} (RFC 7239, section 4): the value of a pair, out of its quotes; empty for none. */
    private static String parameter(String element, String name) {
        for (String pair : element.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0
                    && pair.substring(0, equals)
                            .strip()
                            .toLowerCase(Locale.ROOT)
                            .equals(name)) {
                String value = pair.substring(equals + 1).strip();
                boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
                return quoted ? value.substring(1, value.length() - 1) : value;
            }
        }
        return "";
    }

    /** {@code 192.0.2.7}, {@code 192.0.2.7:4711}, {@code 2001:db8::7}, {@code [2001:db8::7]:4711}; not {@code unknown}, {@code _x}. */
    private static Optional<String> node(String text) {
        String address = text;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0 || !text.substring(end + 1).matches("(:[0-9]{1,5})?")) {
                return Optional.empty();
            }
            address = text.substring(1, end);
        } else if (text.indexOf(':') == text.lastIndexOf(':') && text.matches("[^:]*:[0-9]{1,5}")) {
            address = text.substring(0, text.indexOf(':'));
        }
        return AddressRange.literal(address).map(TrustedProxies::written);
    }

    private static String written(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
