package org.tallystick.api.network;

import org.jspecify.annotations.Nullable;

/**
 * Where a member's engine is reached by the others: {@code acme.example:26656}.
 *
 * @param host a name or an IPv4 address
 */
public record Endpoint(String host, int port) {
    private static final int PORT_MAX = 65_535;

    /** Of a domain name, RFC 1035. */
    private static final int HOST_LENGTH_MAX = 253;

    public Endpoint {
        String fault = fault(host, port);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
    }

    /** @throws MalformedNetworkException unless it is HOST:PORT as {@link #toString} prints it */
    public static Endpoint parse(String text) throws MalformedNetworkException {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 0 || !port.matches("[1-9][0-9]{0,4}")) {
            throw new MalformedNetworkException(text + " is not HOST:PORT");
        }
        try {
            return new Endpoint(text.substring(0, colon), Integer.parseInt(port));
        } catch (IllegalArgumentException e) {
            throw new MalformedNetworkException(text + " is not HOST:PORT: " + e.getMessage());
        }
    }

    private static @Nullable String fault(String host, int port) {
        if (host.length() > HOST_LENGTH_MAX || !host.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")) {
            return "a host is a name in lower case or an IPv4 address";
        }
        return port < 1 || port > PORT_MAX ? "port " + port + ", 1 to " + PORT_MAX : null;
    }

    boolean isLoopback() {
        return host.equals("localhost") || host.startsWith("127.");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
