package org.tallystick.api.door;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import org.tallystick.api.access.Call;
import org.tallystick.api.problem.Problem;

/** Problems as answers of resources. */
public final class Problems {
    private Problems() {}

    public static Response response(Problem problem, RoutingContext http) {
        Call call = Call.of(http);
        Response.ResponseBuilder builder = Response.status(problem.type().status())
                .header("Content-Type", Problem.MEDIA_TYPE)
                .header("Cache-Control", "no-store")
                .entity(problem.json(call.epcis(), call.requestId()));
        problem.headers().forEach(builder::header);
        return builder.build();
    }
}
