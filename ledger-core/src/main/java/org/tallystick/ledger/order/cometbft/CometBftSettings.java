package org.tallystick.ledger.order.cometbft;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a member runs its engine.
 *
 * @param program CometBFT's
 * @param home CometBFT's folder, which it owns: blocks, votes, keys. Never part of a backup
 * @param genesis what the members agreed on
 * @param name of this member, as the others see it
 * @param p2pHost on which address the others reach this engine
 * @param p2pPort for the other members' engines; encrypted, and open to those it knows by their keys
 * @param rpcPort on the loopback interface, for this node alone
 * @param peers the other members' engines
 * @param blockPause after a block is decided, for votes that come late and statements that gather. All members take the
 *     same
 */
public record CometBftSettings(
        CometBftProgram program,
        Path home,
        Genesis genesis,
        String name,
        String p2pHost,
        int p2pPort,
        int rpcPort,
        List<Peer> peers,
        Duration blockPause) {

    /** Blocks of a second: what most members need to hear of each other, and what a clerk waits for. */
    public static final Duration DEFAULT_BLOCK_PAUSE = Duration.ofSeconds(1);

    /**
     * @param nodeId see {@link NodeIdentity}
     * @param host name or address
     */
    public record Peer(String nodeId, String host, int port) {
        /** {@code ID@HOST:PORT}, as CometBFT has it. */
        @Override
        public String toString() {
            return nodeId + "@" + host + ":" + port;
        }
    }

    public CometBftSettings {
        peers = List.copyOf(peers);
    }

    /** CometBFT's config.toml: what is not named here is as CometBFT has it. */
    String toml(String abciAddress) {
        return """
                # Written by Tallystick at each start: a change here is lost.
                proxy_app = %s
                abci = "socket"
                moniker = %s
                # Members that cannot be reached are seen in the node's status; a line for every attempt is too much.
                log_level = "p2p:none,*:error"
                log_format = "plain"

                [rpc]
                laddr = "tcp://127.0.0.1:%d"
                # Of 100 statements of 65,535 bytes each, in base64, as many as this holds go in one request.
                max_body_bytes = 4000000
                max_request_batch_size = 100

                [p2p]
                laddr = %s
                persistent_peers = %s
                persistent_peers_max_dial_period = "5s"
                # Members are known; nobody is looked for.
                pex = false
                addr_book_strict = false
                allow_duplicate_ip = true
                # A full block to every member within the time of a proposal.
                send_rate = 51200000
                recv_rate = 51200000

                [mempool]
                size = 20000
                cache_size = 100000
                max_tx_bytes = 65535
                # A statement does not become wrong by waiting; what has become so, execution refuses.
                recheck = false

                [consensus]
                timeout_commit = "%dms"
                # An idle chain is quiet.
                create_empty_blocks = false

                [storage]
                # Results of blocks are asked of the ledger.
                discard_abci_responses = true

                [tx_index]
                indexer = "null"
                """.formatted(
                quoted(abciAddress),
                quoted(name),
                rpcPort,
                quoted("tcp://" + p2pHost + ":" + p2pPort),
                quoted(String.join(",", peers.stream().map(Peer::toString).toList())),
                blockPause.toMillis());
    }

    /** A basic string of TOML, whose escapes are JSON's. */
    private static String quoted(String text) {
        return Json.quoted(text);
    }
}
