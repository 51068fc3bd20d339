package org.tallystick.api.door;

import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Call;
import org.tallystick.api.access.Person;
import org.tallystick.api.access.Requires;
import org.tallystick.api.audit.AuditTrail;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;

/**
 * Asks of each resource method what it requires, and of the caller whether it may. What needs a line of the audit trail is
 * not begun while the trail takes no more: nobody reads what is not to be read unseen.
 */
@Singleton
final class Rights {
    /** The database comes back within seconds, and the trail is written within one more. */
    private static final int TRAIL_RETRY_SECONDS = 2;

    /** Filters are made before there are settings, and so before there is a node with a trail. */
    private final Provider<AuditTrail> trail;

    /** The reflection is done once. */
    private final Map<ResourceMethod, Optional<Action>> required = new ConcurrentHashMap<>();

    Rights(Provider<AuditTrail> trail) {
        this.trail = trail;
    }

    @ServerRequestFilter
    @Nullable
    Response check(SimpleResourceInfo resource, RoutingContext http) {
        Optional<Action> action = required.computeIfAbsent(ResourceMethod.of(resource), Rights::requiredBy);
        Call call = Call.of(http);
        // Also of a call that is refused there would be a line.
        if (action.isPresent()
                && action.get().trail() != Action.Trail.NONE
                && !trail.get().hasRoom()) {
            return Problems.response(trailIsFull(), http);
        }
        action.ifPresent(call::doing);
        if (action.isPresent() && call.may(action.get())) {
            return null;
        }
        if (call.callerId().isEmpty()) {
            return Problems.response(Door.needsKey(), http);
        }
        return Problems.response(
                action.map(wanted -> mayNot(wanted, call))
                        .orElseGet(() -> Problem.of(ProblemType.FORBIDDEN, "This resource is closed to everybody.")),
                http);
    }

    static Problem trailIsFull() {
        return Problem.of(ProblemType.UNAVAILABLE, "The audit trail cannot be written at the moment.")
                .retryAfter(TRAIL_RETRY_SECONDS);
    }

    static Problem mayNot(Action action, Call call) {
        String who = call.principal().orElse(null) instanceof Person ? "account" : "API key";
        return Problem.of(ProblemType.FORBIDDEN, "This " + who + " has no role that may do " + action.id() + ".");
    }

    private static Optional<Action> requiredBy(ResourceMethod method) {
        return method.reflected()
                .flatMap(each -> Stream.ofNullable(each.getAnnotation(Requires.class)))
                .map(Requires::value)
                .findFirst();
    }
}
