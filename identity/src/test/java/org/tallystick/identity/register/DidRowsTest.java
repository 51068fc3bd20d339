package org.tallystick.identity.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tallystick.identity.did.DidHead;
import org.tallystick.identity.did.DidParameters;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.DidWitnesses;
import org.tallystick.identity.did.Forge;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.Mutations;
import org.tallystick.identity.register.DidRows.VersionRow;
import org.tallystick.ledger.execute.StateChange;

/** The rows are covered by the state root: their bytes are for ever. */
class DidRowsTest {
    private static DidVersion version() throws Exception {
        return Forge.read(Forge.first(
                Forge.firstParameters(1).with("nextKeyHashes", Forge.hashes(2)), Forge.firstState(7), Forge.key(1)));
    }

    @Test
    void changes_ofAFirstEntry_areTheseBytes() throws Exception {
        DidVersion version = version();
        List<StateChange> changes = DidRows.changes(List.of(version));
        assertThat(changes).hasSize(2);
        String scid = version.did().scid().text();
        String did = "did:webvh:" + scid + ":tallystick.localhost:acme";
        assertThat(changes.get(0).key()).hasToString("did/" + scid + "/1");
        assertThat(hex(changes.get(0)))
                .isEqualTo("84" + "01" + text(did) + text(version.versionId().toString()) + "a1" + text("key-1")
                        + text(Forge.multikey(7).text()));
        assertThat(changes.get(1).key()).hasToString("did/" + scid);
        assertThat(hex(changes.get(1)))
                .isEqualTo(
                        "88" + "01" + text(did) + text(version.versionId().toString()) + "82" + "1a" + seconds() + "00"
                                + "81" + text(Forge.multikey(1).text())
                                + "81" + text(Forge.multikey(2).hash().text())
                                + "f5" + "f4");
    }

    @Test
    void read_writtenRows_areTheSame() throws Exception {
        DidHead head = version().head();
        DidHead read = DidRows.readHead(DidRows.headBytes(head));
        // What no entry is judged by is not kept.
        assertThat(read)
                .isEqualTo(new DidHead(
                        head.did(),
                        head.versionId(),
                        head.versionTime(),
                        new DidParameters(
                                head.parameters().updateKeys(),
                                head.parameters().nextKeyHashes(),
                                DidWitnesses.NONE,
                                List.of(),
                                true,
                                false,
                                0)));
        VersionRow row = VersionRow.of(version());
        assertThat(DidRows.readVersion(row.bytes())).isEqualTo(row);
    }

    @Test
    void bytes_manyKeys_areInTheOrderOfDeterministicCbor() throws Exception {
        JsonObject state = Forge.firstState(7);
        String did = "did:webvh:{SCID}:" + Forge.PLACE;
        List<org.tallystick.identity.json.JsonValue> methods = new java.util.ArrayList<>();
        for (String fragment : List.of("key-10", "b", "key-9", "aa", "a")) {
            methods.add(JsonObject.EMPTY
                    .with("id", did + "#" + fragment)
                    .with("type", "Multikey")
                    .with("controller", did)
                    .with("publicKeyMultibase", Forge.multikey(7).text()));
        }
        JsonObject first = Forge.first(
                Forge.firstParameters(1),
                state.with("verificationMethod", new JsonArray(methods))
                        .with(
                                "assertionMethod",
                                new JsonArray(methods.stream()
                                        .map(method ->
                                                java.util.Objects.requireNonNull(((JsonObject) method).get("id")))
                                        .toList())),
                Forge.key(1));
        VersionRow row = VersionRow.of(Forge.read(first));
        assertThat(row.keys()).containsOnlyKeys("a", "aa", "b", "key-10", "key-9");
        // The writer reads back what it writes, and refuses keys out of order.
        assertThat(DidRows.readVersion(row.bytes())).isEqualTo(row);
    }

    /** A row that this ledger did not write is a broken invariant, never a wrong answer. */
    @Test
    void read_mutatedRows_stopTheNode() throws Exception {
        byte[] head = DidRows.headBytes(version().head());
        byte[] row = VersionRow.of(version()).bytes();
        var random = new SplittableRandom(3);
        for (int round = 0; round < 5_000; round++) {
            try {
                byte[] mutated = Mutations.mutate(head, random);
                assertThat(DidRows.headBytes(DidRows.readHead(mutated))).isEqualTo(mutated);
            } catch (IllegalStateException refused) {
                assertThat(refused).hasMessageContaining("not one that this ledger wrote");
            }
            try {
                byte[] mutated = Mutations.mutate(row, random);
                assertThat(DidRows.readVersion(mutated).bytes()).isEqualTo(mutated);
            } catch (IllegalStateException refused) {
                assertThat(refused).hasMessageContaining("not one that this ledger wrote");
            }
        }
        assertThatThrownBy(() -> DidRows.readHead(new byte[0])).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void head_absentRow_isEmpty() throws Exception {
        assertThat(DidRows.head(version().did().scid(), key -> Optional.empty()))
                .isEmpty();
        assertThat(DidRows.version(version().did().scid(), 1, key -> Optional.empty()))
                .isEmpty();
    }

    private static String seconds() {
        return HexFormat.of().toHexDigits((int) Forge.TIME.getEpochSecond());
    }

    private static String hex(StateChange change) {
        return HexFormat.of().formatHex(((StateChange.Put) change).value());
    }

    private static String text(String text) {
        int length = text.length();
        String head = length < 24
                ? HexFormat.of().toHexDigits((byte) (0x60 | length))
                : "78" + HexFormat.of().toHexDigits((byte) length);
        return head + HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
