package org.tallystick.provenance.xml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document's characters, with the document type declaration taken out.
 *
 * <p>Encoding is decided here and not by the parser, so that an octet that is no character is refused and never replaced:
 * a byte order mark first, else what the XML declaration says, else UTF-8 (XML 1.0, section 4.3.3).
 *
 * <p>Official examples carry a bare {@code <!DOCTYPE project>}, so a declaration is no reason to refuse a document. It is
 * blanked, line for line, before the parser sees the text: there is nothing then to fetch or to expand, whatever a parser's
 * settings do in the next release, and a reference to an entity is a plain error. A declaration with an internal subset is
 * refused: it can declare entities and default attributes, and then two readers see two documents.
 */
final class XmlText {
    /** What EPCIS senders use. UTF-7, EBCDIC and the like are ways past a filter, not past a supply chain. */
    private static final Charset[] ENCODINGS = {
        StandardCharsets.UTF_8, StandardCharsets.US_ASCII, StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16
    };

    /** A declaration longer than this is none. */
    private static final int MAX_DECLARATION = 200;

    private static final Pattern ENCODING = Pattern.compile("\\sencoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]*)[\"']");

    private XmlText() {}

    /** @throws MalformedXmlException if the octets are no characters, or declare more than a document's type */
    static String of(byte[] bytes) {
        return withoutDoctype(decode(bytes));
    }

    /** @throws MalformedXmlException if it is one that is not read */
    static Charset encoding(byte[] bytes) {
        if (hasUtf8Mark(bytes)) {
            return StandardCharsets.UTF_8;
        }
        if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
            return StandardCharsets.UTF_16;
        }
        return declared(bytes);
    }

    private static String decode(byte[] bytes) {
        return decode(bytes, hasUtf8Mark(bytes) ? 3 : 0, encoding(bytes));
    }

    private static boolean hasUtf8Mark(byte[] bytes) {
        return startsWith(bytes, 0xEF, 0xBB, 0xBF);
    }

    private static Charset declared(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(bytes.length, MAX_DECLARATION), StandardCharsets.ISO_8859_1);
        int end = head.indexOf("?>");
        if (!head.startsWith("<?xml") || end < 0) {
            return StandardCharsets.UTF_8;
        }
        Matcher encoding = ENCODING.matcher(head.substring(0, end));
        if (!encoding.find()) {
            return StandardCharsets.UTF_8;
        }
        String name = encoding.group(1).toUpperCase(Locale.ROOT);
        for (Charset charset : ENCODINGS) {
            if (charset.name().equals(name) && !charset.equals(StandardCharsets.UTF_16)) {
                return charset;
            }
        }
        throw new MalformedXmlException(
                1, "encoding " + name + " is not read; UTF-8 is, and ISO-8859-1, and UTF-16 with a byte order mark");
    }

    private static String decode(byte[] bytes, int from, Charset charset) {
        ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(in)
                    .toString();
        } catch (CharacterCodingException e) {
            int line = 1;
            for (int i = from; i < in.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new MalformedXmlException(line, "byte " + in.position() + " is not " + charset.name());
        }
    }

    private static boolean startsWith(byte[] bytes, int... head) {
        if (bytes.length < head.length) {
            return false;
        }
        for (int i = 0; i < head.length; i++) {
            if ((bytes[i] & 0xFF) != head[i]) {
                return false;
            }
        }
        return true;
    }

    /** Walks over the prolog: declaration, comments, processing instructions, white space. */
    private static String withoutDoctype(String text) {
        int at = 0;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("<!--", at)) {
                at = after("-->", text, at + 4);
            } else if (text.startsWith("<?", at)) {
                at = after("?>", text, at + 2);
            } else if (text.startsWith("<!DOCTYPE", at)) {
                return blank(text, at, endOfDoctype(text, at));
            } else {
                return text;
            }
        }
        return text;
    }

    /** Where nothing ends what began, the parser will say so. */
    private static int after(String end, String text, int from) {
        int at = text.indexOf(end, from);
        return at < 0 ? text.length() : at + end.length();
    }

    private static int endOfDoctype(String text, int from) {
        char quote = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '[') {
                throw new MalformedXmlException(
                        line(text, i), "a DOCTYPE with declarations of its own; EPCIS has no use for one");
            } else if (c == '>') {
                return i + 1;
            }
        }
        throw new MalformedXmlException(line(text, from), "a DOCTYPE without an end");
    }

    private static String blank(String text, int from, int to) {
        StringBuilder blanked = new StringBuilder(text);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c != '\n' && c != '\r') {
                blanked.setCharAt(i, ' ');
            }
        }
        return blanked.toString();
    }

    private static int line(String text, int at) {
        return 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    }
}
