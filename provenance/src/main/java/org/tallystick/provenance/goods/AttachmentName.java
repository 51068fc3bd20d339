package org.tallystick.provenance.goods;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.provenance.form.Form;
import org.tallystick.provenance.identifier.MalformedIdentifierException;

/**
 * How an event names a photo or a paper: by its salted digest.
 *
 * <pre>
 *   urn:tallystick:attachment:5d6c0f6bd1bb6f0f52cd2f4ea3bb1f0a1d6b4b2a9f1a6e2c8d3e4f5a6b7c8d9e
 * </pre>
 */
public record AttachmentName(Hash digest) {
    /** A page of photos; a record is no album. */
    private static final int MAX_NAMES = 20;

    private static final String MEMBER = "attachments";

    private static final String PREFIX = "urn:tallystick:attachment:";

    public static AttachmentName parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new MalformedIdentifierException("no attachment: it begins with " + PREFIX);
        }
        return ofHex(text.substring(PREFIX.length()));
    }

    /** The digest alone, 64 hex digits in lower case. */
    public static AttachmentName ofHex(String hex) {
        try {
            return new AttachmentName(Hash.parse(hex));
        } catch (MalformedLogException e) {
            throw new MalformedIdentifierException("no attachment: its digest is 64 hex digits in lower case");
        }
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

    public String hex() {
        return digest.toString();
    }

    @Override
    public String toString() {
        return PREFIX + hex();
    }
}
