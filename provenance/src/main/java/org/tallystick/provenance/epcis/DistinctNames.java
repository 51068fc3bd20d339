package org.tallystick.provenance.epcis;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a member name that an object has already (RFC 7493 section 2.3).
 *
 * <p>But for {@code eventID}: an official example of EPCIS 2.0 (AssociationEvent-h) gives one event two of them. An
 * eventID is a name, not content; the last one counts, as it does to {@code JSON.parse} and nearly every reader. See
 * decision 0004.
 */
final class DistinctNames extends JsonParserDelegate {
    private static final String REPEATABLE = "eventID";

    /** Up to so many names a walk over a list is faster than a set; nearly every object has fewer. */
    private static final int SMALL = 12;

    private static final class Names {
        private final List<String> few = new ArrayList<>(SMALL);
        private Set<String> many = Set.of();

        boolean add(String name) {
            if (few.size() < SMALL) {
                if (few.contains(name)) {
                    return false;
                }
                few.add(name);
                return true;
            }
            if (many.isEmpty()) {
                many = new HashSet<>();
            }
            return !few.contains(name) && many.add(name);
        }
    }

    private final ArrayDeque<Names> open = new ArrayDeque<>();

    DistinctNames(JsonParser parser) {
        super(parser);
    }

    @Override
    public JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token != null) {
            switch (token) {
                case START_OBJECT -> open.push(new Names());
                case END_OBJECT -> open.pop();
                case FIELD_NAME -> requireNew(currentName());
                default -> {}
            }
        }
        return token;
    }

    /** The delegate would walk on by itself, past what is checked here. */
    @Override
    public JsonParser skipChildren() throws IOException {
        JsonToken token = currentToken();
        if (token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY) {
            return this;
        }
        for (int depth = 1; depth > 0; ) {
            JsonToken next = nextToken();
            if (next == null) {
                return this;
            }
            depth += next.isStructStart() ? 1 : next.isStructEnd() ? -1 : 0;
        }
        return this;
    }

    @Override
    public JsonToken nextValue() throws IOException {
        JsonToken token = nextToken();
        return token == JsonToken.FIELD_NAME ? nextToken() : token;
    }

    @Override
    public @Nullable String nextFieldName() throws IOException {
        return nextToken() == JsonToken.FIELD_NAME ? currentName() : null;
    }

    @Override
    public @Nullable String nextTextValue() throws IOException {
        return nextToken() == JsonToken.VALUE_STRING ? getText() : null;
    }

    private void requireNew(String name) throws JsonParseException {
        if (!open.element().add(name) && !name.equals(REPEATABLE)) {
            throw new JsonParseException(this, "Duplicate field '" + name + "'");
        }
    }
}
