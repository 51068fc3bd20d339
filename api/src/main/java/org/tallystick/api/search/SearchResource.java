package org.tallystick.api.search;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.provenance.search.FoundIdentifier;
import org.tallystick.provenance.search.IdentifierSearch;

/** Identifiers found by a piece of them. */
@Path("/api/v1/search")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Query")
@RunOnVirtualThread
public final class SearchResource {
    /** What a person looks through; who wants more types one character more. */
    private static final int FOUND_MAX = 20;

    private final IdentifierSearch search;

    SearchResource(DataSource dataSource) {
        this.search = new IdentifierSearch(dataSource);
    }

    /** @param moreEvents whether there are more than were counted */
    @Schema(name = "FoundIdentifier")
    record View(String identifier, int events, boolean moreEvents, Instant lastEventTime) {
        static View of(FoundIdentifier found) {
            return new View(found.identifier().uri(), found.events(), found.hasMoreEvents(), found.lastEventTime());
        }
    }

    /** @param member those that begin with the piece first */
    @Schema(name = "FoundIdentifiers")
    record Found(List<View> member) {
        Found {
            member = List.copyOf(member);
        }
    }

    @GET
    @Requires(Action.READ_EVENTS)
    @Operation(
            operationId = "searchIdentifiers",
            summary = "Find identifiers by a piece of them",
            description =
                    "How a number begins, with or without the zeros before it, or how a lot, a serial, an order or"
                            + " another paper's number begins. The " + FOUND_MAX + " first; the events of each by"
                            + " `/epcis/events`.")
    @APIResponse(
            responseCode = "200",
            description = "Identifiers that events name",
            content = @Content(schema = @Schema(implementation = Found.class)))
    public Found search(
            @Parameter(description = "1 to 200 characters", required = true, example = "DN-47")
                    @QueryParam("q")
                    @Nullable
                    String piece)
            throws SQLException {
        String stripped = piece == null ? "" : piece.strip();
        if (stripped.isEmpty()
                || stripped.length() > IdentifierSearch.PIECE_MAX_CHARS
                || stripped.chars().anyMatch(Character::isISOControl)) {
            throw Problem.at(
                            ProblemType.QUERY_PARAMETER,
                            "?q",
                            "is a text of 1 to " + IdentifierSearch.PIECE_MAX_CHARS + " characters")
                    .exception();
        }
        return new Found(search.find(stripped, FOUND_MAX).stream().map(View::of).toList());
    }
}
