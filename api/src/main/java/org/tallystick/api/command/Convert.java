package org.tallystick.api.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.Arguments;
import org.tallystick.api.Command;
import org.tallystick.api.UsageException;
import org.tallystick.provenance.capture.Binding;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;
import org.tallystick.provenance.capture.CaptureFault;
import org.tallystick.provenance.capture.CaptureReader;
import org.tallystick.provenance.capture.CaptureResult;
import org.tallystick.provenance.epcis.EpcisDocument;
import org.tallystick.provenance.epcis.EpcisSchema;
import org.tallystick.provenance.epcis.EventIdSecret;
import org.tallystick.provenance.epcis.LimitExceededException;
import org.tallystick.provenance.epcis.MalformedEpcisException;
import org.tallystick.provenance.xml.CbvSpelling;
import org.tallystick.provenance.xml.EpcisXmlDocument;
import org.tallystick.provenance.xml.EpcisXmlWriter;
import org.tallystick.provenance.xml.MalformedXmlException;
import org.tallystick.provenance.xml.NoXmlFormException;

/** A document of EPCIS in the other binding, or of 1.2 in 2.0. Reads a file and writes nothing but its output. */
public final class Convert implements Command {
    private static final int REFUSED = 1;

    @Override
    public String name() {
        return "convert";
    }

    @Override
    public String summary() {
        return "EPCIS from XML to JSON, from JSON to XML, from 1.2 to 2.0";
    }

    @Override
    public String help() {
        return """
                usage: ./tallystick convert FILE [--to json|xml] [--terms urn|web]

                Prints an EPCIS document in EPCIS 2.0. FILE is a document, a query document or one event, in JSON or
                in XML, 2.0 or 1.2, with or without a standard business document header; its first character tells
                which. What would be refused at capture is refused here, with the place of each fault.

                  --to json|xml     the binding to print; otherwise the one that FILE is not in
                  --terms urn|web   how terms of CBV are spelled in XML, as urn:epcglobal:cbv:bizstep:shipping or
                                    https://ref.gs1.org/cbv/BizStep-shipping; otherwise as FILE has them, bare
                                    words as URNs

                Exit code: 0 printed; 1 FILE is refused, and nothing is printed; 2 misused.
                """;
    }

    @Override
    public int run(Arguments arguments, PrintStream out, PrintStream err) throws IOException {
        @Nullable Path file = null;
        @Nullable Binding to = null;
        CbvSpelling terms = CbvSpelling.AS_IT_CAME;
        while (!arguments.isEmpty()) {
            if (arguments.hasValue() && file == null) {
                file = arguments.path("FILE", "a file");
                continue;
            }
            String option = arguments.next();
            switch (option) {
                case "--to" ->
                    to = switch (arguments.value(option, "json or xml")) {
                        case "json" -> Binding.JSON;
                        case "xml" -> Binding.XML;
                        default -> throw new UsageException("--to is json or xml");
                    };
                case "--terms" ->
                    terms = switch (arguments.value(option, "urn or web")) {
                        case "urn" -> CbvSpelling.URN;
                        case "web" -> CbvSpelling.WEB_URI;
                        default -> throw new UsageException("--terms is urn or web");
                    };
                default -> throw Arguments.unknown(option);
            }
        }
        if (file == null) {
            throw new UsageException("it needs a FILE");
        }
        EpcisInput input = EpcisInput.read(file);
        Binding target = to != null ? to : input.binding() == Binding.XML ? Binding.JSON : Binding.XML;
        List<String> faults;
        try {
            faults = faults(input);
            if (faults.isEmpty()) {
                byte[] json = input.binding() == Binding.XML
                        ? EpcisXmlDocument.read(input.bytes(), EpcisInput.LIMITS)
                                .toJson()
                        : input.bytes();
                out.write(target == Binding.JSON ? json : EpcisXmlWriter.of(json, EpcisInput.LIMITS, terms));
                out.flush();
                return 0;
            }
        } catch (NoXmlFormException | LimitExceededException | MalformedEpcisException e) {
            faults = List.of(String.valueOf(e.getMessage()));
        } catch (MalformedXmlException e) {
            faults = List.of("line " + e.line() + ": " + e.getMessage());
        }
        faults.forEach(fault -> err.println(input.file() + ": " + fault));
        return REFUSED;
    }

    /** What capture would say of it. */
    private static List<String> faults(EpcisInput input) {
        // It names events that are not kept.
        CaptureReader reader =
                new CaptureReader(EpcisSchema.load(), EpcisInput.LIMITS, new EventIdSecret(new byte[32]));
        CaptureResult result = isEvent(input)
                ? reader.readEvent(input.bytes(), input.binding())
                : reader.readDocument(input.bytes(), input.binding(), CaptureErrorBehaviour.ROLLBACK);
        return result.faults().stream()
                .map(CaptureFault::fault)
                .map(fault -> fault.pointer() + " " + fault.message())
                .toList();
    }

    private static boolean isEvent(EpcisInput input) {
        return switch (input.binding()) {
            case JSON -> EpcisDocument.read(input.bytes(), EpcisInput.LIMITS).kind() == EpcisDocument.Kind.EVENT;
            case XML -> EpcisXmlDocument.read(input.bytes(), EpcisInput.LIMITS).kind() == EpcisXmlDocument.Kind.EVENT;
        };
    }
}
