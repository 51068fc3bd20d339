package org.tallystick.api.log;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.api.node.Node;
import org.tallystick.api.testing.HttpLog;
import org.tallystick.api.testing.TestEvents;
import org.tallystick.api.testing.TestNode;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.EntryBundle;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.log.Tile;
import org.tallystick.ledger.log.TiledTree;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.prove.TrustPolicy;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class LogResourceTest {
    @Inject
    Node node;

    private final HttpLog log = new HttpLog();

    @Test
    void checkpoint_isSignedUnderTheServedPolicy() throws Exception {
        TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()));
        Response answer = given().get("/log/checkpoint");
        TrustPolicy policy = TrustPolicy.parse(given().get("/log/policy").asString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=1");
        assertThat(answer.asString()).isEqualTo(node.ledger().checkpoint().note());
        assertThat(policy.check(HttpLog.note(answer.asString())).refusals()).isEmpty();
        assertThat(policy.onlyLog()).isEqualTo(node.logVerifierKey());
    }

    @Test
    void checkpoint_withItsETag_is304UntilTheLogGrows() {
        TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()));
        String tag = given().get("/log/checkpoint").header("ETag");

        given().header("If-None-Match", tag)
                .get("/log/checkpoint")
                .then()
                .statusCode(304)
                .header("ETag", tag)
                .header("Cache-Control", "public, max-age=1")
                .body(emptyString());
        TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()));
        given().header("If-None-Match", tag).get("/log/checkpoint").then().statusCode(200);
    }

    @Test
    void head_hasTheHeadersOfGetAndNoBody() {
        Response get = given().get("/log/checkpoint");
        given().head("/log/checkpoint")
                .then()
                .statusCode(200)
                .header("ETag", get.header("ETag"))
                .header("Cache-Control", get.header("Cache-Control"))
                .header("Content-Length", get.header("Content-Length"))
                .body(emptyString());
        given().head("/log/tile/0/000.p/1").then().statusCode(200).body(emptyString());
    }

    @Test
    void tilesAndBundles_giveTheCheckpointsRootAndEntries() throws Exception {
        TestEvents.growTo(node.ledger(), 300);
        Checkpoint checkpoint = HttpLog.checkpoint(log.note());
        List<Hash> leaves = new ArrayList<>();
        for (Tile tile : HttpLog.tiles(checkpoint.size())) {
            if (tile.level() == Tile.ENTRIES) {
                EntryBundle bundle = EntryBundle.parse(log.read(tile), tile.width());
                leaves.addAll(bundle.leafHashes());
            }
        }

        assertThat(checkpoint.size()).isGreaterThanOrEqualTo(300);
        assertThat(new TiledTree(checkpoint.size(), log).root()).isEqualTo(checkpoint.root());
        assertThat(MerkleTree.root(leaves)).isEqualTo(checkpoint.root());
    }

    @Test
    void tile_narrowerThanItIsByNow_isItsBeginning() throws Exception {
        TestEvents.growTo(node.ledger(), 270);
        byte[] full = log.read(new Tile(0, 0, 256));
        byte[] bundle = log.read(new Tile(Tile.ENTRIES, 0, 256));
        for (int width : new int[] {1, 2, 3, 100, 255}) {
            assertThat(log.read(new Tile(0, 0, width))).isEqualTo(Arrays.copyOf(full, 32 * width));
            byte[] narrow = log.read(new Tile(Tile.ENTRIES, 0, width));
            assertThat(narrow).isEqualTo(Arrays.copyOf(bundle, narrow.length));
            assertThat(EntryBundle.parse(narrow, width).size()).isEqualTo(width);
        }
    }

    @Test
    void tile_isOctetsForEverAndAsTheyAre() {
        TestEvents.growTo(node.ledger(), 256);
        for (String path : List.of("/log/tile/0/000", "/log/tile/entries/000", "/log/tile/1/000.p/1")) {
            Response answer = given().header("Accept-Encoding", "gzip, br").get(path);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.contentType()).isEqualTo("application/octet-stream");
            // Private, because this node's setting does not show tiles to everybody.
            assertThat(answer.header("Cache-Control")).isEqualTo("private, max-age=31536000, immutable");
            assertThat(answer.header("Content-Encoding")).isNull();
            given().header("If-None-Match", answer.header("ETag"))
                    .get(path)
                    .then()
                    .statusCode(304);
        }
    }

    @Test
    void tile_beyondTheSize_is404AndNotKept() {
        TestEvents.growTo(node.ledger(), 2);
        for (String path : List.of(
                "/log/tile/0/x999/999",
                "/log/tile/0/x999/999.p/1",
                "/log/tile/entries/x999/999.p/1",
                "/log/tile/7/000.p/1",
                "/log/tile/8/000.p/1",
                "/log/tile/63/000.p/1",
                "/log/tile/0/x009/x223/x372/x036/x854/x775/807.p/1")) {
            given().get(path)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .header("Cache-Control", "no-store")
                    .header("ETag", nullValue())
                    .body(
                            "detail",
                            containsString(
                                    path.equals("/log/tile/0/x009/x223/x372/x036/x854/x775/807.p/1")
                                            ? "tile"
                                            : "of a larger one"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/log/tile/0/0",
                "/log/tile/0/0000",
                "/log/tile/0/x000/000",
                "/log/tile/00/000",
                "/log/tile/64/000",
                "/log/tile/-1/000",
                "/log/tile/0/000.p/0",
                "/log/tile/0/000.p/256",
                "/log/tile/0/000.p/01",
                "/log/tile/0/000.p",
                "/log/tile/0%2F000.p/1",
                "/log/tile/entries/",
                "/log/tile/data/000"
            })
    void tile_ofNoForm_is404(String path) {
        given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", is("urn:tallystick:problem:not-found"));
    }

    @Test
    void policies_areServedByNumber() {
        String newest = given().get("/log/policy").asString();
        given().get("/log/policy/1")
                .then()
                .statusCode(200)
                .contentType("text/plain")
                .body(is(newest));
        for (String number : List.of("0", "2", "01", "-1", "x", "99999999999999999999")) {
            given().get("/log/policy/" + number)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("detail", containsString("the newest is policy 1"));
        }
    }

    @Test
    void verifierKeys_areALineEach() throws Exception {
        String text = given().get("/log/vkeys").then().statusCode(200).extract().asString();
        assertThat(text).endsWith("\n");
        List<String> lines = text.lines().toList();
        assertThat(lines).doesNotHaveDuplicates();
        assertThat(VerifierKey.parse(lines.getFirst())).isEqualTo(node.logVerifierKey());
    }
}
