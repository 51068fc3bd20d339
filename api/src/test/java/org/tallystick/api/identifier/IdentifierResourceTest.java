package org.tallystick.api.identifier;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.parsing.Parser;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.api.node.Node;
import org.tallystick.api.testing.TestNode;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidLogForm;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class IdentifierResourceTest {
    @Inject
    Node node;

    private String did() throws Exception {
        return node.organisation().log().latest().did().toString();
    }

    /** Where the DID says that it is published, below the host. */
    private String path() throws Exception {
        String hostAndPath = node.organisation().log().latest().did().hostAndPath();
        return "/" + hostAndPath.substring(hostAndPath.indexOf(':') + 1).replace(':', '/');
    }

    private static ValidatableResponse resolve(String identifier) {
        return resolve(given(), identifier);
    }

    private static ValidatableResponse resolve(RequestSpecification request, String identifier) {
        return request.urlEncodingEnabled(false)
                .get("/1.0/identifiers/" + identifier)
                .then()
                .defaultParser(Parser.JSON);
    }

    @Test
    void did_withoutAWish_isAWholeResult() throws Exception {
        resolve(did())
                .statusCode(200)
                .contentType("application/did-resolution")
                .header("Vary", "Accept")
                .body("didDocument.id", is(did()))
                .body("didResolutionMetadata.contentType", is("application/did"))
                .body("didResolutionMetadata.error", nullValue())
                .body("didDocumentMetadata.versionNumber", is(1))
                .body(
                        "didDocumentMetadata.versionId",
                        is(node.organisation().log().latest().versionId().toString()));
        // Encoded, as the binding demands where there are options.
        resolve(URLEncoder.encode(did(), StandardCharsets.UTF_8) + "?versionNumber=1")
                .statusCode(200)
                .body("didDocument.id", is(did()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/did", "application/did+ld+json", "application/did+json"})
    void did_wantedAsDocument_isTheDocumentAlone(String mediaType) throws Exception {
        resolve(given().accept(mediaType), did())
                .statusCode(200)
                .contentType(mediaType)
                .body("id", is(did()))
                .body("didResolutionMetadata", nullValue());
        resolve(did() + "?accept=" + URLEncoder.encode(mediaType, StandardCharsets.UTF_8))
                .statusCode(200)
                .contentType(mediaType);
    }

    @Test
    void did_withItsETag_is304() throws Exception {
        String tag = resolve(did()).extract().header("ETag");
        resolve(given().header("If-None-Match", tag), did()).statusCode(304);
        resolve(given().header("If-None-Match", tag).accept("application/did"), did())
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|400|INVALID_DID",
                "not-a-did|400|INVALID_DID",
                "did:example|400|INVALID_DID",
                "did:webvh:a|400|INVALID_DID",
                "DID/path|400|INVALID_DID",
                "DID%23key-1|400|INVALID_DID",
                "did:unsupported:123456789abcdefghi|501|METHOD_NOT_SUPPORTED",
                "did:webvh:QmfGEUAcMpzo25kF2Rhn8L5FAXysfGnkzjwdKoNPi615XQ:acme.example|404|NOT_FOUND",
                "DID?versionNumber=2|404|NOT_FOUND",
                "DID?versionNumber=x|400|INVALID_OPTIONS",
                "DID?versionId=1-x|400|INVALID_OPTIONS",
                "DID?versionTime=2001-01-01T00:00:00Z|404|NOT_FOUND",
                "DID?versionTime=yesterday|400|INVALID_OPTIONS",
                "DID?versionNumber=1&versionNumber=1|400|INVALID_OPTIONS",
                "DID?versionNumber=1&versionTime=2030-01-01T00:00:00Z|400|INVALID_OPTIONS",
                "DID?service=files|501|FEATURE_NOT_SUPPORTED",
                "DID?accept=application%2Fdid%C3%A9|400|INVALID_OPTIONS",
                "DID?accept=text%2Fhtml|406|REPRESENTATION_NOT_SUPPORTED"
            })
    void whatCannotBeResolved_isAResultWithItsError(@Nullable String identifier, int status, String error)
            throws Exception {
        String path = identifier == null ? "" : identifier.replace("DID", did());
        for (String accept : List.of("application/did-resolution", "application/did")) {
            resolve(given().accept(accept), path)
                    .statusCode(status)
                    .contentType("application/did-resolution")
                    .header("Cache-Control", "no-store")
                    .body("didDocument", nullValue())
                    .body("didResolutionMetadata.error.type", is("https://www.w3.org/ns/did#" + error));
        }
    }

    @Test
    void did_wantedAsWhatIsNotGiven_is406() throws Exception {
        resolve(given().accept("image/png"), did())
                .statusCode(406)
                .body("didResolutionMetadata.error.type", is("https://www.w3.org/ns/did#REPRESENTATION_NOT_SUPPORTED"));
    }

    @Test
    void log_isPublishedWhereTheDidSays_andVerifies() throws Exception {
        byte[] jsonl = given().get(path() + "/did.jsonl")
                .then()
                .statusCode(200)
                .contentType("text/jsonl")
                .extract()
                .asByteArray();
        DidLog log = DidLog.read(jsonl, DidLogForm.LEDGER, Instant.now());
        assertThat(log.latest().did().toString()).isEqualTo(did());

        for (String elsewhere : List.of("/.well-known", "/other", path() + "/x", "/a" + path())) {
            given().get(elsewhere + "/did.jsonl")
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("detail", containsString(elsewhere));
        }
    }

    @Test
    void witnessFile_isNotThere_sinceNoRegisteredDidHasWitnesses() throws Exception {
        given().get(path() + "/did-witness.json").then().statusCode(not(200));
    }

    @Test
    void webDocument_withoutADomain_isNotThere() throws Exception {
        given().get(path() + "/did.json").then().statusCode(404).contentType("application/problem+json");
        given().get("/.well-known/did.json").then().statusCode(404);
    }
}
