package org.tallystick.identity.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidLogForm;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.Forge;
import org.tallystick.identity.did.Multihash;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonBoolean;
import org.tallystick.identity.json.JsonNumber;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonString;

class DidResolverTest {
    private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

    private DidLog log;
    private DidResolver resolver;

    /** Three versions: made, moved to a domain, changed. */
    @BeforeEach
    void open() throws Exception {
        DidVersion first = Forge.read(Forge.first(Forge.firstParameters(1), Forge.firstState(7), Forge.key(1)));
        String moved = "did:webvh:" + first.did().scid() + ":acme.example";
        JsonObject state = Forge.state(moved, 7)
                .with("alsoKnownAs", JsonArray.ofStrings(List.of(first.did().toString(), "did:web:acme.example")));
        log = append(DidLog.of(first), JsonObject.EMPTY, state, "2026-11-24T08:10:00Z");
        log = append(
                log,
                JsonObject.EMPTY.with("ttl", JsonNumber.of(60)),
                state.with("service", JsonArray.of(service("#whois"))),
                "2026-11-24T08:20:00Z");
        resolver = new DidResolver(
                scid -> Optional.of(log).filter(found -> found.scid().equals(scid)));
    }

    @Test
    void resolve_did_givesTheNewestVersion() throws Exception {
        ResolutionResult result = resolver.resolve(log.latest().did().toString(), Map.of());
        assertThat(result.httpStatus()).isEqualTo(200);
        assertThat(result.error()).isNull();
        assertThat(result.didDocument()).isEqualTo(log.latest().document().resolved());
        assertThat(result.didResolutionMetadata()).isEqualTo(JsonObject.EMPTY.with("contentType", "application/did"));
        assertThat(result.didDocumentMetadata())
                .isEqualTo(JsonObject.EMPTY
                        .with("versionId", log.latest().versionId().toString())
                        .with("versionNumber", JsonNumber.of(3))
                        .with("versionTime", "2026-11-24T08:20:00Z")
                        .with("created", "2026-11-24T08:00:00Z")
                        .with("updated", "2026-11-24T08:20:00Z")
                        .with("scid", log.scid().text())
                        .with("portable", JsonBoolean.TRUE)
                        .with("deactivated", JsonBoolean.FALSE)
                        .with("ttl", "60")
                        .with("witness", JsonObject.EMPTY)
                        .with("watchers", JsonArray.EMPTY)
                        .with("canonicalId", log.latest().did().toString())
                        .with(
                                "equivalentId",
                                JsonArray.ofStrings(List.of(log.first().did().toString()))));
        assertThat(result.toJson().names())
                .containsExactly("didDocument", "didDocumentMetadata", "didResolutionMetadata");
    }

    @Test
    void resolve_formerName_givesTheNewestVersionAndTheNameItHasNow() throws Exception {
        ResolutionResult result = resolver.resolve(log.first().did().toString(), Map.of());
        assertThat(result.didDocument()).isEqualTo(log.latest().document().resolved());
        assertThat(result.didDocumentMetadata().get("canonicalId"))
                .isEqualTo(new JsonString(log.latest().did().toString()));
    }

    @Test
    void resolve_versionId_givesThatVersion() throws Exception {
        for (DidVersion version : log.versions()) {
            ResolutionResult result = resolver.resolve(
                    log.first().did().toString(),
                    Map.of("versionId", version.versionId().toString()));
            assertThat(result.httpStatus()).isEqualTo(200);
            assertThat(result.didDocument()).isEqualTo(version.document().resolved());
        }
        ResolutionResult second = resolver.resolve(log.first().did().toString(), Map.of("versionNumber", "2"));
        assertThat(second.didDocument())
                .isEqualTo(log.versions().get(1).document().resolved());
        assertThat(second.didDocumentMetadata().get("nextUpdate")).isEqualTo(new JsonString("2026-11-24T08:20:00Z"));
        assertThat(second.didDocumentMetadata().get("nextVersionId"))
                .isEqualTo(new JsonString(log.latest().versionId().toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T08:00:00Z, 1",
        "2026-11-24T08:09:59.9Z, 1",
        "2026-11-24T09:10:00+01:00, 2",
        "2026-11-24T08:20:00Z, 3",
        "2099-01-01T00:00:00Z, 3"
    })
    void resolve_versionTime_givesTheVersionOfThen(String time, int number) throws Exception {
        ResolutionResult result = resolver.resolve(log.first().did().toString(), Map.of("versionTime", time));
        assertThat(result.didDocumentMetadata().get("versionNumber")).isEqualTo(JsonNumber.of(number));
    }

    @Test
    void resolve_noSuchVersion_isNotFound() throws Exception {
        String other = "1-" + Multihash.of(new byte[0]);
        for (Map<String, String> options : List.of(
                Map.of("versionId", other),
                Map.of("versionNumber", "4"),
                Map.of("versionTime", "2026-11-24T07:59:59Z"))) {
            error(log.first().did().toString(), options, ResolutionError.NOT_FOUND, 404);
        }
    }

    @Test
    void resolve_optionsThatCannotBe_areInvalid() throws Exception {
        for (Map<String, String> options : List.of(
                Map.of("versionId", "3"),
                Map.of("versionNumber", "0"),
                Map.of("versionNumber", "one"),
                Map.of("versionTime", "yesterday"),
                Map.of("versionNumber", "1", "versionTime", "2026-11-24T08:00:00Z"))) {
            error(log.first().did().toString(), options, ResolutionError.INVALID_OPTIONS, 400);
        }
        error(log.first().did().toString(), Map.of("hl", "en"), ResolutionError.FEATURE_NOT_SUPPORTED, 501);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not-a-did",
                "did:example",
                "did:",
                "did:webvh:x",
                "did:webvh:example.com",
                "did:WEBVH:a:b",
                "did:webvh:QmUbTyW8QGNWxWJonYpeMs8vToktBYxzhk6cgJV9JYzfwo:127.0.0.1"
            })
    void resolve_noDid_isInvalid(String did) throws Exception {
        error(did, Map.of(), ResolutionError.INVALID_DID, 400);
    }

