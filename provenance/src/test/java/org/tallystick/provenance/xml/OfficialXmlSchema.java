package org.tallystick.provenance.xml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.xml.sax.SAXException;

/** GS1's XML Schema of EPCIS 2.0, from another implementer's jar. */
final class OfficialXmlSchema {
    private static final Schema SCHEMA = load();

    private OfficialXmlSchema() {}

    private static Schema load() {
        Source[] sources = List.of("EPCglobal-epcis-query-2_0.xsd").stream()
                .map(name -> {
                    URL url = Objects.requireNonNull(OfficialXmlSchema.class.getResource("/xsd/2_0_0/" + name), name);
                    return new StreamSource(url.toString());
                })
                .toArray(Source[]::new);
        try {
            return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI).newSchema(sources);
        } catch (SAXException e) {
            throw new AssertionError(e);
        }
    }

    /** What is wrong with a document, in one line; empty if nothing. */
    static String fault(byte[] xml) {
        try {
            SCHEMA.newValidator().validate(new StreamSource(new ByteArrayInputStream(xml)));
            return "";
        } catch (SAXException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
