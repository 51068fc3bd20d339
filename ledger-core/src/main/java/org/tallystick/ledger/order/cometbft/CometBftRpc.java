package org.tallystick.ledger.order.cometbft;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.tallystick.ledger.order.EngineStatus;

/**
 * What this node asks of its CometBFT, over JSON-RPC on the loopback interface: to take statements, and how it is.
 *
 * <p>Statements go by {@code broadcast_tx_async}, many in one request. {@code broadcast_tx_sync} would wait for CheckTx,
 * some 20 ms for each, to tell what this process knows anyway, since it is the one that answers CheckTx.
 */
final class CometBftRpc implements AutoCloseable {
    /** {@code max_request_batch_size} in the configuration that this node writes. */
    static final int MAX_BATCH = 100;

    /** Of statements in one request: with base64 and JSON around it less than {@code max_body_bytes}. */
    static final int MAX_BATCH_BYTES = 2_800_000;

    /** The engine is on this machine: one that is silent for so long hangs, or waits for the ledger's storage. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** What became of a statement that was handed over. */
    enum Handed {
        /** It is in the pool of those that wait for a block, or was, as far as the engine remembers. */
        TAKEN,
        /** Not now: the pool is full, or the engine is catching up with the others. */
        LATER
    }

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final URI address;

    CometBftRpc(int port) {
        this.address = URI.create("http://127.0.0.1:" + port + "/");
    }

    /** @throws IOException when the engine does not answer, or answers what cannot be understood */
    List<Handed> broadcast(List<byte[]> statements) throws IOException, InterruptedException {
        StringBuilder body = new StringBuilder("[");
        for (int i = 0; i < statements.size(); i++) {
            body.append(i == 0 ? "" : ",")
                    .append(call(
                            i,
                            "broadcast_tx_async",
                            "{\"tx\":\"" + Base64.getEncoder().encodeToString(statements.get(i)) + "\"}"));
        }
        Json answer = post(body.append(']').toString());
        try {
            // CometBFT answers a batch of one without the array.
            List<Json> answers = statements.size() == 1 && answer.has("id") ? List.of(answer) : answer.items();
            List<Handed> handed = new ArrayList<>();
            for (int i = 0; i < statements.size(); i++) {
                handed.add(Handed.LATER);
            }
            for (Json each : answers) {
                int id = Math.toIntExact(each.get("id").number());
                handed.set(id, handed(each));
            }
            return handed;
        } catch (MalformedJsonException | ArithmeticException | IndexOutOfBoundsException e) {
            throw new IOException("CometBFT's answer cannot be understood: " + e.getMessage(), e);
        }
    }

    private static Handed handed(Json answer) throws MalformedJsonException {
        if (!answer.has("error")) {
            return Handed.TAKEN;
        }
        Json error = answer.get("error");
        return error.has("data") && error.get("data").text().contains("tx already exists in cache")
                ? Handed.TAKEN
                : Handed.LATER;
    }

    /** @param validators who may vote, as the genesis has it */
    EngineStatus.Network status(String chainId, int validators) throws IOException, InterruptedException {
        try {
            Json sync = post(call(0, "status", "{}")).get("result").get("sync_info");
            Json net = post(call(0, "net_info", "{}")).get("result");
            return new EngineStatus.Network(
                    chainId,
                    sync.get("latest_block_height").number(),
                    sync.get("catching_up").isTrue(),
                    Math.toIntExact(net.get("n_peers").number()),
                    validators);
        } catch (MalformedJsonException | ArithmeticException e) {
            throw new IOException("CometBFT's answer cannot be understood: " + e.getMessage(), e);
        }
    }

    private static String call(int id, String method, String parameters) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}";
    }

    private Json post(String body) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(address)
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("CometBFT answers " + response.statusCode());
        }
        try {
            return Json.parse(response.body());
        } catch (MalformedJsonException e) {
            throw new IOException("CometBFT's answer is no JSON: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
