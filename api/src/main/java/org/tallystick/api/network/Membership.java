package org.tallystick.api.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tallystick.home.Home;
import org.tallystick.ledger.commit.Cosigners;
import org.tallystick.ledger.note.Cosigner;
import org.tallystick.ledger.order.cometbft.CometBftProgram;
import org.tallystick.ledger.order.cometbft.CometBftSettings;
import org.tallystick.ledger.prove.TrustPolicy;

/**
 * A home's own place in a network: which member it is, by the keys that lie in it.
 *
 * @param cosigner with this member's private key
 */
public record Membership(Home home, Network network, Member member, Cosigner cosigner) {

    /**
     * The place of this home; empty where one organisation runs its ledger alone.
     *
     * @throws IOException also when the network's file names no member with this home's keys
     */
    public static Optional<Membership> of(Home home) throws IOException {
        Optional<Network> network = Network.in(home);
        return network.isEmpty() ? Optional.empty() : Optional.of(of(home, network.get()));
    }

    static Membership of(Home home, Network network) throws IOException {
        NoteKeyFile cosigner = NoteKeyFile.read(home.cosignerKey());
        Member member = network.members().stream()
                .filter(each -> each.cosigner().equals(cosigner.verifierKey()))
                .findAny()
                .orElseThrow(() -> new IOException(
                        home.network() + " names no member with the key " + home.cosignerKey() + " of this home"));
        NoteKeyFile log = NoteKeyFile.read(home.logKey());
        if (!log.verifierKey().equals(network.logVerifierKey(member))) {
            throw new IOException(home.logKey() + " is not " + member.name() + "'s as " + home.network() + " has it");
        }
        return new Membership(
                home, network, member, new Cosigner(cosigner.verifierKey().name(), cosigner.key()));
    }

    public TrustPolicy policy() {
        return network.policy(member);
    }

    public Cosigners cosigners() {
        return new Cosigners(
                List.of(cosigner),
                network.members().stream().map(Member::cosigner).toList(),
                network.genesis().quorum());
    }

    /**
     * CometBFT's program.
     *
     * @param given by the operator
     * @throws IOException that says how to install it
     */
    public static CometBftProgram program(Optional<Path> given, Map<String, String> environment) throws IOException {
        if (given.isPresent()) {
            return new CometBftProgram(given.get());
        }
        return CometBftProgram.find(environment).orElseThrow(() -> new IOException(CometBftProgram.absent()));
    }

    /** How this home runs its CometBFT. */
    public CometBftSettings engine(CometBftProgram program) {
        // A name may be that of an address which only the others see, such as a router's.
        String listen = member.p2p().isLoopback() ? "127.0.0.1" : "0.0.0.0";
        return new CometBftSettings(
                program,
                home.cometbft(),
                network.genesis(),
                member.name(),
                listen,
                member.p2p().port(),
                freePort(),
                network.members().stream()
                        .filter(other -> !other.equals(member))
                        .map(other -> new CometBftSettings.Peer(
                                other.nodeId(), other.p2p().host(), other.p2p().port()))
                        .toList(),
                CometBftSettings.DEFAULT_BLOCK_PAUSE);
    }

    /** For this node's talk with its own CometBFT, which nobody else has to find. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no port of the loopback interface is to be had", e);
        }
    }
}
