package org.tallystick.api.capture;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.provenance.capture.Binding;
import org.tallystick.provenance.xml.EpcisXmlDocument;
import org.tallystick.provenance.xml.MalformedXmlException;

/**
 * The body of a capture, as its headers say it is to be read: out of its gzip (RFC 9110, section 8.4), in JSON or in XML.
 *
 * @param bytes the document as its sender wrote it, which the coding is no part of
 * @param mediaType in lower case, without parameters
 */
record SentDocument(byte[] bytes, Binding binding, String mediaType) {
    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]*)", Pattern.CASE_INSENSITIVE);

    /** @param maxBytes of the document; a body in gzip may be any of them */
    static SentDocument of(HttpServerRequest request, byte[] body, int maxBytes) {
        String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        byte[] bytes = coding != null && coding.equalsIgnoreCase("gzip") ? expanded(body, maxBytes) : body;
        String type =
                Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_TYPE)).orElse("application/json");
        String essence = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        Binding binding = switch (essence) {
            case "application/xml", "text/xml" -> Binding.XML;
            default -> Binding.JSON;
        };
        if (binding == Binding.XML) {
            requireEncoding(type, bytes);
        }
        return new SentDocument(bytes, binding, essence);
    }

    /** What is kept and anchored of it: the records of a document in JSON are its own bytes. */
    Optional<Submission.Source> source() {
        return binding == Binding.JSON
                ? Optional.empty()
                : Optional.of(new Submission.Source(new ContentType(mediaType), bytes));
    }

    private static byte[] expanded(byte[] body, int maxBytes) {
        byte[] bytes;
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
            bytes = gzip.readNBytes(maxBytes + 1);
        } catch (IOException e) {
            throw Problem.of(ProblemType.BAD_REQUEST, "The body is not in gzip, as its Content-Encoding says.")
                    .exception();
        }
        if (bytes.length > maxBytes) {
            throw Problem.of(
                            ProblemType.CAPTURE_LIMIT_EXCEEDED,
                            "The body has more than " + maxBytes + " bytes out of its gzip, and no more are taken.")
                    .exception();
        }
        return bytes;
    }

    /**
     * By RFC 7303 a charset of the Content-Type wins over what the document says. Two answers to one question are refused:
     * the header is not kept, and the document must be read alike by whoever gets it later.
     */
    private static void requireEncoding(String type, byte[] bytes) {
        Matcher charset = CHARSET.matcher(type);
        while (charset.find()) {
            String said = charset.group(1);
            Charset own;
            try {
                own = EpcisXmlDocument.encoding(bytes);
            } catch (MalformedXmlException e) {
                return; // the reader tells
            }
            boolean same = own.equals(StandardCharsets.UTF_16)
                    ? said.toUpperCase(Locale.ROOT).startsWith("UTF-16")
                    : said.equalsIgnoreCase(own.name()) || own.aliases().contains(said.toLowerCase(Locale.ROOT));
            if (!same) {
                throw otherEncoding(said, own);
            }
        }
    }

    private static ProblemException otherEncoding(String said, Charset own) {
        return Problem.of(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "The Content-Type says " + said + ", the document says " + own.name() + ".")
                .exception();
    }
}
