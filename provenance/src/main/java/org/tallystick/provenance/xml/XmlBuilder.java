package org.tallystick.provenance.xml;

import java.util.regex.Pattern;

/** Writes elements, attributes and text of XML 1.0, escaped; whoever writes closes what he opened. */
final class XmlBuilder {
    /** An NCName of the characters that names in EPCIS are made of; XML allows more. */
    private static final Pattern NC_NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}._-]*");

    private final StringBuilder out = new StringBuilder();
    /** A start tag still takes attributes. */
    private boolean open;

    static boolean isName(String text) {
        return NC_NAME.matcher(text).matches();
    }

    XmlBuilder start(String name) {
        close();
        out.append('<').append(name);
        open = true;
        return this;
    }

    XmlBuilder attribute(String name, String value) {
        if (!open) {
            throw new IllegalStateException("an attribute " + name + " after its element's start tag");
        }
        out.append(' ').append(name).append("=\"");
        escape(value, true);
        out.append('"');
        return this;
    }

    XmlBuilder text(String text) {
        close();
        escape(text, false);
        return this;
    }

    /** What another builder has written. */
    XmlBuilder markup(XmlBuilder content) {
        close();
        content.close();
        out.append(content.out);
        return this;
    }

    XmlBuilder end(String name) {
        if (open) {
            out.append("/>");
            open = false;
        } else {
            out.append("</").append(name).append('>');
        }
        return this;
    }

    XmlBuilder element(String name, String text) {
        return start(name).text(text).end(name);
    }

    private void close() {
        if (open) {
            out.append('>');
            open = false;
        }
    }

    private void escape(String text, boolean inAttribute) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '&' -> out.append("&amp;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append(inAttribute ? "&quot;" : "\"");
                // A parser makes a line feed of it, or a space.
                case '\r' -> out.append("&#13;");
                case '\n', '\t' -> {
                    if (inAttribute) {
                        out.append("&#").append((int) c).append(';');
                    } else {
                        out.append(c);
                    }
                }
                default -> {
                    if (c < 0x20 || c == 0xFFFE || c == 0xFFFF) {
                        throw new NoXmlFormException("U+%04X in a text is no character of XML 1.0".formatted((int) c));
                    }
                    out.append(c);
                }
            }
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
