package org.tallystick.provenance.xml;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisDocument;
import org.tallystick.provenance.epcis.LimitExceededException;
import org.tallystick.provenance.epcis.MalformedEpcisException;

/**
 * Documents of EPCIS 2.0 in XML, made of their JSON and valid by GS1's XML Schema.
 *
 * <pre>
 * &lt;?xml version="1.0" encoding="UTF-8"?>
 * &lt;epcisq:EPCISQueryDocument xmlns:epcisq="urn:epcglobal:epcis-query:xsd:2" schemaVersion="2.0" creationDate="…">
 * &lt;EPCISBody>&lt;epcisq:QueryResults>&lt;queryName>SimpleEventQuery&lt;/queryName>&lt;resultsBody>&lt;EventList>
 * &lt;ObjectEvent xmlns:ex="http://example.com/">…&lt;/ObjectEvent>
 * &lt;/EventList>&lt;/resultsBody>&lt;/epcisq:QueryResults>&lt;/EPCISBody>&lt;/epcisq:EPCISQueryDocument>
 * </pre>
 *
 * <p>What {@link EpcisXmlDocument} reads of such a document says the same as the JSON it was made of, and is written as the
 * same octets again. Master data and the standard business document header go with a document; what JSON has of the header is
 * sender, receiver and instance identifier.
 */
public final class EpcisXmlWriter {
    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final String SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader";

    private EpcisXmlWriter() {}

    /**
     * The answer to a query.
     *
     * @param events in JSON, each with its {@code @context}
     * @throws NoXmlFormException if one of them has no form in XML
     */
    public static byte[] queryDocument(
            String queryName, Instant creationDate, List<byte[]> events, CbvSpelling spelling) {
        XmlBuilder body = new XmlBuilder();
        body.start("epcisq:QueryResults").element("queryName", queryName).start("resultsBody");
        body.start("EventList");
        for (byte[] event : events) {
            JsonNode tree = JsonText.tree(event);
            try {
                EventWriter.write(tree, EventWriter.nothing(), spelling, body);
            } catch (NoXmlFormException e) {
                throw new NoXmlFormException(
                        "the event " + tree.path("eventID").asText() + " has no form in XML: " + e.getMessage());
            }
        }
        body.end("EventList").end("resultsBody").end("epcisq:QueryResults");
        XmlBuilder xml = new XmlBuilder();
        start(xml, true, creationDate.toString());
        xml.start("EPCISBody").markup(body).end("EPCISBody").end("epcisq:EPCISQueryDocument");
        return bytes(xml);
    }

    /**
     * A document, query document or bare event in JSON, in XML.
     *
     * @throws MalformedEpcisException if it is none
     * @throws LimitExceededException if it is larger than allowed
     * @throws NoXmlFormException if something in it has no form in XML
     */
    public static byte[] of(byte[] json, DocumentLimits limits, CbvSpelling spelling) {
        EpcisDocument.Kind kind = EpcisDocument.read(json, limits).kind();
        JsonNode tree = JsonText.tree(json);
        XmlBuilder xml = new XmlBuilder();
        if (kind == EpcisDocument.Kind.EVENT) {
            EventWriter.write(tree, EventWriter.nothing(), spelling, xml);
            return bytes(xml);
        }
        boolean query = kind == EpcisDocument.Kind.QUERY_DOCUMENT;
        JsonNode body = tree.path("epcisBody");
        start(xml, query, tree.path("creationDate").asText());
        header(xml, tree);
        xml.start("EPCISBody");
        if (query) {
            JsonNode results = body.path("queryResults");
            xml.start("epcisq:QueryResults")
                    .element("queryName", results.path("queryName").asText());
            if (results.has("subscriptionID")) {
                xml.element("subscriptionID", results.path("subscriptionID").asText());
            }
            xml.start("resultsBody");
            events(xml, results.path("resultsBody"), tree, spelling);
            xml.end("resultsBody").end("epcisq:QueryResults");
        } else {
            events(xml, body, tree, spelling);
        }
        xml.end("EPCISBody").end(query ? "epcisq:EPCISQueryDocument" : "epcis:EPCISDocument");
        return bytes(xml);
    }

