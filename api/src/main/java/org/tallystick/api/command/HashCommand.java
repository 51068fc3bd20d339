package org.tallystick.api.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.Arguments;
import org.tallystick.api.Command;
import org.tallystick.api.UsageException;
import org.tallystick.provenance.capture.Binding;
import org.tallystick.provenance.epcis.LimitExceededException;
import org.tallystick.provenance.epcis.MalformedEpcisException;
import org.tallystick.provenance.hash.EventHash;
import org.tallystick.provenance.hash.HashProfile;
import org.tallystick.provenance.xml.EpcisXmlDocument;
import org.tallystick.provenance.xml.MalformedXmlException;
import org.tallystick.provenance.xml.XmlFault;

/** {@code ./tallystick hash}: the event hash of CBV, of each event of a file. */
public final class HashCommand implements Command {
    private static final int REFUSED = 1;

    @Override
    public String name() {
        return "hash";
    }

    @Override
    public String summary() {
        return "the CBV event hash of each event of a file";
    }

    @Override
    public String help() {
        return """
                usage: ./tallystick hash FILE [--profile CBV2.0|CBV2.1] [--text]

                Prints a line for each event of an EPCIS document, in its order: the event hash of CBV, which is the
                same for every spelling of an event in JSON and XML. It leaves out eventID, recordTime, errorDeclaration
                and certificationInfo, so it finds an event again and proves nothing.

                  --profile P   CBV2.0, the standard, unless said; CBV2.1 is its draft successor
                  --text        what is hashed, instead

                Exit code: 0 printed; 1 FILE is no EPCIS document, or something in an event could not be read: that
                is said on standard error, and the event's line is of the rest; 2 misused.
                """;
    }

    @Override
    public int run(Arguments arguments, PrintStream out, PrintStream err) throws IOException {
        @Nullable Path file = null;
        HashProfile profile = HashProfile.CBV_2_0;
        boolean text = false;
        while (!arguments.isEmpty()) {
            if (arguments.hasValue() && file == null) {
                file = arguments.path("FILE", "a file");
                continue;
            }
            String option = arguments.next();
            switch (option) {
                case "--profile" ->
                    profile = HashProfile.parse(arguments.value(option, "CBV2.0 or CBV2.1"))
                            .orElseThrow(() -> new UsageException("--profile is CBV2.0 or CBV2.1"));
                case "--text" -> text = true;
                default -> throw Arguments.unknown(option);
            }
        }
        if (file == null) {
            throw new UsageException("it needs a FILE");
        }
        EpcisInput input = EpcisInput.read(file);
        try {
            boolean whole = true;
            byte[] json = input.bytes();
            if (input.binding() == Binding.XML) {
                EpcisXmlDocument xml = EpcisXmlDocument.read(input.bytes(), EpcisInput.LIMITS);
                List<XmlFault> faults = xml.events().stream()
                        .flatMap(event -> event.faults().stream())
                        .toList();
                for (XmlFault fault : faults) {
                    err.println(input.file() + ": line " + fault.line() + ": " + fault.message());
                }
                whole = faults.isEmpty();
                json = xml.toJson();
            }
            List<String> lines = text
                    ? EventHash.textsOfDocument(json, EpcisInput.LIMITS, profile)
                    : EventHash.ofDocument(json, EpcisInput.LIMITS, profile);
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
            return whole ? 0 : REFUSED;
        } catch (MalformedXmlException e) {
            err.println(input.file() + ": line " + e.line() + ": " + e.getMessage());
        } catch (MalformedEpcisException | LimitExceededException e) {
            err.println(input.file() + ": " + e.getMessage());
        }
        return REFUSED;
    }
}
