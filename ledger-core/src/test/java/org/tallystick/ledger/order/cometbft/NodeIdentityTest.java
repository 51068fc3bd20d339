package org.tallystick.ledger.order.cometbft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeIdentityTest {
    @TempDir
    Path folder;

    @Test
    void identity_isMadeOnceAndFoundAgain() throws Exception {
        NodeIdentity made = NodeIdentity.loadOrCreate(folder.resolve("home"));

        assertThat(NodeIdentity.loadOrCreate(folder.resolve("home"))).isEqualTo(made);
        assertThat(NodeIdentity.loadOrCreate(folder.resolve("other"))).isNotEqualTo(made);
        assertThat(made.nodeId()).matches("[0-9a-f]{40}");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("home/config/priv_validator_key.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void voteKey_withoutItsVotes_isNotUsed() throws Exception {
        NodeIdentity.loadOrCreate(folder);
        Files.delete(folder.resolve("data/priv_validator_state.json"));

        assertThatThrownBy(() -> NodeIdentity.loadOrCreate(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("what it voted for");
        assertThat(folder.resolve("data/priv_validator_state.json")).doesNotExist();
    }

    @Test
    void key_thatOthersCouldRead_isNotUsed() throws Exception {
        NodeIdentity.loadOrCreate(folder);
        Files.setPosixFilePermissions(
                folder.resolve("config/node_key.json"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> NodeIdentity.loadOrCreate(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("others than its owner");
    }

    @Test
    void file_thatIsNoKey_isNamed() throws Exception {
        NodeIdentity.loadOrCreate(folder);
        Path key = folder.resolve("config/node_key.json");
        Files.writeString(key, Files.readString(key).replace("\"value\": \"", "\"value\": \"AAAA"));

        assertThatThrownBy(() -> NodeIdentity.loadOrCreate(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("node_key.json");
    }
}
