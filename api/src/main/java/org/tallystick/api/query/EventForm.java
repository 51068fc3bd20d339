package org.tallystick.api.query;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.provenance.query.FoundEvent;
import org.tallystick.provenance.query.QueryDocument;
import org.tallystick.provenance.xml.CbvSpelling;
import org.tallystick.provenance.xml.EpcisXmlWriter;
import org.tallystick.provenance.xml.NoXmlFormException;

/**
 * In which of EPCIS's bindings events are answered: the first that the caller names and this server has; JSON, where nothing
 * is said.
 *
 * @param spelling of terms; empty in JSON, which has the record's own
 */
record EventForm(String mediaType, Optional<CbvSpelling> spelling) {
    private static final String SPELLING = "GS1-CBV-XML-Format";

    /** @param accepted in the order of the caller's preference */
    static EventForm of(List<MediaType> accepted, HttpServerRequest request) {
        for (MediaType type : accepted) {
            // RFC 9110, section 12.4.2: not acceptable, whatever it is.
            if (!"0".equals(type.getParameters().get("q"))) {
                if (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)
                        || type.isCompatible(new MediaType("application", "ld+json"))) {
                    return new EventForm(MediaType.APPLICATION_JSON, Optional.empty());
                }
                if (type.isCompatible(MediaType.APPLICATION_XML_TYPE)) {
                    return new EventForm("application/xml;charset=UTF-8", Optional.of(spelling(request)));
                }
                if (type.isCompatible(MediaType.TEXT_XML_TYPE)) {
                    return new EventForm("text/xml;charset=UTF-8", Optional.of(spelling(request)));
                }
            }
        }
        return new EventForm(MediaType.APPLICATION_JSON, Optional.empty());
    }

    private static CbvSpelling spelling(HttpServerRequest request) {
        String asked = request.getHeader(SPELLING);
        return asked == null
                ? CbvSpelling.AS_IT_CAME
                : CbvSpelling.parse(asked.strip())
                        .orElseThrow(() -> Problem.of(
                                        ProblemType.NOT_ACCEPTABLE,
                                        SPELLING + " is No_Preference, Never_Translates, Always_URN or"
                                                + " Always_Web_URI, not " + asked + ".")
                                .exception());
    }

    /** @throws ProblemException where XML has no place for something in one of the events */
    byte[] document(List<FoundEvent> events, Instant now) {
        if (spelling.isEmpty()) {
            return json(events, now);
        }
        try {
            return EpcisXmlWriter.queryDocument(
                    QueryDocument.SIMPLE_EVENT_QUERY,
                    now,
                    events.stream().map(QueryDocument::event).toList(),
                    spelling.get());
        } catch (NoXmlFormException e) {
            throw Problem.of(ProblemType.NOT_ACCEPTABLE, e.getMessage() + "; JSON has it.")
                    .exception();
        }
    }

    private static byte[] json(List<FoundEvent> events, Instant now) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
        try {
            QueryDocument.write(out, QueryDocument.SIMPLE_EVENT_QUERY, Optional.empty(), now, events);
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return out.toByteArray();
    }
}
