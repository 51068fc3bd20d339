package org.tallystick.provenance.goods;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.tallystick.provenance.form.Form;
import org.tallystick.provenance.identifier.MalformedIdentifierException;

/**
 * How an event names a photo or a paper: by its salted digest.
 *
 * <pre>
 *   urn:tallystick:attachment:5d6c0f6bd1bb6f0f52cd2f4ea3bb1f0a1d6b4b2a9f1a6e2c8d3e4f5a6b7c8d9e
 * </pre>
 *
 * @param hex the digest, 64 hex digits in lower case
 */
public record AttachmentName(String hex) {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /** A page of photos; a record is no album. */
    private static final int MAX_NAMES = 20;

    private static final String MEMBER = "attachments";

    private static final String PREFIX = "urn:tallystick:attachment:";

    public AttachmentName {
        if (!DIGEST.matcher(hex).matches()) {
            throw new MalformedIdentifierException("no attachment: its digest is 64 hex digits in lower case");
        }
    }

    public static AttachmentName parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new MalformedIdentifierException("no attachment: it begins with " + PREFIX);
        }
        return new AttachmentName(text.substring(PREFIX.length()));
    }

    /** A form's member {@code attachments}: a list of names, or one. */
    static List<AttachmentName> read(Form form) {
        JsonNode value = form.optional(MEMBER);
        List<AttachmentName> names = new ArrayList<>();
        if (value == null) {
            return names;
        }
        int count = value.isArray() ? value.size() : 1;
        if (count > MAX_NAMES) {
            form.fault(MEMBER, "maxItems", count + " attachments; at most " + MAX_NAMES + " are taken");
            return names;
        }
        for (int i = 0; i < count; i++) {
            String place = value.isArray() ? MEMBER + '/' + i : MEMBER;
            String text = (value.isArray() ? value.get(i) : value).textValue();
            try {
                AttachmentName name = parse(text == null ? "" : text);
                if (names.contains(name)) {
                    form.fault(place, "uniqueItems", "stands in the list before");
                } else {
                    names.add(name);
                }
            } catch (MalformedIdentifierException e) {
                form.fault(place, "format", String.valueOf(e.getMessage()));
            }
        }
        return names;
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
