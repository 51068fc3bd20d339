package org.tallystick.identity.did;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonForm;
import org.tallystick.identity.json.JsonNumber;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonString;
import org.tallystick.identity.json.JsonValue;
import org.tallystick.identity.json.MalformedJsonException;
import org.tallystick.identity.json.Mutations;

class DidDocumentTest {
    private static final String DID = "did:webvh:QmUbTyW8QGNWxWJonYpeMs8vToktBYxzhk6cgJV9JYzfwo:acme.example";
    private static final String P256 = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP";

    @Test
    void parse_relativeAndAbsoluteIds_areTheSame() {
        for (String id : List.of("#k", DID + "#k")) {
            for (String reference : List.of("#k", DID + "#k")) {
                DidDocument document = DidDocument.parse(
                        document(method(id, "Multikey", DID, Forge.multikey(7).text()))
                                .with("assertionMethod", JsonArray.of(new JsonString(reference))));
                assertThat(document.assertionKeys()).containsOnlyKeys("k").containsValue(Forge.multikey(7));
                assertThat(document.method("k")).isPresent();
                assertThat(document.permits(VerificationRelationship.ASSERTION_METHOD, "k"))
                        .isTrue();
                assertThat(document.permits(VerificationRelationship.AUTHENTICATION, "k"))
                        .isFalse();
            }
        }
    }

    @Test
    void parse_methodEmbeddedInARelationship_isForThatAlone() {
        JsonObject embedded = method("#k", "Multikey", DID, Forge.multikey(7).text());
        DidDocument assertion =
                DidDocument.parse(JsonObject.EMPTY.with("id", DID).with("assertionMethod", JsonArray.of(embedded)));
        assertThat(assertion.assertionKeys()).containsOnlyKeys("k");
        DidDocument authentication =
                DidDocument.parse(JsonObject.EMPTY.with("id", DID).with("authentication", JsonArray.of(embedded)));
        assertThat(authentication.assertionKeys()).isEmpty();
        assertThat(authentication.permits(VerificationRelationship.AUTHENTICATION, "k"))
                .isTrue();
    }

    @Test
    void assertionKeys_methodsThatTheLedgerCannotUse_areLeftOut() {
        String other = DID.replace("acme", "other");
        DidDocument document = DidDocument.parse(document(
                        method("#good", "Multikey", DID, Forge.multikey(7).text()),
                        method("#p256", "Multikey", DID, P256),
                        method("#foreign", "Multikey", other, Forge.multikey(7).text()),
                        method("#nobody", "Multikey", DID, Forge.multikey(7).text())
                                .without("controller"),
                        method("#type", "JsonWebKey", DID, Forge.multikey(7).text()),
                        method("#unknown", "Multikey", DID, "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"),
                        method(
                                "#nopoint",
                                "Multikey",
                                DID,
                                Multikey.of(Multikey.Kind.ED25519, new byte[32]).text()),
                        method("#unlisted", "Multikey", DID, Forge.multikey(8).text()),
                        method(
                                other + "#elsewhere",
                                "Multikey",
                                DID,
                                Forge.multikey(7).text()))
                .with(
                        "assertionMethod",
                        JsonArray.ofStrings(List.of(
                                "#good",
                                "#p256",
                                "#foreign",
                                "#nobody",
                                "#type",
                                "#unknown",
                                "#nopoint",
                                "#absent",
                                other + "#elsewhere"))));
        assertThat(document.assertionKeys()).containsOnlyKeys("good", "p256");
        assertThat(document.method("unknown").orElseThrow().key()).isEmpty();
        assertThat(document.method("nobody").orElseThrow().controller()).isEmpty();
        assertThat(document.method("elsewhere")).isEmpty();
    }

    @Test
    void parse_unknownMembers_areKept() {
        JsonObject json = document(
                        method("#k", "Multikey", DID, Forge.multikey(7).text()).with("purpose", "x"))
                .with("@context", JsonArray.ofStrings(List.of("https://www.w3.org/ns/did/v1")))
                .with("x", JsonNumber.of(1));
        assertThat(DidDocument.parse(json).json()).isEqualTo(json);
    }

