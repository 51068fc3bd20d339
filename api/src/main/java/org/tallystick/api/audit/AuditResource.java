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
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.page.Cursor;
import org.tallystick.api.page.Pages;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;

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
            @Parameter(description = "Only lines of this action, such as keys.manage", example = "evidence.export")
                    @QueryParam("action")
                    @Nullable
                    String action,
            @Parameter(description = "Only calls that came then or later", example = "2026-11-24T00:00:00Z")
                    @QueryParam("since")
                    @Nullable
                    String since,
            @Parameter(description = "Only calls that came before", example = "2026-11-25T00:00:00Z")
                    @QueryParam("until")
                    @Nullable
                    String until,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor)
            throws SQLException {
        Pages pages = Pages.parse(Pages.Names.OURS, limit, cursor, CURSOR);
        AuditTrail.Question question =
                new AuditTrail.Question(key, action(action), time("since", since), time("until", until));
        List<AuditTrail.Numbered> found = trail.page(pages.number(0, Long.MAX_VALUE), pages.size() + 1, question);
        List<Line> shown = pages.shown(found).stream().map(AuditResource::line).toList();
        Response.ResponseBuilder answer = Response.ok(new Page(shown));
        pages.next(address(question), found, last -> new Cursor(CURSOR, List.of(Long.toString(last.seq()))))
                .ifPresent(link -> answer.header("Link", link));
        return answer.build();
    }

    private static String address(AuditTrail.Question question) {
        StringJoiner list = new StringJoiner("&", "/api/v1/audit?", "").setEmptyValue("/api/v1/audit");
        add(list, "key", question.key());
        add(list, "action", question.action());
        add(list, "since", question.from());
        add(list, "until", question.until());
        return list.toString();
    }

    private static void add(StringJoiner list, String name, @Nullable Object value) {
        if (value != null) {
            list.add(name + '=' + URLEncoder.encode(value.toString(), UTF_8));
        }
    }

    /** A word that stands in no line would find nothing, and look as if nothing had been done. */
    private static @Nullable String action(@Nullable String text) {
        if (text != null
                && !text.equals(AuditLine.KEY_ELSEWHERE)
                && Stream.of(Action.values()).noneMatch(action -> action.id().equals(text))) {
            throw Problem.at(
                            ProblemType.QUERY_PARAMETER,
                            "?action",
                            "is one of "
                                    + Stream.of(Action.values())
                                            .filter(action -> action.trail() != Action.Trail.NONE)
                                            .map(Action::id)
                                            .collect(Collectors.joining(", ")))
                    .exception();
        }
        return text;
    }

    private static @Nullable Instant time(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw Problem.at(
                            ProblemType.QUERY_PARAMETER,
                            "?" + name,
                            "is no time with its offset, like 2026-11-24T08:30:00Z")
                    .exception();
        }
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
