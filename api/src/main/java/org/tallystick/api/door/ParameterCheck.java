package org.tallystick.api.door;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;

/**
 * Refuses a query parameter that the resource method does not take, one that is there twice, and of true and false what is
 * neither. The log forgets nothing: {@code ?dryRun=yes} and {@code ?dry-run=true} must not write. And who asks our lists for
 * {@code ?perPage=10} must not be answered as if he had asked for nothing.
 *
 * <p>Reads elsewhere are left alone: EPCIS queries have a grammar of their own, and what is published for everybody's tools
 * (tiles, DID documents) is the same whatever a tool appends.
 */
@Singleton
final class ParameterCheck {
    /** After {@link Rights}: who may not call learns nothing of parameters. */
    private static final int AFTER_RIGHTS = 5_100;

    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> TRUTHS = Set.of("true", "false");

    private final Map<ResourceMethod, Map<String, Class<?>>> taken = new ConcurrentHashMap<>();

    @ServerRequestFilter(priority = AFTER_RIGHTS)
    @Nullable
    Response check(SimpleResourceInfo resource, RoutingContext http) {
        boolean read = READS.contains(http.request().method());
        if (read && !isStrictRead(http.normalizedPath())) {
            return null;
        }
        MultiMap given = http.queryParams();
        if (given.isEmpty()) {
            return null;
        }
        Map<String, Class<?>> types = taken.computeIfAbsent(ResourceMethod.of(resource), ParameterCheck::takenBy);
        for (String name : given.names()) {
            String fault = fault(types, name, given.getAll(name));
            if (fault != null) {
                return Problems.response(
                        Problem.at(
                                ProblemType.QUERY_PARAMETER, "?" + name, read ? fault : fault + "; nothing was done"),
                        http);
            }
        }
        return null;
    }

    private static boolean isStrictRead(String path) {
        return path.startsWith("/api/v1/") || path.startsWith("/proofs/") || path.equals("/epcis/capture");
    }

    private static @Nullable String fault(Map<String, Class<?>> types, String name, List<String> values) {
        Class<?> type = types.get(name);
        if (type == null) {
            return types.isEmpty()
                    ? "is unknown: this takes no query parameter"
                    : "is unknown, known is " + String.join(", ", new TreeSet<>(types.keySet()));
        }
        if (values.size() > 1) {
            return "is there " + values.size() + " times";
        }
        if (type == boolean.class && !TRUTHS.contains(values.getFirst())) {
            return "is true or false";
        }
        return null;
    }

    private static Map<String, Class<?>> takenBy(ResourceMethod method) {
        Map<String, Class<?>> types = new HashMap<>();
        method.reflected().flatMap(each -> Stream.of(each.getParameters())).forEach(parameter -> {
            QueryParam query = parameter.getAnnotation(QueryParam.class);
            if (query != null) {
                types.put(query.value(), parameter.getType());
            }
        });
        return types;
    }
}
