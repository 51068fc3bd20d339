package org.tallystick.identity.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidLogForm;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.Forge;
import org.tallystick.identity.did.KeyValidity;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonNumber;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonString;
import org.tallystick.ledger.prove.KeyHistory;
import org.tallystick.ledger.prove.RefusedKeyHistoryException;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.KeyId;

class WebvhKeyHistoryTest {
    private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

    private DidLog log;
    private KeyHistory.Verified history;

    /** key-1 is 7 in versions 1 and 2 (the second under another name), 8 in 3, 7 again in 4. */
    @BeforeEach
    void read() throws Exception {
        DidVersion first = Forge.read(Forge.first(Forge.firstParameters(1), Forge.firstState(7), Forge.key(1)));
        JsonArray known = JsonArray.of(new JsonString(first.did().toString()));
        String moved = "did:webvh:" + first.did().scid() + ":acme.example";
        log = append(DidLog.of(first), Forge.state(moved, 7).with("alsoKnownAs", known), 1);
        log = append(log, Forge.state(moved, 8), 2);
        log = append(log, Forge.state(moved, 7), 3);
        history = new WebvhKeyHistory().read(log.toJsonl());
    }

    @Test
    void read_registeredLog_givesNamesAndKeys() throws Exception {
        assertThat(history.did()).isEqualTo(log.latest().did().toString());
        assertThat(history.latestVersionId()).isEqualTo(log.latest().versionId().toString());
        assertThat(history.names(new Issuer(log.first().did().toString()))).isTrue();
        assertThat(history.names(new Issuer(log.latest().did().toString()))).isTrue();
        assertThat(history.names(new Issuer("did:webvh:" + log.scid() + ":evil.example")))
                .isFalse();
        for (DidVersion version : log.versions()) {
            int seed = version.versionId().number() == 3 ? 8 : 7;
            assertThat(history.key(kid(version, "key-1")))
                    .isEqualTo(Forge.key(seed).publicKey());
            assertThat(history.isCurrent(kid(version, "key-1"))).isEqualTo(seed == 7);
        }
    }

    @Test
    void key_thatIsNone_isRefused() throws Exception {
        DidVersion first = log.first();
        refuse(kid(first, "key-2"), "no signing key key-2");
        refuse(kid(first, Forge.multikey(1).text()), "no signing key");
        refuse(new KeyId(first.did().toString(), Optional.empty(), "key-1"), "pins no version");
        refuse(new KeyId(first.did().toString(), Optional.of("1-x"), "key-1"), "pins no version");
        String otherNumber = "2" + first.versionId().toString().substring(1);
        refuse(new KeyId(first.did().toString(), Optional.of(otherNumber), "key-1"), "no version");
        refuse(
                new KeyId(
                        log.latest().did().toString(),
                        Optional.of(first.versionId().toString()),
                        "key-1"),
                "has the name");
    }

    @Test
    void signingKey_run_isUnbroken() {
        assertRun(1, 1, 2, false);
        assertRun(2, 1, 2, false);
        assertRun(3, 3, 3, false);
        assertRun(4, 4, 4, true);
        assertThat(log.signingKey(log.first().versionId(), "key-9")).isEmpty();
    }

    @Test
    void read_logInAnotherFormOrChanged_isRefused() {
        String jsonl = new String(log.toJsonl(), StandardCharsets.UTF_8);
        for (String bad : new String[] {
            "",
            jsonl.strip(),
            jsonl + "\n",
            jsonl.replace("\n", "\r\n"),
            jsonl.replace("key-1", "key-2"),
            jsonl.substring(jsonl.indexOf('\n') + 1),
            jsonl.replaceFirst("\"versionTime\"", " \"versionTime\"")
        }) {
            assertThatThrownBy(() -> new WebvhKeyHistory().read(bad.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(RefusedKeyHistoryException.class);
        }
    }

    @Test
    void read_didWithWitnesses_isRefused() {
        JsonObject witness = JsonObject.EMPTY
                .with("threshold", JsonNumber.of(1))
                .with("witnesses", JsonArray.of(JsonObject.EMPTY.with("id", "did:key:" + Forge.multikey(9))));
        JsonObject first =
                Forge.first(Forge.firstParameters(1).with("witness", witness), Forge.firstState(7), Forge.key(1));
        assertThatThrownBy(() -> new WebvhKeyHistory().read((first + "\n").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RefusedKeyHistoryException.class)
                .hasMessageContaining("witnesses");
    }

    private void assertRun(int pinned, int from, int through, boolean current) {
        DidVersion version = log.version(pinned).orElseThrow();
        assertThat(log.signingKey(version.versionId(), "key-1"))
                .contains(new KeyValidity(
                        Forge.multikey(pinned == 3 ? 8 : 7),
                        log.version(from).orElseThrow(),
                        log.version(through).orElseThrow(),
                        current));
    }

    private void refuse(KeyId keyId, String message) {
        assertThatThrownBy(() -> history.key(keyId))
                .isInstanceOf(RefusedKeyHistoryException.class)
                .hasMessageContaining(message);
        assertThat(history.isCurrent(keyId)).isFalse();
    }

    private static KeyId kid(DidVersion version, String fragment) {
        return new KeyId(
                version.did().toString(), Optional.of(version.versionId().toString()), fragment);
    }

    private static DidLog append(DidLog log, JsonObject state, int seconds) throws Exception {
        JsonObject entry = Forge.next(
                log.latest().head(), JsonObject.EMPTY, state, "2026-11-24T08:00:0" + seconds + "Z", Forge.key(1));
        return log.append(entry.toBytes(), DidLogForm.LEDGER, NOW);
    }
}
