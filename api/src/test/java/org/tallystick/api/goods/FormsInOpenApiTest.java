package org.tallystick.api.goods;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tallystick.api.testing.TestNode;

/** The forms as the OpenAPI has them are those of docs/integrate.md, whose examples are tested where forms are read. */
@QuarkusTest
@QuarkusTestResource(TestNode.class)
class FormsInOpenApiTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** A definition of the page's schema, and its name in the OpenAPI. */
    private static final Map<String, String> NAMES = Map.of(
            "shipment", "Shipment",
            "receiving", "Receiving",
            "lines", "GoodsLines",
            "line", "GoodsLine",
            "packages", "GoodsPackages",
            "gln", "GlnText",
            "number", "DocumentNumber",
            "numbers", "DocumentNumbers",
            "attachments", "AttachmentNames",
            "time", "OffsetTime");

    private static JsonNode openApi() throws IOException {
        return MAPPER.readTree(given().get("/q/openapi?format=json").asByteArray());
    }

    private static JsonNode page(String block) throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/integrate.md"))) {
            folder = folder.getParent();
        }
        String page = Files.readString(folder.resolve("docs/integrate.md"));
        String fence = "```json " + block + "\n";
        int start = page.indexOf(fence) + fence.length();
        return MAPPER.readTree(page.substring(start, page.indexOf("\n```", start)));
    }

    /** Members in the order of their names; the OpenAPI writes them in one of its own. */
    private static Map<?, ?> members(JsonNode node) throws IOException {
        return MAPPER.readValue(node.traverse(MAPPER), Map.class);
    }

    @Test
    void schemas_areThoseOfThePage() throws IOException {
        JsonNode served = openApi().path("components").path("schemas");
        JsonNode written = page("schema").path("$defs");

        assertThat(written.size()).isEqualTo(NAMES.size());
        for (Map.Entry<String, String> name : NAMES.entrySet()) {
            String text = written.path(name.getKey()).toString();
            for (Map.Entry<String, String> other : NAMES.entrySet()) {
                text = text.replace(
                        "#/$defs/" + other.getKey() + "\"", "#/components/schemas/" + other.getValue() + "\"");
            }
            Map<?, ?> schema = members(served.path(name.getValue()));
            schema.remove("examples");
            assertThat(schema).as(name.getValue()).isEqualTo(members(MAPPER.readTree(text)));
        }
    }

    @Test
    void examples_areThoseOfThePage() throws IOException {
        JsonNode schemas = openApi().path("components").path("schemas");
        assertThat(schemas.path("Shipment").path("examples").path(0)).isEqualTo(page("shipment"));
        assertThat(schemas.path("Receiving").path("examples").path(0)).isEqualTo(page("receiving"));
    }

    @Test
    void bodies_referToTheSchemas() throws IOException {
        JsonNode paths = openApi().path("paths");
        for (Map.Entry<String, String> body : Map.of(
                        "/api/v1/shipments", "Shipment",
                        "/api/v1/receivings", "Receiving",
                        "/api/v1/records/{index}/{position}/correction", "Correction")
                .entrySet()) {
            JsonNode content =
                    paths.path(body.getKey()).path("post").path("requestBody").path("content");
            assertThat(content.path("application/json")
                            .path("schema")
                            .path("$ref")
                            .asText())
                    .as(body.getKey())
                    .isEqualTo("#/components/schemas/" + body.getValue());
        }
    }
}
