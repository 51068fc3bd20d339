package org.tallystick.api.consortium;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.Arguments;
import org.tallystick.api.Command;
import org.tallystick.api.UsageException;
import org.tallystick.api.network.Ceremony;
import org.tallystick.api.network.Endpoint;
import org.tallystick.api.network.MalformedNetworkException;
import org.tallystick.api.network.Member;
import org.tallystick.api.network.Network;
import org.tallystick.home.Home;

/** {@code network}: what the members of a ledger do before its first block, each on its own machine. */
public final class NetworkCommand implements Command {
    private final Clock clock;

    public NetworkCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "network";
    }

    @Override
    public String summary() {
        return "begin a ledger together with other organisations; see four of them";
    }

    @Override
    public String help() {
        return """
                usage: ./tallystick network member --name NAME --p2p HOST:PORT --api URL [--gln GLN]… [--prefix PREFIX]…
                                                   [--home DIR]
                       ./tallystick network init --members FILE… [--home DIR]
                       ./tallystick network demo [--nodes N] [--home DIR] [--port N] [--cometbft FILE]

                member   makes the keys of a new home and prints who its organisation is: one line of JSON with public
                         keys and addresses, for the other members; it stays in DIR/member.json
                init     makes DIR/network.json of all members' files, this home's among them. It is the same file for
                         every member, in whatever order the files come; its SHA-256 is printed, to be read to each
                         other. `start` runs the home as a member from then on: all members begin at about the same time
                demo     four organisations (or N, 1 to 10) on this machine: four nodes on ports N to N+3, four
                         CometBFTs, four databases; then one line, "ready" with the four addresses, and serves until it
                         is told to stop (Ctrl-C or TERM). An administrator's key of each is in its folder below DIR

                  --name NAME          of the member: lower-case letters, digits, hyphens; for ever
                  --p2p HOST:PORT      where the others' CometBFT reaches this one's, such as acme.example:26656
                  --api URL            where the node is reached, such as https://acme.example
                  --gln, --prefix      the organisation's Global Location Numbers and GS1 company prefixes
                  --home DIR           the home, ~/.tallystick unless given; of the demo the folder of all homes
                                       (default: a temporary one, removed at the end)
                """;
    }

    @Override
    public int run(Arguments arguments, PrintStream out, PrintStream err) throws IOException {
        if (!arguments.hasValue()) {
            throw new UsageException("network needs one of member, init, demo");
        }
        String what = arguments.next();
        try {
            switch (what) {
                case "member" -> member(arguments, out, err);
                case "init" -> init(arguments, out, err);
                case "demo" -> NetworkDemo.run(arguments, clock, out, err);
                default -> throw new UsageException("network has no " + what);
            }
        } catch (MalformedNetworkException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        return 0;
    }

    private void member(Arguments arguments, PrintStream out, PrintStream err)
            throws IOException, MalformedNetworkException {
        Home home = Home.ofUser();
        @Nullable String name = null;
        @Nullable Endpoint p2p = null;
        @Nullable URI api = null;
        List<String> glns = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        while (!arguments.isEmpty()) {
            String word = arguments.next();
            switch (word) {
                case "--home" -> home = Home.at(arguments.path(word, "a folder"));
                case "--name" -> name = Member.requireName(arguments.value(word, "a name"));
                case "--p2p" -> p2p = Endpoint.parse(arguments.value(word, "HOST:PORT"));
                case "--api" -> api = Member.requireApi(arguments.value(word, "an address"));
                case "--gln" -> glns.add(Member.requireGln(arguments.value(word, "a GLN")));
                case "--prefix" -> prefixes.add(Member.requirePrefix(arguments.value(word, "a company prefix")));
                default -> throw Arguments.unknown(word);
            }
        }
        if (name == null || p2p == null || api == null) {
            throw new UsageException("network member needs --name, --p2p and --api");
        }
        try (Home.Lock lock = home.lock()) {
            Member member = Ceremony.introduce(home, new Ceremony.Introduction(name, p2p, api, glns, prefixes), clock);
            out.write(member.bytes());
            err.println("for the other members; it is kept in " + home.memberFile());
        }
    }

    private static void init(Arguments arguments, PrintStream out, PrintStream err)
            throws IOException, MalformedNetworkException {
        Home home = Home.ofUser();
        List<Path> files = new ArrayList<>();
        while (!arguments.isEmpty()) {
            String word = arguments.next();
            switch (word) {
                case "--home" -> home = Home.at(arguments.path(word, "a folder"));
                case "--members" -> {
                    do {
                        files.add(arguments.path(word, "the members' files"));
                    } while (arguments.hasValue());
                }
                default -> throw Arguments.unknown(word);
            }
        }
        if (files.isEmpty()) {
            throw new UsageException("network init needs --members with the members' files");
        }
        List<Member> members = new ArrayList<>();
        for (Path file : files) {
            members.add(read(file));
        }
        Network network = Network.of(members);
        if (!home.exists()) {
            throw new IOException(home + " has not introduced itself: see `network member`");
        }
        try (Home.Lock lock = home.lock()) {
            Ceremony.agree(home, network);
        }
        tell(network, home, out, err);
    }

    private static Member read(Path file) throws IOException, MalformedNetworkException {
        if (!Files.isRegularFile(file) || Files.size(file) > Member.MAX_BYTES) {
            throw new UsageException(file + " is no member's file");
        }
        try {
            return Member.parse(Files.readAllBytes(file));
        } catch (MalformedNetworkException e) {
            throw new UsageException(file + ": " + e.getMessage());
        }
    }

    /** The sum as `sha256sum` prints it: every member must see the same one. */
    private static void tell(Network network, Home home, PrintStream out, PrintStream err) {
        out.println(network.digest() + "  " + home.network());
        err.println("the ledger " + network.origin() + ", a quorum of "
                + network.genesis().quorum() + " of " + network.members().size());
        for (Member member : network.members()) {
            err.println(
                    "  " + member.name() + "  " + member.did() + "  " + member.api() + "  engine at " + member.p2p());
        }
        err.println("all members must see the same sum: read it to each other before anyone starts");
    }
}
