package org.tallystick.api.proof;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.api.node.Node;
import org.tallystick.api.testing.HttpLog;
import org.tallystick.api.testing.TestEvents;
import org.tallystick.api.testing.TestNode;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.ConsistencyProof;
import org.tallystick.ledger.log.EntryBundle;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.log.RefusedProofException;
import org.tallystick.ledger.log.Tile;
import org.tallystick.ledger.prove.TrustPolicy;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class ProofResourceTest {
    @Inject
    Node node;

    private final HttpLog log = new HttpLog();

    private long capture() {
        return TestEvents.register(node.ledger(), TestEvents.event(TestEvents.newEventID()));
    }

    private Checkpoint newest() {
        return HttpLog.checkpoint(log.note());
    }

    private Hash leaf(long index) throws Exception {
        Tile bundle = new Tile(Tile.ENTRIES, index / 256, (int) (index % 256) + 1);
        return EntryBundle.parse(log.read(bundle), bundle.width()).leafHashes().getLast();
    }

    private static LogProof proof(String path) throws Exception {
        Response answer = given().get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("text/plain; charset=utf-8");
        return LogProof.parse(answer.asByteArray());
    }

    @Test
    void proof_ofEachEntry_isInItsOwnBlocksCheckpointAndHolds() throws Exception {
        TrustPolicy policy = TrustPolicy.parse(given().get("/log/policy").asString());
        for (int i = 0; i < 5; i++) {
            long index = capture();
            // Of the newest block first, whose checkpoint is not stored yet, and once it is.
            LogProof young = proof("/proofs/" + index + ".tlog-proof");
            capture();
            LogProof old = proof("/proofs/" + index + ".tlog-proof");

            assertThat(young.checkpoint().size()).isEqualTo(index + 1);
            assertThat(old).isEqualTo(young);
            assertThat(young.inclusion().index()).isEqualTo(index);
            young.verifyInclusion(leaf(index));
            assertThatThrownBy(() -> young.verifyInclusion(leaf(index - 1))).isInstanceOf(RefusedProofException.class);
            assertThat(policy.check(young.signedCheckpoint()).refusals()).isEmpty();
        }
        LogProof first = proof("/proofs/0.tlog-proof");
        first.verifyInclusion(leaf(0));
        assertThat(first.checkpoint().size()).isEqualTo(1);
    }

    @Test
    void proof_atAnotherSizeOrTheNewest_isInThatCheckpoint() throws Exception {
        long index = capture();
        long later = capture();
        capture();
        LogProof atSize = proof("/proofs/" + index + ".tlog-proof?size=" + (later + 1));
        LogProof atNewest = proof("/proofs/" + index + ".tlog-proof?at=newest");

        assertThat(atSize.checkpoint().size()).isEqualTo(later + 1);
        assertThat(atNewest.checkpoint()).isEqualTo(newest());
        atSize.verifyInclusion(leaf(index));
        atNewest.verifyInclusion(leaf(index));
    }

    @Test
    void proof_ofAnEntryThatIsNotThere_is404() {
        long size = newest().size();
        for (String index :
                List.of(Long.toString(size), "9223372036854775807", "9223372036854775808", "01", "-1", "x")) {
            given().get("/proofs/" + index + ".tlog-proof")
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("detail", containsString("There is no entry " + index));
        }
        given().get("/proofs/" + size + ".tlog-proof?at=newest").then().statusCode(404);
    }

    @Test
    void proof_inACheckpointThatIsNotThereOrTooSmall_isRefused() {
        long index = TestEvents.register(
                node.ledger(), TestEvents.event(TestEvents.newEventID()), TestEvents.event(TestEvents.newEventID()));
        String proof = "/proofs/" + index + ".tlog-proof";
        given().get(proof + "?size=" + (index + 1)).then().statusCode(200);
        given().get(proof + "?size=" + (newest().size() + 1))
                .then()
                .statusCode(404)
                .body("detail", containsString("No checkpoint of size"));
        given().get(proof + "?size=1").then().statusCode(404).body("detail", containsString("no entry"));
        given().get(proof + "?size=0").then().statusCode(404);
        for (String query : List.of("?size=x", "?size=-1", "?size=01", "?at=oldest", "?at=newest&size=1")) {
            given().get(proof + query)
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("type", is("urn:tallystick:problem:query-parameter"))
                    .body("errors[0].pointer", containsString(query.startsWith("?size") ? "?size" : "?at"));
        }
    }

    @Test
    void consistency_ofEveryPairOfCheckpoints_holds() throws Exception {
        List<Checkpoint> checkpoints = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            capture();
            checkpoints.add(newest());
        }
        for (Checkpoint from : checkpoints) {
            for (Checkpoint to : checkpoints.subList(checkpoints.indexOf(from), checkpoints.size())) {
                Response answer = given().get("/proofs/consistency?from=" + from.size() + "&to=" + to.size());
                assertThat(answer.statusCode()).isEqualTo(200);
                List<Hash> path = new ArrayList<>();
                for (String line : answer.asString().lines().toList()) {
                    path.add(Hash.parseBase64(line));
                }
                ConsistencyProof proof = new ConsistencyProof(from.size(), to.size(), path);
                proof.verify(from.root(), to.root());
                assertThatThrownBy(() -> proof.verify(Hash.sha256(new byte[0]), to.root()))
                        .isInstanceOf(RefusedProofException.class);
            }
        }
        assertThat(given().get("/proofs/consistency?from=0&to="
                                + checkpoints.getLast().size())
                        .asString())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?from=1", "?to=1", "?from=x&to=2", "?from=1&to=", "?from=2&to=1", "?from=-1&to=1"})
    void consistency_ofNoPair_is400(String query) {
        given().get("/proofs/consistency" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors[0].pointer", containsString("?"));
    }

    @Test
    void consistency_toASizeThatWasNeverSigned_is404() {
        given().get("/proofs/consistency?from=1&to=99999999")
                .then()
                .statusCode(404)
                .body("detail", containsString("No checkpoint of size 99999999"));
    }
}
