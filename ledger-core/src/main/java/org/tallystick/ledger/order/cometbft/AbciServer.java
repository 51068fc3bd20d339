package org.tallystick.ledger.order.cometbft;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tallystick.ledger.file.PrivateFiles;
import org.tallystick.ledger.work.Worker;

/**
 * Where CometBFT finds the ledger: a unix socket in a folder that only its owner can enter. The protocol knows no
 * authentication, and whoever can speak it can commit blocks; so there is no port.
 */
final class AbciServer implements AutoCloseable {
    /** The path of a unix socket has room for 108 bytes on Linux and for 104 on macOS, a zero byte included. */
    private static final int MAX_PATH_BYTES = 100;

    /** A block in hand is done by then, or waits for a database that does not come back. */
    private static final Duration END_WITHIN = Duration.ofSeconds(10);

    private static final System.Logger LOGGER = System.getLogger(AbciServer.class.getName());

    private final Path socket;
    private final boolean ownFolder;
    private final ServerSocketChannel server;
    private final AbciApplication application;
    private final Thread accepting;
    private final Map<SocketChannel, Thread> open = new ConcurrentHashMap<>();
    /** One thread for each core: what they do is verify signatures. */
    private final ExecutorService verifying = Executors.newFixedThreadPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            Thread.ofPlatform().daemon().name("tallystick-abci-verify-", 0).factory());

    private AbciServer(Path socket, boolean ownFolder, ServerSocketChannel server, AbciApplication application) {
        this.socket = socket;
        this.ownFolder = ownFolder;
        this.server = server;
        this.application = application;
        this.accepting = Thread.ofPlatform().name("tallystick-abci").unstarted(this::accept);
    }

    /**
     * Listens in the folder, which is private; where its path is too long for a socket, in a private folder of the system's
     * temporary one, which goes when the server closes.
     */
    static AbciServer listen(Path folder, AbciApplication application) throws IOException {
        PrivateFiles.requirePrivate(folder);
        Path socket = folder.resolve("abci.sock").toAbsolutePath();
        boolean tooLong = socket.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES;
        if (tooLong) {
            socket = Files.createTempDirectory("tallystick-abci").resolve("abci.sock");
        }
        Files.deleteIfExists(socket);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(socket));
        AbciServer server = new AbciServer(socket, tooLong, channel, application);
        server.accepting.start();
        return server;
    }

    /** As CometBFT's setting {@code proxy_app} has it. */
    String address() {
        return "unix://" + socket;
    }

    private void accept() {
        try {
            for (; ; ) {
                SocketChannel channel = server.accept();
                Thread serving =
                        Thread.ofPlatform().name("tallystick-abci-connection").unstarted(() -> serve(channel));
                open.put(channel, serving);
                serving.start();
            }
        } catch (ClosedChannelException e) {
            return; // closed by us
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.ERROR, "no more connections from CometBFT can be taken: " + e.getMessage());
        }
    }

    private void serve(SocketChannel channel) {
        try {
            new AbciConnection(channel, application, verifying).serve();
        } finally {
            open.remove(channel);
        }
    }

    private static void end(Thread serving) {
        try {
            if (!serving.join(END_WITHIN)) {
                serving.interrupt();
            }
        } catch (InterruptedException e) {
            serving.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the connections too: CometBFT, where it still runs, then stops. */
    @Override
    public void close() {
        try {
            server.close();
            Worker.awaitEnd(accepting);
            Map<SocketChannel, Thread> serving = Map.copyOf(open);
            for (SocketChannel channel : serving.keySet()) {
                channel.close();
            }
            serving.values().forEach(AbciServer::end);
            verifying.shutdownNow();
            Files.deleteIfExists(socket);
            if (ownFolder) {
                Files.deleteIfExists(socket.resolveSibling(""));
            }
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.WARNING, "the socket " + socket + " is left behind: " + e.getMessage());
        }
    }
}
