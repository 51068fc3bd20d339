package org.tallystick.api.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.page.Cursor;
import org.tallystick.api.page.Pages;

/** The audit trail, for auditors. */
@Path("/api/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
@RunOnVirtualThread
public final class AuditResource {
    private static final String CURSOR = "audit";

    private final AuditTrail trail;

    AuditResource(AuditTrail trail) {
        this.trail = trail;
    }

    /** @param seq its place in the trail */
    @Schema(name = "AuditLine")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            long seq,
            Instant at,
            @Nullable String key,
            @Nullable String address,
            String action,
            @Nullable String target,
            int status,
            String requestId) {}

    /** @param member the lines of this page */
    @Schema(name = "AuditPage")
    record Page(List<Line> member) {
        Page {
            member = List.copyOf(member);
        }
    }

    @GET
    @Requires(Action.READ_AUDIT)
    @Operation(operationId = "listAudit", summary = "Who did what, newest first")
    @APIResponse(
            responseCode = "200",
            description = "A page of the audit trail",
            content = @Content(schema = @Schema(implementation = Page.class)))
    public Response list(
            @QueryParam("key") @Nullable String key,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor)
            throws SQLException {
        Pages pages = Pages.parse(Pages.Names.OURS, limit, cursor, CURSOR);
        List<AuditTrail.Numbered> found = trail.page(pages.number(0, Long.MAX_VALUE), pages.size() + 1, key);
        List<Line> shown =
                found.stream().limit(pages.size()).map(AuditResource::line).toList();
        Response.ResponseBuilder answer = Response.ok(new Page(shown));
        if (found.size() > shown.size()) {
            Cursor last =
                    new Cursor(CURSOR, List.of(Long.toString(shown.getLast().seq())));
            String list = "/api/v1/audit" + (key == null ? "" : "?key=" + URLEncoder.encode(key, UTF_8));
            answer.header("Link", pages.next(list, last));
        }
        return answer.build();
    }

    private static Line line(AuditTrail.Numbered numbered) {
        AuditLine line = numbered.line();
        return new Line(
                numbered.seq(),
                line.at(),
                line.key(),
                line.address(),
                line.action(),
                line.target(),
                line.status(),
                line.requestId());
    }
}
