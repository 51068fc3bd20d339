package org.tallystick.ledger.order.cometbft;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.tallystick.ledger.order.cometbft.abci.Abci;

/**
 * One of CometBFT's four connections. Requests are answered in their order; CheckTx, of which CometBFT sends many without
 * waiting, is read ahead and verified on all cores; everything else is answered by the reading thread, one at a time.
 *
 * <p>An application that throws ends the connection, after one last answer that says why: CometBFT stops when it reads it,
 * and that is meant, see {@link AbciApplication}.
 */
final class AbciConnection {
    /** CometBFT keeps 256 requests of a connection unanswered at most; beyond this it waits for us, not we for memory. */
    private static final int MAX_UNANSWERED = 512;

    private static final System.Logger LOGGER = System.getLogger(AbciConnection.class.getName());

    private final SocketChannel channel;
    private final AbciApplication application;
    private final Executor verifying;
    private final BlockingQueue<CompletableFuture<Abci.Response>> answers = new ArrayBlockingQueue<>(MAX_UNANSWERED);

    AbciConnection(SocketChannel channel, AbciApplication application, Executor verifying) {
        this.channel = channel;
        this.application = application;
        this.verifying = verifying;
    }

    /** Serves until either side closes the connection. */
    void serve() {
        Thread writer = Thread.ofVirtual().name("tallystick-abci-writer").start(this::writeAnswers);
        try (channel) {
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 64 * 1024);
            for (var request = AbciFrames.read(in); request.isPresent(); request = AbciFrames.read(in)) {
                CompletableFuture<Abci.Response> answer = answer(request.get());
                answers.put(answer);
                if (answer.isCompletedExceptionally()) {
                    writer.join();
                    return;
                }
            }
        } catch (ClosedChannelException e) {
            return; // closed by us
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.WARNING, "a connection of CometBFT ends: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            writer.interrupt();
        }
    }

    private CompletableFuture<Abci.Response> answer(Abci.Request request) {
        if (request.hasCheckTx()) {
            return CompletableFuture.supplyAsync(() -> application.answer(request), verifying);
        }
        try {
            return CompletableFuture.completedFuture(application.answer(request));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void writeAnswers() {
        try (channel) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 64 * 1024);
            for (; ; ) {
                Abci.Response response;
                try {
                    response = answers.take().get();
                } catch (ExecutionException e) {
                    Throwable reason = e.getCause();
                    AbciFrames.write(lastWords(reason == null ? e : reason), out);
                    out.flush();
                    return;
                }
                AbciFrames.write(response, out);
                if (response.hasFlush()) {
                    out.flush();
                }
            }
        } catch (InterruptedException e) {
            return; // the reader is done
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "an answer to CometBFT is not taken: " + e.getMessage());
        }
    }

    private static Abci.Response lastWords(Throwable reason) {
        return Abci.Response.newBuilder()
                .setException(
                        Abci.ResponseException.newBuilder().setError("the ledger has stopped: " + reason.getMessage()))
                .build();
    }
}