    @Test
    void resolve_unknown_isNotFound() throws Exception {
        error("did:webvh:" + Multihash.of(new byte[0]) + ":acme.example", Map.of(), ResolutionError.NOT_FOUND, 404);
        // the right SCID under a name that it never had
        error("did:webvh:" + log.scid() + ":evil.example", Map.of(), ResolutionError.NOT_FOUND, 404);
    }

    @Test
    void resolve_anotherMethod_isNotSupported() throws Exception {
        error("did:unsupported:123456789abcdefghi", Map.of(), ResolutionError.METHOD_NOT_SUPPORTED, 501);
    }

    @Test
    void resolve_deactivated_isGoneButItsVersionsAreShown() throws Exception {
        JsonObject state = log.latest().document().json();
        log = append(log, JsonObject.EMPTY.with("deactivated", JsonBoolean.TRUE), state, "2026-11-24T08:30:00Z");
        String did = log.latest().did().toString();
        ResolutionResult gone = resolver.resolve(did, Map.of());
        assertThat(gone.httpStatus()).isEqualTo(410);
        assertThat(gone.error()).isNull();
        assertThat(gone.didDocument()).isNull();
        assertThat(gone.didDocumentMetadata().get("deactivated")).isEqualTo(JsonBoolean.TRUE);
        assertThat(gone.toJson().toString()).contains("\"didDocument\":null");
        ResolutionResult before = resolver.resolve(did, Map.of("versionNumber", "3"));
        assertThat(before.httpStatus()).isEqualTo(410);
        assertThat(before.didDocument()).isNotNull();
        assertThat(before.didDocumentMetadata().get("deactivated")).isEqualTo(JsonBoolean.TRUE);
    }

    // ---- documents

    @Test
    void resolved_publicHost_hasTheImplicitServicesUnlessItHasItsOwn() {
        String did = log.latest().did().toString();
        JsonObject files = JsonObject.EMPTY
                .with("id", did + "#files")
                .with("type", "relativeRef")
                .with("serviceEndpoint", "https://acme.example/");
        assertThat(log.latest().document().resolved().get("service")).isEqualTo(JsonArray.of(service("#whois"), files));
        assertThat(log.first().document().resolved())
                .isEqualTo(log.first().document().json());
    }

    @Test
    void parallelWeb_movedDid_isTheDidWebDocument() {
        JsonObject web = log.latest().document().parallelWeb();
        assertThat(web.get("id")).isEqualTo(new JsonString("did:web:acme.example"));
        assertThat(web.toString())
                .contains("\"controller\":\"did:web:acme.example\"")
                .contains("\"did:web:acme.example#key-1\"")
                .contains("\"id\":\"did:web:acme.example#files\"");
        assertThat(web.get("alsoKnownAs"))
                .isEqualTo(JsonArray.ofStrings(
                        List.of("did:web:" + Forge.PLACE, log.latest().did().toString())));
    }

    private void error(String did, Map<String, String> options, ResolutionError error, int status) throws Exception {
        ResolutionResult result = resolver.resolve(did, options);
        assertThat(result.error()).isEqualTo(error);
        assertThat(result.httpStatus()).isEqualTo(status);
        assertThat(result.didDocument()).isNull();
        assertThat(result.didDocumentMetadata()).isEqualTo(JsonObject.EMPTY);
        var problem = (JsonObject)
                java.util.Objects.requireNonNull(result.didResolutionMetadata().get("error"));
        assertThat(problem.get("type")).isEqualTo(new JsonString("https://www.w3.org/ns/did#" + error.name()));
        assertThat(problem.names()).containsExactly("detail", "title", "type");
    }

    private static JsonObject service(String id) {
        return JsonObject.EMPTY
                .with("id", id)
                .with("type", "LinkedVerifiablePresentation")
                .with("serviceEndpoint", "https://acme.example/our.vp");
    }

    private static DidLog append(DidLog log, JsonObject parameters, JsonObject state, String time) throws Exception {
        JsonObject entry = Forge.next(log.latest().head(), parameters, state, time, Forge.key(1));
        return log.append(entry.toString().getBytes(StandardCharsets.UTF_8), DidLogForm.LEDGER, NOW);
    }
}
