package org.tallystick.ledger.order.cometbft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.crypto.Ed25519PublicKey;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.execute.LedgerState;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.note.Cosigner;
import org.tallystick.ledger.testing.TestData;

class GenesisTest {
    static Ed25519PublicKey key(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return Ed25519SigningKey.ofSeed(seed).publicKey();
    }

    private static Genesis of(int validators) {
        return new Genesis(
                "chain-\"1\"",
                Instant.parse("2026-11-24T00:00:00.5Z"),
                42,
                java.util.stream.IntStream.range(0, validators)
                        .mapToObj(i -> new Genesis.Validator("member " + i, key(i)))
                        .toList(),
                new Genesis.AppState(
                        new Checkpoint("tallystick.localhost/00", 0, MerkleTree.emptyRoot()),
                        LedgerState.empty().root(),
                        List.of(new Cosigner("acme.example", Ed25519SigningKey.ofSeed(new byte[32])).verifierKey())));
    }

    @Test
    void text_isReadBackAsItWas() throws Exception {
        Genesis genesis = of(4);

        assertThat(Genesis.parse(genesis.text())).isEqualTo(genesis);
        assertThat(Genesis.AppState.parse(genesis.appState().text())).isEqualTo(genesis.appState());
    }

    @Test
    void parse_anyOtherForm_isRefused() {
        String text = of(2).text();
        assertThatThrownBy(() -> Genesis.parse(text + "\n")).isInstanceOf(MalformedGenesisException.class);
        assertThatThrownBy(() -> Genesis.parse(text.replace("\"power\": \"1\"", "\"power\": \"2\"")))
                .isInstanceOf(MalformedGenesisException.class)
                .hasMessageContaining("one form");
        assertThatThrownBy(() -> Genesis.parse(text.replace("\"app_hash\": \"", "\"app_hash\": \"00")))
                .isInstanceOf(MalformedGenesisException.class);
        assertThatThrownBy(() -> Genesis.parse(text.replace("\"chain_id\"", "\"chain\"")))
                .isInstanceOf(MalformedGenesisException.class)
                .hasMessageContaining("chain_id");
        assertThatThrownBy(() -> Genesis.parse(text.replace("member 1", "member \u0001")))
                .isInstanceOf(MalformedGenesisException.class);
    }

    @Test
    void constructor_oneKeyTwice_isRefused() {
        Genesis one = of(1);
        assertThatThrownBy(() -> new Genesis(
                        one.chainId(),
                        one.time(),
                        1,
                        List.of(new Genesis.Validator("a", key(1)), new Genesis.Validator("b", key(1))),
                        one.appState()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void quorum_isMoreThanTwoThirds() {
        assertThat(of(1).quorum()).isEqualTo(1);
        assertThat(of(2).quorum()).isEqualTo(2);
        assertThat(of(3).quorum()).isEqualTo(3);
        assertThat(of(4).quorum()).isEqualTo(3);
        assertThat(of(7).quorum()).isEqualTo(5);
    }

    /** The genesis of a chain of four that others made. */
    @Test
    void address_isAsCometBftPrintsIt() throws Exception {
        Json genesis = Json.parse(Files.readString(TestData.path("cometbft/genesis.json")));

        for (Json validator : genesis.get("validators").items()) {
            Ed25519PublicKey key = Ed25519PublicKey.parse(Base64.getDecoder()
                    .decode(validator.get("pub_key").get("value").text()));
            assertThat(new Genesis.Validator("", key).address())
                    .isEqualTo(validator.get("address").text());
        }
        assertThat(genesis.get("validators").items()).hasSize(4);
    }
}
