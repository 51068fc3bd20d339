package org.tallystick.identity.did;

import java.util.ArrayList;
import java.util.List;

/**
 * A did:webvh 1.0 identifier: {@code did:webvh:SCID:HOST[%3APORT](:SEGMENT)*}. The SCID is the hash of the DID's first
 * log entry and names the subject for ever; host and path say where its log is published and may change.
 *
 * <p>Stricter than the method's ABNF in one point: the host is plain ASCII letters, digits and hyphens, nothing
 * percent-encoded but the port's colon. Percent-encoding there has no honest use (it hides IP addresses), and an
 * internationalised domain is written in its A-label form ({@code xn--…}): deciding about any other spelling would need
 * IDNA tables that change with each Unicode release.
 */
public record WebvhDid(Did did) {
    private static final String PREFIX = "did:webvh:";
    private static final int MAX_LABEL = 63;
    private static final int MAX_DOMAIN = 253;

    public WebvhDid {
        String text = did.text();
        if (!text.startsWith(PREFIX)) {
            throw new MalformedDidException("not a did:webvh");
        }
        List<String> parts = parts(text);
        if (parts.size() < 2) {
            throw new MalformedDidException("a did:webvh has a SCID and a host");
        }
        Multihash.parse(parts.get(0));
        requireHost(parts.get(1));
        for (String segment : parts.subList(2, parts.size())) {
            requireSegment(segment);
        }
    }

    public static WebvhDid parse(String text) {
        return new WebvhDid(Did.parse(text));
    }

    /** The same subject's name at another home, such as {@code acme.example%3A8443:dids:acme}. */
    public WebvhDid at(String hostAndPath) {
        return parse(compose(scid().text(), hostAndPath));
    }

    /** The name that a DID made of these parts has. */
    static String compose(String scid, String hostAndPath) {
        return PREFIX + scid + ":" + hostAndPath;
    }

    /** The self-certifying identifier: who this is, wherever it is published. */
    public Multihash scid() {
        return Multihash.parse(parts(did.text()).get(0));
    }

    /** All after the SCID, as in the identifier: {@code example.com%3A3000:dids:issuer}. */
    public String hostAndPath() {
        return did.text().substring(PREFIX.length() + scid().text().length() + 1);
    }

    /** The host without its port. */
    public String host() {
        String hostAndPort = parts(did.text()).get(1);
        int port = hostAndPort.indexOf('%');
        return port < 0 ? hostAndPort : hostAndPort.substring(0, port);
    }

    /**
     * Whether the host is one that the world can look up. Names under {@code localhost} never are (RFC 6761 §6.3): a
     * ledger's organisation has one until it sets its domain.
     */
    public boolean isPublic() {
        String host = host();
        return !host.regionMatches(true, host.length() - ".localhost".length(), ".localhost", 0, ".localhost".length());
    }

    /**
     * "The DID to HTTPS Transformation": where {@code file} (such as {@code did.jsonl}) lies beside the log.
     */
    public String logUrl(String file) {
        List<String> parts = parts(did.text());
        return baseUrl() + (parts.size() == 2 ? ".well-known/" : "") + file;
    }

    /** The same without {@code .well-known}, ending in a slash: the base of DID URL paths and of the implicit services. */
    public String baseUrl() {
        List<String> parts = parts(did.text());
        var url = new StringBuilder("https://").append(host());
        int port = parts.get(1).indexOf('%');
        if (port >= 0) {
            url.append(':').append(parts.get(1), port + 3, parts.get(1).length());
        }
        url.append('/');
        for (String segment : parts.subList(2, parts.size())) {
            url.append(segment).append('/');
        }
        return url.toString();
    }

    /** The did:web that transforms to the same place. */
    public Did toWeb() {
        return Did.parse("did:web:" + hostAndPath());
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int from = PREFIX.length();
        for (int colon; (colon = text.indexOf(':', from)) >= 0; from = colon + 1) {
            parts.add(text.substring(from, colon));
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static void requireHost(String hostAndPort) {
        String host = hostAndPort;
        int percent = hostAndPort.indexOf('%');
        if (percent >= 0) {
            host = hostAndPort.substring(0, percent);
            requirePort(hostAndPort.substring(percent));
        }
        if (host.length() > MAX_DOMAIN) {
            throw new MalformedDidException("a domain name of " + host.length() + " characters, at most " + MAX_DOMAIN);
        }
        String[] labels = host.split("\\.", -1);
        if (labels.length < 2) {
            throw new MalformedDidException("the host must be a fully qualified domain name, not " + host);
        }
        for (String label : labels) {
            requireLabel(label);
        }
        requireNoAddress(labels[labels.length - 1]);
    }

    private static void requireLabel(String label) {
        if (label.isEmpty() || label.length() > MAX_LABEL || label.startsWith("-") || label.endsWith("-")) {
            throw new MalformedDidException("not a DNS label: \"" + label + "\"");
        }
        for (int i = 0; i < label.length(); i++) {
            if (!Chars.isAlphaOrDigit(label.charAt(i)) && label.charAt(i) != '-') {
                throw new MalformedDidException("not a DNS label: \"" + label + "\"");
            }
        }
    }

    /**
     * A URL parser takes a host for an IPv4 address exactly when its last label is a number, in decimal, octal or
     * hexadecimal (WHATWG URL §3.5 "ends in a number"). No top-level domain is one.
     */
    private static void requireNoAddress(String lastLabel) {
        boolean decimal = lastLabel.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean hex = lastLabel.regionMatches(true, 0, "0x", 0, 2)
                && lastLabel.chars().skip(2).allMatch(c -> Chars.isHex((char) c));
        if (decimal || hex) {
            throw new MalformedDidException("the host is an IP address, not a domain name");
        }
    }

    /** {@code %3A} and 1 to 65535, without leading zeros. */
    private static void requirePort(String encoded) {
        String port = encoded.startsWith("%3A") ? encoded.substring(3) : "";
        boolean digits = !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || port.startsWith("0") || Integer.parseInt(port) > 65_535) {
            throw new MalformedDidException("only a port may be percent-encoded in the host, as %3APORT at its end");
        }
    }

    private static void requireSegment(String segment) {
        if (segment.isEmpty()) {
            throw new MalformedDidException("an empty path segment");
        }
        String decoded = Chars.percentDecode(segment);
        if (decoded.equals(".") || decoded.equals("..")) {
            throw new MalformedDidException("a path segment that walks: " + segment);
        }
        if (decoded.indexOf('/') >= 0 || decoded.indexOf('\\') >= 0 || decoded.indexOf('\0') >= 0) {
            throw new MalformedDidException("a path segment that hides a separator: " + segment);
        }
        if (!decoded.strip().equals(decoded)) {
            throw new MalformedDidException("a path segment with space at its end: " + segment);
        }
    }

    @Override
    public String toString() {
        return did.text();
    }
}
