package org.tallystick.api.trace;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.node.Node;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.provenance.identifier.ElementString;
import org.tallystick.provenance.identifier.Gs1Identifier;
import org.tallystick.provenance.identifier.Gs1Key;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.identifier.MalformedIdentifierException;
import org.tallystick.provenance.trace.Trace;
import org.tallystick.provenance.trace.TraceLimits;
import org.tallystick.provenance.trace.Traces;

/** Traces, for whoever may read events. */
@Path("/api/v1/trace")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Trace")
@RunOnVirtualThread
public final class TraceResource {
    private static final Pattern ONE_SLASH = Pattern.compile("https?:/[^/]");
    private static final Pattern SSCC = Pattern.compile("[0-9]{18}");

    private final Traces traces;
    private final Node node;

    TraceResource(DataSource dataSource, Node node) {
        this.traces = new Traces(dataSource);
        this.node = node;
    }

    @GET
    @Path("/{epc: .+}")
    @Requires(Action.READ_EVENTS)
    @Operation(
            operationId = "trace",
            summary = "Where a thing came from and what became of it",
            description = "Forward and back through packing and unpacking as they were at each time, attachments and"
                    + " transformations. Events that their own issuer declared wrong are left out and listed apart;"
                    + " what somebody else declares wrong is listed as a dispute and changes nothing. A trace that met"
                    + " a limit names it under `cuts`.")
    @APIResponse(
            responseCode = "200",
            description = "The trace; of an identifier that no event names, that identifier alone",
            content = @Content(schema = @Schema(implementation = TraceView.class)))
    public TraceView trace(
            @Parameter(
                            description = "The identifier, in any spelling, percent-encoded: an EPC URN, a GS1 Digital"
                                    + " Link, its path such as `01/09521234543213/21/1234`, the text of a barcode such as"
                                    + " `(01)09521234543213(21)1234`, or an SSCC's 18 digits",
                            example = "urn:epc:id:sscc:9521234.1000000001")
                    @PathParam("epc")
                    String epc)
            throws SQLException {
        Trace trace = traces.of(identifier(epc), TraceLimits.DEFAULT);
        return TraceView.of(trace, node.dids().present(issuers(trace)));
    }

    private static Set<Issuer> issuers(Trace trace) {
        return Stream.of(
                        trace.events().stream().map(Trace.Event::issuer),
                        trace.declaredWrong().stream()
                                .map(wrong -> wrong.event().issuer()),
                        trace.disputes().stream().map(Trace.Dispute::issuer))
                .flatMap(all -> all)
                .map(Issuer::new)
                .collect(Collectors.toSet());
    }

    /** What people have at hand: a URI, a Digital Link's path, a barcode's text, the 18 digits of an SSCC. */
    private static Identifier identifier(String text) {
        try {
            if (ONE_SLASH.matcher(text).lookingAt()) {
                // Proxies and clients merge the slashes of an address that was not percent-encoded.
                return Identifier.parse(text.replaceFirst("/", "//"));
            }
            if (text.startsWith("(") || text.startsWith("]")) {
                return Optional.<Identifier>ofNullable(ElementString.parse(text).identifier())
                        .orElseThrow(() -> new MalformedIdentifierException("'" + text + "' holds no GS1 key"));
            }
            if (SSCC.matcher(text).matches()) {
                return Gs1Identifier.of(Gs1Key.SSCC, text);
            }
            return text.contains(":") ? Identifier.parse(text) : Gs1Identifier.parse("https://id.gs1.org/" + text);
        } catch (MalformedIdentifierException e) {
            throw Problem.at(ProblemType.BAD_REQUEST, "?epc", String.valueOf(e.getMessage()))
                    .exception();
        }
    }
}
