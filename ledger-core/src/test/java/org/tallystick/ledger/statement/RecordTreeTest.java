package org.tallystick.ledger.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.InclusionProof;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.log.RefusedProofException;

class RecordTreeTest {

    @Test
    void treesUpTo64_giveTheRootAndPathsOfRfc6962() throws Exception {
        List<Hash> digests = new ArrayList<>();
        for (int count = 1; count <= 64; count++) {
            digests.add(Hash.sha256(new byte[] {(byte) count}));
            RecordTree tree = RecordTree.of(digests);
            assertThat(tree.count()).isEqualTo(count);
            assertThat(tree.root()).as("root of %d", count).isEqualTo(MerkleTree.root(digests));
            for (int position = 0; position < count; position++) {
                InclusionProof path = tree.path(position);
                assertThat(path).isEqualTo(InclusionProof.prove(digests, position));
                path.verify(digests.get(position), tree.root());
            }
        }
    }

    @Test
    void path_forAnotherPositionOrCount_isRefused() {
        List<Hash> digests = List.of(Hash.sha256(), Hash.sha256(new byte[1]), Hash.sha256(new byte[2]));
        RecordTree tree = RecordTree.of(digests);
        InclusionProof path = tree.path(1);
        refused(new InclusionProof(0, 3, path.path()), digests.get(1), tree.root());
        refused(new InclusionProof(1, 2, path.path()), digests.get(1), tree.root());
        refused(path, digests.get(2), tree.root());
        assertThatThrownBy(() -> tree.path(3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.path(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RecordTree.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void salt_changesTheDigestAndPrintsNothing() {
        byte[] record = "{}".getBytes(StandardCharsets.UTF_8);
        RecordSalt salt = RecordSalt.of(Statements.counting(32));
        byte[] salted = new byte[34];
        System.arraycopy(Statements.counting(32), 0, salted, 0, 32);
        System.arraycopy(record, 0, salted, 32, 2);
        assertThat(salt.digest(record)).isEqualTo(MerkleTree.leafHash(salted));
        assertThat(RecordSalt.of(new byte[32]).digest(record)).isNotEqualTo(salt.digest(record));
        assertThat(salt).hasToString("salt");
        assertThat(RecordSalt.of(salt.bytes())).isEqualTo(salt);
        assertThatThrownBy(() -> RecordSalt.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    private static void refused(InclusionProof proof, Hash leaf, Hash root) {
        assertThatThrownBy(() -> proof.verify(leaf, root)).isInstanceOf(RefusedProofException.class);
    }
}
