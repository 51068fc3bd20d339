package org.tallystick.api.identifier;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.parsing.Parser;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.tallystick.api.node.Node;
import org.tallystick.api.testing.EvidenceCheck;
import org.tallystick.api.testing.TestEvents;
import org.tallystick.api.testing.TestNode;
import org.tallystick.identity.organisation.Organisation;

/** In a node of its own: a DID that moved does not come back. */
@QuarkusTest
@QuarkusTestResource(TestNode.class)
@TestProfile(MovedDidTest.OwnNode.class)
class MovedDidTest {
    /** Makes the tests start another node. */
    public static final class OwnNode implements QuarkusTestProfile {}

    @Inject
    Node node;

    @Test
    void didThatMovedToADomain_isThereUnderBothNamesAndAsDidWeb() throws Exception {
        String id = TestEvents.newEventID();
        long first = TestEvents.register(node.ledger(), TestEvents.event(id));
        String before = node.organisation().log().latest().did().toString();
        assertThat(node.organisation().move("acme.example")).isInstanceOf(Organisation.Change.Made.class);
        assertThat(node.organisation().rotate(Organisation.Haste.ORDINARY))
                .isInstanceOf(Organisation.Change.Made.class);
        String after = node.organisation().log().latest().did().toString();
        TestEvents.register(node.ledger(), TestEvents.declaration(id));

        given().get("/1.0/identifiers/" + before)
                .then()
                .defaultParser(Parser.JSON)
                .statusCode(200)
                .body("didDocument.id", is(after))
                .body("didDocumentMetadata.equivalentId", hasItem(before));
        given().get("/1.0/identifiers/" + before + "?versionNumber=1")
                .then()
                .defaultParser(Parser.JSON)
                .statusCode(200)
                .body("didDocument.id", is(before))
                .body("didDocumentMetadata.canonicalId", is(after));
        byte[] here = given().get("/.well-known/did.jsonl")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        byte[] there = given().get("/organisation/did.jsonl")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        assertThat(here).isEqualTo(there);
        given().get("/.well-known/did.json")
                .then()
                .defaultParser(Parser.JSON)
                .statusCode(200)
                .contentType("application/did+ld+json")
                .body("id", is("did:web:acme.example"))
                .body("alsoKnownAs", hasItem(after));
        given().get("/organisation/did.json").then().statusCode(404);

        // What was signed under the old name is the same issuer's, and proven still.
        given().header("Authorization", "Bearer " + TestNode.administrator())
                .get("/api/v1/events/" + id)
                .then()
                .statusCode(200)
                .body("member[0].index", is((int) first))
                .body("member[0].issuer", is(before))
                .body("member[0].standing", is("declaredWrong"))
                .body("member[1].issuer", is(after));
        EvidenceCheck.proven(EvidenceCheck.download("/api/v1/records/" + first + "/0/evidence"));
        EvidenceCheck.proven(EvidenceCheck.download("/api/v1/events/" + id + "/evidence"));
    }
}
