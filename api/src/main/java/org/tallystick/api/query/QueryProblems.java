package org.tallystick.api.query;

import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.tallystick.api.door.Problems;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.provenance.query.QueryParameterException;
import org.tallystick.provenance.query.QueryTooComplexException;
import org.tallystick.provenance.query.QueryTooLargeException;

/** EPCIS's query exceptions, as problems. */
@Singleton
final class QueryProblems {
    @ServerExceptionMapper
    Response parameter(QueryParameterException e, RoutingContext http) {
        return Problems.response(
                Problem.at(ProblemType.QUERY_PARAMETER, "?" + e.parameter(), String.valueOf(e.getMessage())), http);
    }

    @ServerExceptionMapper
    Response tooLarge(QueryTooLargeException e, RoutingContext http) {
        return Problems.response(Problem.of(ProblemType.QUERY_TOO_LARGE, String.valueOf(e.getMessage())), http);
    }

    @ServerExceptionMapper
    Response tooComplex(QueryTooComplexException e, RoutingContext http) {
        return Problems.response(Problem.of(ProblemType.QUERY_TOO_COMPLEX, String.valueOf(e.getMessage())), http);
    }
}
