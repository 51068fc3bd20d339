package org.tallystick.api.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.tallystick.api.access.Call;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.provenance.epcis.Fault;

/** Every exception that leaves a resource, as a problem. */
@Singleton
final class ProblemMappers {
    private static final Logger LOGGER = Logger.getLogger(ProblemMappers.class);

    private final Routes routes;

    ProblemMappers(Routes routes) {
        this.routes = routes;
    }

    @ServerExceptionMapper
    Response problem(ProblemException e, RoutingContext http) {
        return Problems.response(e.problem(), http);
    }

    /** The framework's own: no such path, method, media type. Its messages name classes, so only its status is used. */
    @ServerExceptionMapper
    Response framework(WebApplicationException e, RoutingContext http) {
        Throwable cause = e.getCause();
        if (cause instanceof JsonProcessingException malformed) {
            return malformedJson(malformed, http);
        }
        int status = e.getResponse().getStatus();
        if (status >= 500) {
            return unexpected(e, http);
        }
        ProblemType type = ProblemType.ofStatus(status);
        Problem problem = Problem.of(type, sentence(type, http));
        return Problems.response(
                type == ProblemType.METHOD_NOT_ALLOWED
                        ? problem.withHeader("Allow", String.join(", ", routes.methods(http.normalizedPath())))
                        : problem,
                http);
    }

    @ServerExceptionMapper
    Response malformedJson(JsonProcessingException e, RoutingContext http) {
        String pointer = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step ->
                                "/" + (step.getFieldName() != null ? Fault.step(step.getFieldName()) : step.getIndex()))
                        .collect(Collectors.joining())
                : "";
        String place = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return Problems.response(
                Problem.at(ProblemType.BAD_REQUEST, pointer, "not the JSON expected here" + place), http);
    }

    /** Ours to mend: the log has all of it, the caller the id to find it by. */
    @ServerExceptionMapper
    Response unexpected(Throwable e, RoutingContext http) {
        if (http.response().ended()) {
            // Quarkus stopped reading a body at the wall and answered 413 itself.
            return Response.status(Response.Status.REQUEST_ENTITY_TOO_LARGE).build();
        }
        if (e instanceof HttpClosedException) {
            // Whoever asked is gone: nobody hears the answer, and nothing is ours to mend.
            LOGGER.debugf("request %s: the caller hung up", Call.of(http).requestId());
            return Response.status(Response.Status.BAD_REQUEST).build();
        }
        Problem outage = DatabaseFault.problem(e);
        if (outage != null) {
            LOGGER.warnf("request %s: %s %s", Call.of(http).requestId(), outage.detail(), e.getMessage());
            return Problems.response(outage, http);
        }
        LOGGER.errorf(e, "request %s failed", Call.of(http).requestId());
        return Problems.response(
                Problem.of(ProblemType.INTERNAL, "The server failed; its log has the reason under this request id."),
                http);
    }

    private static String sentence(ProblemType type, RoutingContext http) {
        String path = http.normalizedPath();
        return switch (type) {
            case NOT_FOUND -> "There is nothing at " + path + ".";
            case METHOD_NOT_ALLOWED -> http.request().method() + " is not a method of " + path + ".";
            case NOT_ACCEPTABLE -> "None of the forms in Accept can be given.";
            case UNSUPPORTED_MEDIA_TYPE ->
                "The Content-Type " + http.request().getHeader("Content-Type") + " is not read here.";
            default -> "The request could not be read.";
        };
    }
}
