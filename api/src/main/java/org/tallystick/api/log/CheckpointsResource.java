package org.tallystick.api.log;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.node.Node;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.commit.SignedCheckpoint;

/**
 * The newest checkpoint as it changes, as server-sent events:
 *
 * <pre>
 *   id: 7
 *   event: checkpoint
 *   data: tallystick.localhost/3f1c0de2a7b94d5e8f60718293a4b5c6
 *   data: 7
 *   data: CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 *   data:
 *   data: — tallystick.localhost/3f1c0de2a7b94d5e8f60718293a4b5c6 XWtqkA5…
 * </pre>
 *
 * <p>A follower who reads slowly misses checkpoints, never the newest: each is a statement about all before it. The newest
 * may come again: it is the stream's sign of life. The engine's
 * thread only says that there is a new one.
 */
@Path("/log/checkpoints")
@Tag(name = "Log")
@Singleton
public final class CheckpointsResource {
    /** Each is a connection and a timer; whoever wants to serve more puts a cache in front of {@code /log/checkpoint}. */
    static final int FOLLOWERS_MAX = 256;

    /** Within the minute after which proxies take a connection for dead, the newest is told again. */
    private static final Duration TOLD_AGAIN = Duration.ofSeconds(20);

    private final Node node;
    private final Set<MultiEmitter<? super SignedCheckpoint>> followers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean toTell = new AtomicBoolean();

    /**
     * Streams end only when their reader goes. A node that stops waits for requests in flight, and these never end by
     * themselves: they are ended as soon as the stop begins.
     */
    private final Thread endOnStop = new Thread(this::end, "checkpoint-followers-end");

    private @Nullable Future<?> again;

    CheckpointsResource(Node node) {
        this.node = node;
    }

    @PostConstruct
    void listen() {
        Runtime.getRuntime().addShutdownHook(endOnStop);
        again = Infrastructure.getDefaultWorkerPool()
                .scheduleAtFixedRate(this::tell, TOLD_AGAIN.toSeconds(), TOLD_AGAIN.toSeconds(), TimeUnit.SECONDS);
        node.ledger().listen(block -> {
            if (!followers.isEmpty() && toTell.compareAndSet(false, true)) {
                Infrastructure.getDefaultExecutor().execute(this::tell);
            }
        });
    }

    private void end() {
        followers.forEach(MultiEmitter::complete);
    }

    @PreDestroy
    void close() {
        if (again != null) {
            again.cancel(false);
        }
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(endOnStop);
        } catch (IllegalStateException e) {
            return; // the process stops, and the hook runs already
        }
    }

    private void tell() {
        toTell.set(false); // before the read: a checkpoint that comes in between is told again
        node.published().ifPresent(newest -> followers.forEach(follower -> follower.emit(newest)));
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Requires(Action.READ_PUBLISHED)
    @Operation(
            operationId = "followCheckpoints",
            summary = "The newest signed checkpoint, and each that follows it",
            description =
                    "Server-sent events named `checkpoint`, each with a signed note as its data and the size as its"
                            + " id. Several blocks close together may be one event.")
    @APIResponse(
            responseCode = "200",
            description = "The events",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(
            responseCode = "503",
            description = "As many follow it as the node serves",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Multi<OutboundSseEvent> checkpoints(@Context Sse sse) {
        if (followers.size() >= FOLLOWERS_MAX) {
            throw Problem.of(
                            ProblemType.UNAVAILABLE,
                            "Already " + FOLLOWERS_MAX + " follow the log; ask /log/checkpoint now and then.")
                    .retryAfter(TOLD_AGAIN.toSeconds())
                    .exception();
        }
        return Multi.createFrom()
                .<SignedCheckpoint>emitter(this::follow, BackPressureStrategy.LATEST)
                .map(checkpoint -> event(sse, checkpoint));
    }

    private void follow(MultiEmitter<? super SignedCheckpoint> follower) {
        followers.add(follower);
        follower.onTermination(() -> followers.remove(follower));
        node.published().ifPresent(follower::emit);
    }

    private static OutboundSseEvent event(Sse sse, SignedCheckpoint checkpoint) {
        return sse.newEventBuilder()
                .id(Long.toString(checkpoint.checkpoint().size()))
                .name("checkpoint")
                .data(checkpoint.note())
                .build();
    }
}
