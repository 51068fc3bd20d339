package org.tallystick.api.barcode;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.provenance.identifier.ElementString;
import org.tallystick.provenance.identifier.MalformedIdentifierException;

/** Symbols for labels, for whoever prints them: the dashboard, an ERP's form, a label printer's driver. */
@Path("/api/v1/barcode")
@Tag(name = "Simple")
public final class BarcodeResource {
    private static final String SVG = "image/svg+xml";

    /** The symbols hold less: GS1-128 48 characters, GS1 DataMatrix some hundred that anybody prints. */
    private static final int MAX_TEXT_SIZE = 400;

    @GET
    @Produces({SVG, MediaType.APPLICATION_JSON})
    @Requires(Action.READ_CAPABILITIES)
    @Operation(
            operationId = "drawBarcode",
            summary = "A barcode, as SVG",
            description = "GS1 DataMatrix and GS1-128 say the element string; a QR code says its GS1 Digital Link. The"
                    + " drawing is black on white, has its quiet zone, and prints at half a millimetre a module where"
                    + " its size is left as it is.")
    @APIResponse(
            responseCode = "200",
            description = "The symbol",
            content = @Content(mediaType = SVG, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(
            responseCode = "400",
            description = "It is no element string, or none that the symbol can hold",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response draw(
            @Parameter(
                            description = "What it says, as it is printed under a symbol",
                            required = true,
                            example = "(01)09521234543213(10)LOT7(21)1001")
                    @QueryParam("text")
                    @Nullable
                    String text,
            @Parameter(
                            description = "gs1-datamatrix, gs1-128 or qr",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"gs1-datamatrix", "gs1-128", "qr"},
                                            defaultValue = "gs1-datamatrix"))
                    @QueryParam("symbol")
                    @Nullable
                    String symbol) {
        if (text == null || text.isEmpty()) {
            throw wrong("text", "is missing: what the symbol says, like (01)09521234543213(10)LOT7");
        }
        if (text.length() > MAX_TEXT_SIZE) {
            throw wrong("text", "has more than " + MAX_TEXT_SIZE + " characters");
        }
        Symbology symbology = symbol == null
                ? Symbology.GS1_DATAMATRIX
                : Symbology.of(symbol).orElseThrow(() -> wrong("symbol", "is one of " + Symbology.words()));
        try {
            // The same for ever, and nothing but what was asked: it is kept where it was asked for, and nowhere else.
            return Response.ok(symbology.draw(ElementString.parse(text)).bytes(), SVG)
                    .header("Cache-Control", "private, max-age=86400")
                    .build();
        } catch (MalformedIdentifierException | UnprintableException e) {
            throw wrong("text", String.valueOf(e.getMessage()));
        }
    }

    private static ProblemException wrong(String parameter, String why) {
        return Problem.at(ProblemType.QUERY_PARAMETER, "?" + parameter, why).exception();
    }
}