    @Test
    void parse_twoOfOneId_areRefused() {
        JsonObject one = method("#k", "Multikey", DID, Forge.multikey(7).text());
        JsonObject two = method(DID + "#k", "Multikey", DID, Forge.multikey(8).text());
        refuse(document(one, two), "two verification methods");
        refuse(document(one).with("assertionMethod", JsonArray.of(two)), "two verification methods");
        JsonObject service = JsonObject.EMPTY.with("id", "#s").with("type", "x").with("serviceEndpoint", "https://x");
        refuse(document(one).with("service", JsonArray.of(service, service.with("id", DID + "#s"))), "two services");
    }

    @Test
    void parse_membersOfAnotherType_areRefused() {
        JsonObject good =
                document(method("#k", "Multikey", DID, Forge.multikey(7).text()));
        JsonValue number = JsonNumber.of(1);
        refuse(good.without("id"), "id must be a string");
        refuse(good.with("id", "did:web:acme.example"), "did:webvh");
        refuse(good.with("id", DID + "#x"), "");
        refuse(good.with("verificationMethod", JsonObject.EMPTY), "verificationMethod must be an array");
        refuse(good.with("verificationMethod", JsonArray.of(number)), "verificationMethod items must be an object");
        refuse(good.with("assertionMethod", number), "assertionMethod must be an array");
        refuse(good.with("authentication", JsonArray.of(number)), "authentication items must be a string");
        refuse(good.with("authentication", JsonArray.ofStrings(List.of("k"))), "");
        refuse(good.with("alsoKnownAs", number), "alsoKnownAs must be an array");
        refuse(good.with("alsoKnownAs", JsonArray.of(number)), "alsoKnownAs items must be a string");
        refuse(good.with("service", JsonArray.of(JsonObject.EMPTY)), "service.id must be a string");
        JsonObject method = method("#k", "Multikey", DID, Forge.multikey(7).text());
        refuse(document(method.without("id")), "verificationMethod.id");
        refuse(document(method.without("type")), "verificationMethod.type");
        refuse(document(method.with("controller", number)), "verificationMethod.controller");
        refuse(document(method.with("id", "k")), "");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65})
    void parse_methods_areAtMostSixtyFour(int count) {
        JsonObject[] methods = new JsonObject[count];
        for (int i = 0; i < count; i++) {
            methods[i] = method("#k" + i, "Multikey", DID, P256);
        }
        if (count <= Members.MAX_ITEMS) {
            DidDocument parsed = DidDocument.parse(document(methods));
            assertThat(parsed.method("k" + (count - 1))).isPresent();
        } else {
            refuse(document(methods), "at most 64");
        }
    }

    @Test
    void parse_mutatedDocuments_nothingElseComesOut() {
        byte[] seed = document(method("#k", "Multikey", DID, Forge.multikey(7).text()))
                .with("assertionMethod", JsonArray.ofStrings(List.of("#k")))
                .with("alsoKnownAs", JsonArray.ofStrings(List.of("did:web:acme.example")))
                .with("service", JsonArray.of(JsonObject.EMPTY.with("id", "#s")))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        var random = new SplittableRandom(11);
        for (int round = 0; round < 20_000; round++) {
            try {
                if (JsonValue.parse(Mutations.mutate(seed, random), JsonForm.ANY, 10_000) instanceof JsonObject json) {
                    DidDocument document = DidDocument.parse(json);
                    assertThat(document.json()).isEqualTo(json);
                    assertThat(document.resolved().has("service")).isTrue();
                    assertThat(document.parallelWeb().get("id")).isInstanceOf(JsonString.class);
                    assertThat(document.assertionKeys()).hasSizeLessThan(2);
                }
            } catch (MalformedJsonException | MalformedDidException refused) {
                assertThat(Optional.ofNullable(refused.getMessage())).isPresent();
            }
        }
    }

    private static JsonObject document(JsonObject... methods) {
        return JsonObject.EMPTY.with("id", DID).with("verificationMethod", JsonArray.of(methods));
    }

    private static JsonObject method(String id, String type, String controller, String key) {
        return JsonObject.EMPTY
                .with("id", id)
                .with("type", type)
                .with("controller", controller)
                .with("publicKeyMultibase", key);
    }

    private static void refuse(JsonObject json, String message) {
        assertThatThrownBy(() -> DidDocument.parse(json))
                .isInstanceOf(MalformedDidException.class)
                .hasMessageContaining(message);
    }
}