    private static void start(XmlBuilder xml, boolean query, String creationDate) {
        if (query) {
            xml.start("epcisq:EPCISQueryDocument").attribute("xmlns:epcisq", "urn:epcglobal:epcis-query:xsd:2");
        } else {
            xml.start("epcis:EPCISDocument").attribute("xmlns:epcis", "urn:epcglobal:epcis:xsd:2");
        }
        xml.attribute("schemaVersion", "2.0").attribute("creationDate", creationDate);
    }

    private static void events(XmlBuilder xml, JsonNode body, JsonNode document, CbvSpelling spelling) {
        xml.start("EventList");
        int index = 0;
        for (JsonNode event : body.has("event") ? List.of(body.path("event")) : body.path("eventList")) {
            try {
                EventWriter.write(event, document.path("@context"), spelling, xml);
            } catch (NoXmlFormException e) {
                throw new NoXmlFormException("event " + index + ": " + e.getMessage());
            }
            index++;
        }
        xml.end("EventList");
    }

    private static void header(XmlBuilder xml, JsonNode document) {
        boolean business = document.has("sender") || document.has("receiver") || document.has("instanceIdentifier");
        JsonNode masterData = document.at("/epcisHeader/epcisMasterData/vocabularyList");
        if (!business && masterData.isMissingNode()) {
            return;
        }
        xml.start("EPCISHeader");
        if (business) {
            business(xml, document);
        }
        if (!masterData.isMissingNode()) {
            XmlNames names = new XmlNames(document.path("@context"));
            XmlBuilder list = new XmlBuilder();
            masterData.forEach(vocabulary -> vocabulary(list, vocabulary, names));
            xml.start("extension").start("EPCISMasterData").start("VocabularyList");
            names.declare(xml);
            xml.markup(list).end("VocabularyList").end("EPCISMasterData").end("extension");
        }
        xml.end("EPCISHeader");
    }

    private static void business(XmlBuilder xml, JsonNode document) {
        xml.start("sbdh:StandardBusinessDocumentHeader").attribute("xmlns:sbdh", SBDH);
        xml.element("sbdh:HeaderVersion", "1.0");
        for (String[] part : new String[][] {{"sbdh:Sender", "sender"}, {"sbdh:Receiver", "receiver"}}) {
            xml.start(part[0])
                    .element("sbdh:Identifier", needed(document, part[1]))
                    .end(part[0]);
        }
        xml.start("sbdh:DocumentIdentification")
                .element("sbdh:Standard", "EPCglobal")
                .element("sbdh:TypeVersion", "2.0")
                .element("sbdh:InstanceIdentifier", needed(document, "instanceIdentifier"))
                .element("sbdh:Type", "Events")
                .element(
                        "sbdh:CreationDateAndTime",
                        document.path("creationDate").asText())
                .end("sbdh:DocumentIdentification");
        xml.end("sbdh:StandardBusinessDocumentHeader");
    }

    private static String needed(JsonNode document, String member) {
        if (!document.has(member)) {
            throw new NoXmlFormException("a header without '" + member + "', which XML's has to have");
        }
        return document.path(member).asText();
    }

    private static void vocabulary(XmlBuilder xml, JsonNode vocabulary, XmlNames names) {
        xml.start("Vocabulary").attribute("type", vocabulary.path("type").asText());
        JsonNode elements = vocabulary.path("vocabularyElementList");
        if (!elements.isEmpty()) {
            xml.start("VocabularyElementList");
            for (JsonNode element : elements) {
                xml.start("VocabularyElement")
                        .attribute("id", element.path("id").asText());
                for (JsonNode attribute : element.path("attributes")) {
                    xml.start("attribute").attribute("id", attribute.path("id").asText());
                    JsonNode content = attribute.path("attribute");
                    if (!content.isMissingNode()) {
                        EventWriter.Extensions.content(xml, names, "attribute", content);
                    }
                    xml.end("attribute");
                }
                JsonNode children = element.path("children");
                if (!children.isEmpty()) {
                    xml.start("children");
                    children.forEach(child -> xml.element("id", child.asText()));
                    xml.end("children");
                }
                xml.end("VocabularyElement");
            }
            xml.end("VocabularyElementList");
        }
        xml.end("Vocabulary");
    }

    private static byte[] bytes(XmlBuilder xml) {
        return (HEAD + xml + '\n').getBytes(StandardCharsets.UTF_8);
    }
}
