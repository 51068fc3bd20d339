package org.tallystick.api.start;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.Arguments;
import org.tallystick.api.UsageException;
import org.tallystick.home.Home;

/**
 * @param listen the address to serve
 * @param listenText as it was typed: a name stays a name in the certificate
 * @param tls empty: plain HTTP
 * @param browser whether to open the page once it serves
 * @param cometbft the program, for a home that is a network's member; empty: looked for
 */
public record StartOptions(
        Home home,
        int port,
        InetAddress listen,
        String listenText,
        Optional<Tls> tls,
        boolean browser,
        Optional<Path> cometbft) {
    public static final int DEFAULT_PORT = 8080;

    private static final String LOOPBACK = "127.0.0.1";

    public sealed interface Tls {
        /** By an authority of this node's own, made on first use. */
        record Local() implements Tls {}

        /** By files of the operator's, PEM both. */
        record Given(Path certificate, Path key) implements Tls {}
    }

    static final String HELP = """
            usage: ./tallystick start [--home DIR] [--port N] [--no-browser] [--listen ADDR --tls [CERT KEY]]
                                      [--cometbft FILE]

            Serves the ledger of one home until it is told to stop (Ctrl-C or TERM). Prints one line,
            "ready http://localhost:N", on standard output when it does; all other talk goes to standard error.
            The first start makes the organisation's keys and an administrator's API key: its token is the
            first line of DIR/admin.key.

              --home DIR        the folder of this node (default ~/.tallystick)
              --port N          the port to serve (default 8080; 0: any free one)
              --listen ADDR     the address to serve, such as 0.0.0.0 (default: this machine only);
                                any but this machine's own demands --tls
              --tls [CERT KEY]  HTTPS. With two PEM files: by them. Without: by an authority that is made
                                for this node; install DIR/tls/authority.pem on the machines that use it
              --no-browser      do not open the page
              --cometbft FILE   CometBFT's program, for the home of a network's member (see `network`);
                                default: on the PATH, or where `go install` puts it

            PostgreSQL runs embedded in the home. QUARKUS_DATASOURCE_JDBC_URL, _USERNAME and _PASSWORD name
            another server instead.
            """;

    /** For this machine only. */
    public static StartOptions loopback(Home home, int port, boolean browser) {
        return new StartOptions(home, port, address(LOOPBACK), LOOPBACK, Optional.empty(), browser, Optional.empty());
    }

    static StartOptions parse(Arguments arguments) {
        Home home = Home.ofUser();
        int port = DEFAULT_PORT;
        String listen = LOOPBACK;
        @Nullable Tls tls = null;
        boolean browser = true;
        @Nullable Path cometbft = null;
        while (!arguments.isEmpty()) {
            String word = arguments.next();
            switch (word) {
                case "--home" -> home = Home.at(arguments.path(word, "a folder"));
                case "--port" -> port = arguments.number(word, 0, 65_535);
                case "--listen" -> listen = arguments.value(word, "an address");
                case "--tls" -> tls = arguments.hasValue() ? given(arguments) : new Tls.Local();
                case "--no-browser" -> browser = false;
                case "--cometbft" -> cometbft = executable(word, arguments);
                default -> throw Arguments.unknown(word);
            }
        }
        InetAddress address = address(listen);
        if (!address.isLoopbackAddress() && tls == null) {
            throw new UsageException("--listen " + listen + " serves other machines, which needs --tls");
        }
        return new StartOptions(
                home, port, address, listen, Optional.ofNullable(tls), browser, Optional.ofNullable(cometbft));
    }

    private static Path executable(String option, Arguments arguments) {
        Path file = arguments.path(option, "CometBFT's program");
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw new UsageException(option + ": " + file + " is no program");
        }
        return file.toAbsolutePath();
    }

    private static Tls given(Arguments arguments) {
        Path certificate = arguments.path("--tls", "a certificate and a key");
        Path key = arguments.path("--tls CERT", "a key beside the certificate");
        for (Path file : new Path[] {certificate, key}) {
            if (!Files.isReadable(file)) {
                throw new UsageException("--tls: " + file + " cannot be read");
            }
        }
        return new Tls.Given(certificate, key);
    }

    private static InetAddress address(String listen) {
        try {
            return InetAddress.getByName(listen);
        } catch (UnknownHostException e) {
            throw new UsageException("--listen " + listen + " is no address of this machine");
        }
    }

    /** What a person types into a browser on this machine. */
    String url(int actualPort) {
        String scheme = tls.isPresent() ? "https" : "http";
        String host = listen.isLoopbackAddress() || listen.isAnyLocalAddress() ? "localhost" : listenText;
        String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return scheme + "://" + bracketed + ":" + actualPort;
    }
}
