package org.tallystick.provenance.xml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Writes trees whose decimals stay as the document wrote them: 26.20 stays 26.20. */
final class JsonText {
    static final JsonNodeFactory FACTORY = JsonNodeFactory.withExactBigDecimals(true);

    private static final ObjectMapper MAPPER =
            JsonMapper.builder().nodeFactory(FACTORY).build();

    private JsonText() {}

    static byte[] of(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of our own making cannot be written", e);
        }
    }
}
