package org.tallystick.identity.organisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidLogForm;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.MalformedDidException;
import org.tallystick.identity.did.Multikey;
import org.tallystick.identity.did.VerificationRelationship;
import org.tallystick.identity.organisation.OrganisationKeys.NamedKey;
import org.tallystick.identity.organisation.OrganisationKeys.Outcome;
import org.tallystick.ledger.statement.DidSyntax;

class OrganisationKeysTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final String HOME = "tallystick.localhost:acme";

    @TempDir
    private Path temp;

    @Test
    void create_emptyFolder_givesAPortablePreRotatedDid() throws Exception {
        DidVersion first = open().create(HOME, NOW);

        assertThat(first.did().toString()).isEqualTo("did:webvh:" + first.did().scid() + ":tallystick.localhost:acme");
        assertThat(first.versionTimeText()).isEqualTo("2026-11-24T08:00:00Z");
        assertThat(first.parameters().portable()).isTrue();
        assertThat(first.parameters().isPreRotationOn()).isTrue();
        assertThat(first.document().assertionKeys()).containsOnlyKeys("key-1");
        assertThat(first.document().permits(VerificationRelationship.AUTHENTICATION, "key-1"))
                .isTrue();
        assertThat(first.document().alsoKnownAs()).isEmpty();
        assertThat(first.document().resolved()).isEqualTo(first.document().json());
        // The update key is none of the document's: the two have different uses.
        assertThat(first.document().assertionKeys().values())
                .doesNotContainAnyElementsOf(first.parameters().updateKeys());
    }

    @Test
    void create_killedBeforeItWasRegistered_givesTheSameEntryAgain() throws Exception {
        DidVersion first = open().create(HOME, NOW);
        DidVersion again = open().create(HOME, NOW.plusSeconds(60));
        assertThat(again.line()).isEqualTo(first.line());
    }

    @Test
    void create_withADid_isRefused() throws Exception {
        OrganisationKeys keys = open();
        settle(keys, DidLog.of(keys.create(HOME, NOW)), Outcome.REGISTERED);
        assertThatThrownBy(() -> keys.create(HOME, NOW)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> open().create(HOME, NOW)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void signingKey_registered_isTheDocumentsAndNamedByItsVersion() throws Exception {
        OrganisationKeys keys = open();
        DidVersion first = keys.create(HOME, NOW);
        assertThatThrownBy(keys::signingKey).isInstanceOf(IllegalStateException.class);
        settle(keys, DidLog.of(first), Outcome.REGISTERED);

        NamedKey key = keys.signingKey();
        assertThat(key.issuer().did()).isEqualTo(first.did().toString());
        assertThat(key.keyId()).hasToString(first.did() + "?versionId=" + first.versionId() + "#key-1");
        assertThat(Multikey.of(Multikey.Kind.ED25519, key.key().publicKey().bytes()))
                .isEqualTo(first.document().assertionKeys().get("key-1"));
    }

    @Test
    void entryKey_ofAnEntry_isTheOneThatMadeIt() throws Exception {
        OrganisationKeys keys = open();
        DidVersion first = keys.create(HOME, NOW);
        NamedKey key = keys.entryKey(first.line());
        assertThat(key.keyId())
                .hasToString(first.did() + "?versionId=" + first.versionId() + "#"
                        + first.parameters().updateKeys().getFirst());
        settle(keys, DidLog.of(first), Outcome.REGISTERED);
        // It stays: a whole log enters another ledger signed by the current update key.
        assertThat(keys.entryKey(first.line()).keyId()).isEqualTo(key.keyId());
    }

    @Test
    void rotate_registered_replacesBothKeysAndForgetsTheOldOnes() throws Exception {
        OrganisationKeys keys = open();
        DidVersion first = keys.create(HOME, NOW);
        DidLog log = DidLog.of(first);
        settle(keys, log, Outcome.REGISTERED);
        assertThat(files()).hasSize(3);

        DidVersion second = keys.rotate(NOW.plusSeconds(10));
        assertThat(keys.signingKey().keyId().fragment()).isEqualTo("key-1");
        settle(keys, log, Outcome.STILL_PENDING);
        assertThat(keys.signingKey().keyId().fragment()).isEqualTo("key-1");

        log = log.append(second.line(), DidLogForm.LEDGER, NOW.plusSeconds(10));
        settle(keys, log, Outcome.REGISTERED);
        assertThat(second.did()).isEqualTo(first.did());
        assertThat(second.document().assertionKeys()).containsOnlyKeys("key-2");
        assertThat(keys.signingKey().keyId()).hasToString(first.did() + "?versionId=" + second.versionId() + "#key-2");
        assertThat(files()).hasSize(3);
        assertThat(keys.held())
                .doesNotContain(
                        first.parameters().updateKeys().getFirst().text(),
                        first.document()
                                .assertionKeys()
                                .values()
                                .iterator()
                                .next()
                                .text());
        settle(keys, log, Outcome.NOTHING_PENDING);
    }

    @Test
    void rotate_inTheSameSecond_isASecondLater() throws Exception {
        OrganisationKeys keys = open();
        settle(keys, DidLog.of(keys.create(HOME, NOW)), Outcome.REGISTERED);
        assertThat(keys.rotate(NOW).versionTime()).isEqualTo(NOW.plusSeconds(1));
        assertThat(keys.rotate(NOW.minusSeconds(3600)).versionTime()).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void rotate_again_anyOfTheTwoMayBeRegistered() throws Exception {
        OrganisationKeys keys = open();
        DidLog log = DidLog.of(keys.create(HOME, NOW));
        settle(keys, log, Outcome.REGISTERED);
        DidVersion ordinary = keys.rotate(NOW.plusSeconds(10));
        DidVersion emergency = keys.rotate(NOW.plusSeconds(20));
        assertThat(emergency.versionId()).isNotEqualTo(ordinary.versionId());

        DidLog other = log.append(ordinary.line(), DidLogForm.LEDGER, NOW.plusSeconds(20));
        settle(keys, other, Outcome.SUPERSEDED);
        assertThat(keys.signingKey().keyId().fragment()).isEqualTo("key-2");
        assertThat(keys.signingKey().keyId().versionId())
                .contains(ordinary.versionId().toString());
        assertThat(files()).hasSize(3);
        // and the change can be made again after that
        DidVersion third = keys.rotate(NOW.plusSeconds(30));
        settle(keys, other.append(third.line(), DidLogForm.LEDGER, NOW.plusSeconds(30)), Outcome.REGISTERED);
    }

    @Test
    void move_toADomain_keepsTheSigningKeyAndAllNames() throws Exception {
        OrganisationKeys keys = open();
        DidVersion first = keys.create(HOME, NOW);
        DidLog log = DidLog.of(first);
        settle(keys, log, Outcome.REGISTERED);

        DidVersion moved = keys.move("acme.example%3A8443:supply", NOW.plusSeconds(10));
        log = log.append(moved.line(), DidLogForm.LEDGER, NOW.plusSeconds(10));
        settle(keys, log, Outcome.REGISTERED);

        assertThat(moved.did().toString()).isEqualTo("did:webvh:" + first.did().scid() + ":acme.example%3A8443:supply");
        assertThat(moved.document().assertionKeys()).isEqualTo(first.document().assertionKeys());
        assertThat(moved.document().alsoKnownAs())
                .containsExactly(first.did().toString(), "did:web:acme.example%3A8443:supply");
        assertThat(keys.signingKey().keyId()).hasToString(moved.did() + "?versionId=" + moved.versionId() + "#key-1");

        DidVersion again = keys.move("acme.example", NOW.plusSeconds(20));
        assertThat(again.document().alsoKnownAs())
                .containsExactly(first.did().toString(), moved.did().toString(), "did:web:acme.example");
        DidVersion back = keys.move(HOME, NOW.plusSeconds(20));
        assertThat(back.document().alsoKnownAs()).containsExactly(moved.did().toString());
    }

    @Test
    void move_toNoDomain_isRefusedAndNothingIsPending() throws Exception {
        OrganisationKeys keys = open();
        settle(keys, DidLog.of(keys.create(HOME, NOW)), Outcome.REGISTERED);
        for (String bad : List.of("localhost", "127.0.0.1", "acme.example:..", "acme.example/x", "")) {
            assertThatThrownBy(() -> keys.move(bad, NOW)).isInstanceOf(MalformedDidException.class);
        }
        assertThat(keys.pending()).isEmpty();
        assertThat(keys.held()).as("no key was made for it").hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme.example%3a8443", "acme.example:caf%c3%a9"})
    void move_toANameThatNoStatementCanBear_isRefusedAndNothingIsPending(String bad) throws Exception {
        OrganisationKeys keys = open();
        settle(keys, DidLog.of(keys.create(HOME, NOW)), Outcome.REGISTERED);
        assertThatThrownBy(() -> keys.move(bad, NOW))
                .isInstanceOf(MalformedDidException.class)
                .hasMessageContaining("upper-case");
        assertThat(keys.pending()).isEmpty();
    }

    @Test
    void move_toTheLongestName_canBeSignedAndOneCharacterMoreIsRefused() throws Exception {
        OrganisationKeys keys = open();
        DidVersion first = keys.create(HOME, NOW);
        settle(keys, DidLog.of(first), Outcome.REGISTERED);
        int room = DidSyntax.LENGTH_MAX - ("did:webvh:" + first.did().scid() + ":acme.example:").length();
        String longest = "acme.example:" + "a".repeat(room);
        assertThatThrownBy(() -> keys.move(longest + "a", NOW))
                .isInstanceOf(MalformedDidException.class)
                .hasMessageContaining("513");
        assertThat(keys.pending()).isEmpty();
        DidVersion moved = keys.move(longest, NOW);
        assertThat(keys.entryKey(moved.line()).issuer().did()).hasSize(DidSyntax.LENGTH_MAX);
        assertThat(keys.pending()).isPresent();
    }

    @Test
    void rotate_thenMove_keepsWhatElseTheDocumentSays() throws Exception {
        OrganisationKeys keys = open();
        DidLog log = DidLog.of(keys.create(HOME, NOW));
        settle(keys, log, Outcome.REGISTERED);
        DidVersion moved = keys.move("acme.example", NOW.plusSeconds(5));
        log = log.append(moved.line(), DidLogForm.LEDGER, NOW.plusSeconds(5));
        settle(keys, log, Outcome.REGISTERED);
        DidVersion rotated = keys.rotate(NOW.plusSeconds(10));
        assertThat(rotated.document().alsoKnownAs()).isEqualTo(moved.document().alsoKnownAs());
        assertThat(rotated.document().assertionKeys()).containsOnlyKeys("key-3");
    }

    @Test
    void settle_killedAfterKeysBeforeTheEntry_forgetsTheKeys() throws Exception {
        OrganisationKeys keys = open();
        DidLog log = DidLog.of(keys.create(HOME, NOW));
        settle(keys, log, Outcome.REGISTERED);
        keys.rotate(NOW.plusSeconds(10));
        Files.delete(folder().resolve("pending"));
        assertThat(files()).hasSize(5);

        OrganisationKeys restarted = open();
        settle(restarted, log, Outcome.NOTHING_PENDING);
        assertThat(files()).hasSize(3);
        assertThat(restarted.signingKey().keyId().fragment()).isEqualTo("key-1");
        DidVersion second = restarted.rotate(NOW.plusSeconds(20));
        settle(restarted, log.append(second.line(), DidLogForm.LEDGER, NOW.plusSeconds(20)), Outcome.REGISTERED);
    }

    @Test
    void settle_killedBeforeRegistration_handsInTheSameLine() throws Exception {
        OrganisationKeys keys = open();
        DidLog log = DidLog.of(keys.create(HOME, NOW));
        settle(keys, log, Outcome.REGISTERED);
        DidVersion second = keys.rotate(NOW.plusSeconds(10));

        OrganisationKeys restarted = open();
        settle(restarted, log, Outcome.STILL_PENDING);
        assertThat(restarted.pending())
                .hasValueSatisfying(line -> assertThat(line).isEqualTo(second.line()));
        assertThat(restarted.entryKey(second.line()).keyId().versionId())
                .contains(second.versionId().toString());
    }

    @Test
    void settle_killedAfterRegistration_hasTheNewKeys() throws Exception {
        OrganisationKeys keys = open();
        DidLog log = DidLog.of(keys.create(HOME, NOW));
        settle(keys, log, Outcome.REGISTERED);
        DidVersion second = keys.rotate(NOW.plusSeconds(10));
        log = log.append(second.line(), DidLogForm.LEDGER, NOW.plusSeconds(10));

        OrganisationKeys restarted = open();
        settle(restarted, log, Outcome.REGISTERED);
        assertThat(restarted.signingKey().keyId().fragment()).isEqualTo("key-2");
        assertThat(restarted.pending()).isEmpty();
    }

    @Test
    void settle_logOlderThanTheKeys_isRefusedAndNoKeyIsLost() throws Exception {
        OrganisationKeys keys = open();
        DidLog old = DidLog.of(keys.create(HOME, NOW));
        settle(keys, old, Outcome.REGISTERED);
        DidVersion second = keys.rotate(NOW.plusSeconds(10));
        DidLog log = old.append(second.line(), DidLogForm.LEDGER, NOW.plusSeconds(10));
        settle(keys, log, Outcome.REGISTERED);
        List<String> before = files();

        OrganisationKeys restarted = open();
        assertThatThrownBy(() -> restarted.settle(old))
                .isInstanceOf(KeysAheadOfLogException.class)
                .hasMessageContaining(second.versionId().toString());
        assertThat(files()).isEqualTo(before);
        settle(restarted, log, Outcome.NOTHING_PENDING);
    }

    @Test
    void settle_logOfAnotherDid_isRefused() throws Exception {
        OrganisationKeys keys = open();
        settle(keys, DidLog.of(keys.create(HOME, NOW)), Outcome.REGISTERED);
        DidVersion other =
                OrganisationKeys.open(temp.resolve("other"), new SecureRandom()).create(HOME, NOW);
        assertThatThrownBy(() -> keys.settle(DidLog.of(other))).isInstanceOf(KeysAheadOfLogException.class);
    }

    @Test
    void open_unfinishedFile_isRemoved() throws Exception {
        OrganisationKeys keys = open();
        DidVersion first = keys.create(HOME, NOW);
        Files.writeString(folder().resolve("z6MkHalf.pem.unfinished"), "-----BEGIN PRIV");
        Files.writeString(folder().resolve("pending.unfinished"), "{\"parameters\"");
        settle(open(), DidLog.of(first), Outcome.REGISTERED);
        try (Stream<Path> all = Files.list(folder())) {
            assertThat(all.map(Path::toString)).noneMatch(name -> name.endsWith(".unfinished"));
        }
    }

    @Test
    void open_newFolder_onlyItsOwnerCanRead() throws Exception {
        open().create(HOME, NOW);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                .isEqualTo("rwx------");
        try (Stream<Path> all = Files.list(folder())) {
            assertThat(all)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void open_keyThatOthersCanRead_isRefused() throws Exception {
        open().create(HOME, NOW);
        Path key = folder().resolve(files().getFirst());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("rw-r-----");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("rwxr-xr-x");
    }

    @Test
    void open_damagedKey_isRefusedWithoutShowingIt() throws Exception {
        open().create(HOME, NOW);
        Path key = folder().resolve(files().getFirst());
        Path other = folder().resolve(files().getLast());
        String pem = Files.readString(key);
        String secret = pem.lines().toList().get(1);
        Files.writeString(key, pem.replace("-----BEGIN", "----BEGIN"));
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(key.toString())
                .hasMessageNotContaining(secret);
        Files.writeString(key, Files.readString(other));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("named by");
    }

    @Test
    void settle_damagedPendingEntry_isRefused() throws Exception {
        OrganisationKeys keys = open();
        DidLog log = DidLog.of(keys.create(HOME, NOW));
        settle(keys, log, Outcome.REGISTERED);
        DidVersion second = keys.rotate(NOW.plusSeconds(10));
        String line = new String(second.line(), StandardCharsets.UTF_8);
        Files.writeString(folder().resolve("pending"), line.replace("key-2", "key-3") + "\n");
        List<String> before = files();
        assertThatThrownBy(() -> open().settle(log)).isInstanceOf(IOException.class);
        assertThat(files()).isEqualTo(before);
    }

    private OrganisationKeys open() throws IOException {
        return OrganisationKeys.open(folder(), new SecureRandom());
    }

    private Path folder() {
        return temp.resolve("keys");
    }

    /** The names of the key files, in order. */
    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder())) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".pem"))
                    .sorted()
                    .toList();
        }
    }

    private static void settle(OrganisationKeys keys, DidLog log, Outcome expected) throws IOException {
        assertThat(keys.settle(log)).isEqualTo(expected);
    }
}
