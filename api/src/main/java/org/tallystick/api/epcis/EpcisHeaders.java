package org.tallystick.api.epcis;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;
import org.tallystick.provenance.epcis.DocumentLimits;

/** The GS1 headers of EPCIS 2.0: what a client may ask for, and what this server says it has. */
public final class EpcisHeaders {
    private static final String VERSION = "2.0.0";
    /** The ways in which clients write the one version that there is. */
    private static final Set<String> KNOWN_VERSIONS = Set.of("2", "2.0", "2.0.0", "2.0.1");
    /** Identifiers go out as they came in; what was hashed is what is shown. */
    private static final String EPC_FORMAT = "Never_Translates";

    private EpcisHeaders() {}

    /** Refuses what a client demands and would not get: another version, or translated identifiers. */
    public static void check(HttpServerRequest request) {
        for (String header : new String[] {"GS1-EPCIS-Version", "GS1-CBV-Version"}) {
            String asked = request.getHeader(header);
            if (asked != null && !KNOWN_VERSIONS.contains(asked.strip())) {
                throw Problem.of(
                                ProblemType.NOT_ACCEPTABLE,
                                header + " " + asked + " is not spoken here; " + VERSION + " is.")
                        .exception();
            }
        }
        String format = request.getHeader("GS1-EPC-Format");
        if (format != null && !format.equals("No_Preference") && !format.equals(EPC_FORMAT)) {
            throw Problem.of(
                            ProblemType.NOT_ACCEPTABLE,
                            "GS1-EPC-Format " + format
                                    + " is not offered; identifiers are shown as they were captured.")
                    .exception();
        }
    }

    /** {@code rollback} where neither spelling of the header stands; both are in use. */
    public static CaptureErrorBehaviour errorBehaviour(HttpServerRequest request) {
        String asked = request.getHeader("GS1-Capture-Error-Behaviour");
        if (asked == null) {
            asked = request.getHeader("GS1-EPCIS-Capture-Error-Behaviour");
        }
        if (asked == null) {
            return CaptureErrorBehaviour.ROLLBACK;
        }
        String word = asked.strip();
        return CaptureErrorBehaviour.parse(word)
                .orElseThrow(() -> Problem.of(
                                ProblemType.BAD_REQUEST,
                                "GS1-Capture-Error-Behaviour is rollback or proceed, not " + word + ".")
                        .exception());
    }

    /** The answer to OPTIONS. */
    public static Response.ResponseBuilder options(String allow) {
        return Response.noContent()
                .header("Allow", allow)
                .header("GS1-EPCIS-Version", VERSION)
                .header("GS1-EPCIS-Min", VERSION)
                .header("GS1-EPCIS-Max", VERSION)
                .header("GS1-CBV-Version", VERSION)
                .header("GS1-CBV-Min", VERSION)
                .header("GS1-CBV-Max", VERSION)
                .header("GS1-EPC-Format", EPC_FORMAT)
                .header("GS1-CBV-XML-Format", EPC_FORMAT)
                .header("GS1-Vendor-Version", "tallystick 0.1");
    }

    public static Response captureOptions(DocumentLimits limits) {
        return options("GET, HEAD, OPTIONS, POST")
                .header("GS1-Capture-Error-Behaviour", "all")
                .header("GS1-EPCIS-Capture-Limit", limits.events())
                .header("GS1-EPCIS-Capture-File-Size-Limit", limits.documentBytes())
                .build();
    }

    public static Response.ResponseBuilder answer(Response.ResponseBuilder builder) {
        return builder.header("GS1-EPCIS-Version", VERSION)
                .header("GS1-CBV-Version", VERSION)
                .header("GS1-EPC-Format", EPC_FORMAT);
    }
}
