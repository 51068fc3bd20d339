package org.tallystick.provenance.xml;

/**
 * Finds where tags stand in a text, in step with a parser that has found them good.
 *
 * <p>Of an element its own characters are wanted, as they came. A parser tells where it stands in its input, and the JDK's is
 * wrong about it beyond its first buffer. So the text is walked beside it: one step for each start tag and each end tag that
 * the parser reports, over comments, processing instructions and character data. What is well-formed the parser has decided
 * before; here only the marks count that XML 1.0 section 2.4 leaves to markup.
 */
final class TagScanner {
    private final String text;
    private int at;
    /** Where the tag of the last step begins; it ends at {@link #at}. */
    private int start;
    /** The last step went to {@code <a/>}, whose end is reported too. */
    private boolean empty;

    TagScanner(String text) {
        this.text = text;
    }

    /** Goes to the next start tag, and says where it begins. */
    int startTag() {
        step();
        if (text.charAt(start + 1) == '/') {
            throw outOfStep();
        }
        empty = text.charAt(at - 2) == '/';
        return start;
    }

    /** Goes to the next end tag, and says where it ends. */
    int endTag() {
        if (empty) {
            empty = false;
            return at;
        }
        step();
        if (text.charAt(start + 1) != '/') {
            throw outOfStep();
        }
        return at;
    }

    private void step() {
        while (true) {
            start = text.indexOf('<', at);
            if (start < 0) {
                throw outOfStep();
            }
            if (text.startsWith("<!--", start)) {
                at = after("-->", start + 4);
            } else if (text.startsWith("<![CDATA[", start)) {
                at = after("]]>", start + 9);
            } else if (text.startsWith("<?", start)) {
                at = after("?>", start + 2);
            } else {
                at = afterTag();
                return;
            }
        }
    }

    private int after(String end, int from) {
        int found = text.indexOf(end, from);
        if (found < 0) {
            throw outOfStep();
        }
        return found + end.length();
    }

    /** An attribute's value may hold {@code >}. */
    private int afterTag() {
        char quote = 0;
        for (int i = start + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return i + 1;
            }
        }
        throw outOfStep();
    }

    private IllegalStateException outOfStep() {
        return new IllegalStateException("the parser found a tag that is not there, near character " + at);
    }
}
