package org.tallystick.identity.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.identity.did.DidHead;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidLogForm;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.Forge;
import org.tallystick.identity.did.Multihash;
import org.tallystick.identity.did.Multikey;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonBoolean;
import org.tallystick.identity.json.JsonNumber;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.Mutations;
import org.tallystick.identity.organisation.OrganisationKeys;
import org.tallystick.identity.organisation.OrganisationSigner;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.execute.Outcome;
import org.tallystick.ledger.execute.Refusal;
import org.tallystick.ledger.execute.Refusal.Code;
import org.tallystick.ledger.execute.VerifiedSignatures;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.KeyId;
import org.tallystick.ledger.statement.SignedStatement;

class DidEntryHandlerTest {
    private static final Instant NOW = Forge.TIME;
    private static final String LATER = "2026-11-24T08:00:01Z";

    @TempDir
    private Path temp;

    private final TestLog log = new TestLog();
    private final SplittableRandom random = new SplittableRandom(1);
    private OrganisationKeys keys;
    private OrganisationSigner signer;

    @BeforeEach
    void open() throws IOException {
        keys = OrganisationKeys.open(temp.resolve("keys"), new SecureRandom());
        signer = new OrganisationSigner(
                keys, TestLog.ORIGIN, Clock.fixed(NOW, ZoneOffset.UTC), new VerifiedSignatures());
    }

    // ---- the organisation's own way

    @Test
    void decide_firstStatementOfTheLog_registersTheOrganisation() throws Exception {
        DidVersion first = keys.create("tallystick.localhost:acme", NOW);
        log.register(entry(first.line()), NOW);
        assertThat(log.view().size()).isEqualTo(1);
        assertThat(log.view().state().rows().keySet().stream().map(Object::toString))
                .containsExactly(
                        "did/" + first.did().scid(), "did/" + first.did().scid() + "/1");
        keys.settle(DidLog.of(first));
        log.register(capture(), NOW);
    }

    @Test
    void decide_rotation_isRegisteredAndTheOldKeyRefused() throws Exception {
        DidLog did = registerFirst();
        SignedStatement signedBefore = capture();
        DidVersion second = keys.rotate(NOW.plusSeconds(5));
        log.register(entry(second.line()), NOW.plusSeconds(5));
        log.refuse(signedBefore, NOW.plusSeconds(6), Code.KEY_NOT_CURRENT, "key-1");
        log.refuse(capture(), NOW.plusSeconds(6), Code.KEY_NOT_CURRENT, "key-1");
        keys.settle(did.append(second.line(), DidLogForm.LEDGER, NOW.plusSeconds(5)));
        log.register(capture(), NOW.plusSeconds(6));
    }

    @Test
    void decide_rotationAndCapturesInOneBlock_areDecidedInTheirOrder() throws Exception {
        registerFirst();
        SignedStatement before = capture();
        SignedStatement after = capture();
        SignedStatement rotation = entry(keys.rotate(NOW.plusSeconds(5)).line());
        List<Outcome> outcomes = log.execute(List.of(before, rotation, after), NOW.plusSeconds(5));
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Registered.class);
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Registered.class);
        assertThat(outcomes.get(2))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(Code.KEY_NOT_CURRENT));
    }

    @Test
    void decide_move_isRegisteredAndWhatWaitsUnderTheOldNameIsGood() throws Exception {
        DidLog did = registerFirst();
        SignedStatement signedBefore = capture();
        DidVersion moved = keys.move("acme.example", NOW.plusSeconds(5));
        log.register(entry(moved.line()), NOW.plusSeconds(5));
        log.register(signedBefore, NOW.plusSeconds(6));
        keys.settle(did.append(moved.line(), DidLogForm.LEDGER, NOW.plusSeconds(5)));
        SignedStatement signedAfter = capture();
        assertThat(signedAfter.header().issuer())
                .isEqualTo(new Issuer(moved.did().toString()));
        log.register(signedAfter, NOW.plusSeconds(6));

        // The new name with a version of the old one is no spelling of any key.
        KeyId mixed = new KeyId(
                moved.did().toString(), Optional.of(did.first().versionId().toString()), "key-1");
        log.refuse(
                signed(
                        mixed,
                        moved.did().toString(),
                        ContentType.CAPTURE,
                        payload(),
                        keys.signingKey().key()),
                NOW.plusSeconds(7),
                Code.UNKNOWN_KEY,
                "has the name");
    }

    @Test
    void decide_sameEntryAgain_isAnsweredOrRefusedButNeverTwice() throws Exception {
        DidLog did = registerFirst();
        DidVersion second = keys.rotate(NOW.plusSeconds(5));
        byte[] line = second.line();
        log.register(entry(line), NOW.plusSeconds(5));
        log.refuse(entry(line), NOW.plusSeconds(6), Code.RULE, "VERSION_TAKEN");
        log.refuse(entry(did.first().line()), NOW.plusSeconds(6), Code.RULE, "VERSION_TAKEN");
    }

    @Test
    void decide_anotherEntryOfTheSameNumber_isRefused() throws Exception {
        registerFirst();
        SignedStatement one = entry(keys.rotate(NOW.plusSeconds(5)).line());
        SignedStatement other = entry(keys.rotate(NOW.plusSeconds(6)).line());
        log.register(one, NOW.plusSeconds(6));
        log.refuse(other, NOW.plusSeconds(7), Code.RULE, "VERSION_TAKEN");
    }

    // ---- beginnings

    @Test
    void decide_secondOrganisation_isRefusedWithoutAnAdmission() throws Exception {
        registerFirst();
        JsonObject first = forged();
        log.refuse(entryBy(first, 1), NOW, Code.RULE, "NOT_ADMITTED");
    }

    @Test
    void decide_membersOfANetwork_beginInAnyOrder_andNobodyElseDoes() throws Exception {
        DidVersion own = keys.create("tallystick.localhost:acme", NOW);
        JsonObject second = forged();
        JsonObject stranger = Forge.first(Forge.firstParameters(3), Forge.firstState(8), Forge.key(3));
        TestLog network = new TestLog(new DidEntryHandler(
                Set.of(own.did().scid(), Forge.read(second).did().scid())));
        network.refuse(entryBy(stranger, 3), NOW, Code.RULE, "NOT_ADMITTED"); // though it would be entry 0
        network.register(entryBy(second, 1), NOW);
        network.refuse(entryBy(stranger, 3), NOW, Code.RULE, "NOT_ADMITTED");
        network.register(entry(own.line()), NOW);
        network.refuse(entryBy(second, 1), NOW, Code.RULE, "VERSION_TAKEN");
    }

    @Test
    void decide_nextEntryOfAnUnknownDid_isRefused() throws Exception {
        DidHead head = Forge.read(forged()).head();
        JsonObject next =
                Forge.next(head, JsonObject.EMPTY, Forge.state(head.did().toString(), 7), LATER, Forge.key(1));
        log.refuse(entryBy(next, 1), NOW.plusSeconds(1), Code.UNKNOWN_ISSUER, "not registered");
    }

    @Test
    void decide_captureBeforeAnyDid_isRefused() throws Exception {
        keys.create("tallystick.localhost:acme", NOW);
        keys.settle(DidLog.of(keys.create("tallystick.localhost:acme", NOW)));
        log.refuse(capture(), NOW, Code.UNKNOWN_ISSUER, "not registered");
    }

    @Test
    void decide_wholeHistory_entersAnotherLedgerSignedByTheCurrentUpdateKey() throws Exception {
        DidLog did = registerFirst();
        SignedStatement pinsFirst = capture();
        DidVersion second = keys.move("acme.example", NOW.plusSeconds(5));
        did = did.append(second.line(), DidLogForm.LEDGER, NOW.plusSeconds(5));
        keys.settle(did);
        DidVersion third = keys.rotate(NOW.plusSeconds(9));
        DidLog whole = did.append(third.line(), DidLogForm.LEDGER, NOW.plusSeconds(9));
        keys.settle(whole);

        var other = new TestLog();
        SignedStatement entering = signer.sign(ContentType.DID_LOG, whole.toJsonl(), cti());
        assertThat(entering.header().keyId().toString())
                .isEqualTo(third.did() + "?versionId=" + third.versionId() + "#"
                        + third.parameters().updateKeys().getFirst());
        other.register(entering, NOW.plusSeconds(10));
        assertThat(other.view().state().rows()).hasSize(4);
        other.register(capture(), NOW.plusSeconds(11));
        other.refuse(pinsFirst, NOW.plusSeconds(11), Code.KEY_NOT_CURRENT, "key-1");
        // and it goes on there
        DidVersion fourth = keys.rotate(NOW.plusSeconds(12));
        other.register(entry(fourth.line()), NOW.plusSeconds(12));
    }

    @Test
    void decide_historyInParts_isNobodyUntilTheLastOne() throws Exception {
        DidLog did = history(6);
        DidVersion newest = did.latest();
        var other = new TestLog();
        Instant now = NOW.plusSeconds(100);

        other.register(part(did, 0, 2), now);
        other.refuse(capture(), now, Code.UNKNOWN_ISSUER, "not registered");
        other.refuse(part(did, 0, 2), now, Code.RULE, "PORTABLE");
        other.refuse(part(did, 3, 5), now, Code.RULE, "VERSION_ID");
        other.register(part(did, 2, 5), now);
        other.refuse(capture(), now, Code.UNKNOWN_ISSUER, "not registered");
        SignedStatement last = part(did, 5, 6);
        assertThat(last.header().keyId().toString())
                .isEqualTo(newest.did() + "?versionId=" + newest.versionId() + "#"
                        + newest.parameters().updateKeys().getFirst());
        other.register(last, now);
        assertThat(other.view().state().rows()).as("six versions and the head").hasSize(7);
        other.register(capture(), now);
        other.refuse(last, now, Code.RULE, "VERSION_TAKEN");
        DidVersion next = keys.rotate(now);
        other.register(entry(next.line()), now);
    }

    @Test
    void decide_historyInPartsByAnotherKey_isRefused() throws Exception {
        DidLog did = history(3);
        DidVersion newest = did.latest();
        var other = new TestLog();
        Instant now = NOW.plusSeconds(100);
        byte[] first = lines(did, 0, 1);
        KeyId foreign = kid(newest, Forge.multikey(1).text());
        SignedStatement begun = signed(foreign, newest.did().toString(), ContentType.DID_LOG, first, Forge.key(1));

        // A copy of somebody's log begins, under a key of the copier: it never comes to its end.
        other.register(begun, now);
        other.refuse(part(did, 1, 2), now, Code.RULE, "ENTERING");
        other.refuse(
                signed(foreign, newest.did().toString(), ContentType.DID_LOG, lines(did, 1, 3), Forge.key(1)),
                now,
                Code.UNKNOWN_KEY,
                "no update key");
        other.refuse(capture(), now, Code.UNKNOWN_ISSUER, "not registered");
    }

    /** This organisation's own, settled. */
    private DidLog history(int versions) throws Exception {
        DidLog did = registerFirst();
        for (int number = 2; number <= versions; number++) {
            DidVersion next = keys.rotate(NOW.plusSeconds(number));
            did = did.append(next.line(), DidLogForm.LEDGER, NOW.plusSeconds(number));
            keys.settle(did);
        }
        return did;
    }

    private SignedStatement part(DidLog did, int from, int end) {
        return signer.sign(ContentType.DID_LOG, lines(did, from, end), cti());
    }

    private static byte[] lines(DidLog did, int from, int end) {
        var lines = new ByteArrayOutputStream();
        for (DidVersion version : did.versions().subList(from, end)) {
            lines.writeBytes(version.line());
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    @Test
    void decide_historySignedByASpentUpdateKey_isRefused() throws Exception {
        JsonObject first = Forge.first(
                Forge.firstParameters(1).with("nextKeyHashes", Forge.hashes(2)), Forge.firstState(7), Forge.key(1));
        DidHead head = Forge.read(first).head();
        JsonObject second =
                Forge.next(head, rotation(2, 3), Forge.state(head.did().toString(), 8), LATER, Forge.key(2));
        DidVersion newest = head.next(second.toBytes(), DidLogForm.LEDGER, NOW.plusSeconds(1));
        byte[] whole = (first + "\n" + second + "\n").getBytes(StandardCharsets.UTF_8);
        log.refuse(byKey(newest, whole, 1), NOW.plusSeconds(1), Code.UNKNOWN_KEY, "no update key");
        log.refuse(byKey(newest, whole, 3), NOW.plusSeconds(1), Code.UNKNOWN_KEY, "no update key");
        log.register(byKey(newest, whole, 2), NOW.plusSeconds(1));
    }

    @Test
    void decide_historyOfAKnownDid_isRefused() throws Exception {
        DidLog did = registerFirst();
        DidVersion second = keys.rotate(NOW.plusSeconds(5));
        byte[] whole =
                did.append(second.line(), DidLogForm.LEDGER, NOW.plusSeconds(5)).toJsonl();
        log.refuse(signer.sign(ContentType.DID_LOG, whole, cti()), NOW.plusSeconds(5), Code.RULE, "VERSION_TAKEN");
    }

    // ---- time

    @Test
    void decide_versionTime_isHeldToTheBlockTime() throws Exception {
        registerFirst();
        SignedStatement ahead = entry(keys.rotate(NOW.plusSeconds(301)).line());
        log.refuse(ahead, NOW, Code.RULE, "VERSION_TIME_FUTURE");
        log.register(ahead, NOW.plusSeconds(1));
    }

    // ---- who signs

    @Test
    void decide_entryHandedInByAnother_isRefused() throws Exception {
        JsonObject first = forged();
        DidVersion version = Forge.read(first);
        byte[] payload = line(first);
        log.refuse(byKey(version, payload, 2), NOW, Code.UNKNOWN_KEY, "no update key");
        log.refuse(byKey(version, payload, 7), NOW, Code.UNKNOWN_KEY, "no update key");
        // the right kid, another key's signature
        KeyId kid = kid(version, Forge.multikey(1).text());
        log.refuse(
                signed(kid, version.did().toString(), ContentType.DID_LOG, payload, Forge.key(2)),
                NOW,
                Code.BAD_SIGNATURE,
                "not signed by");
        log.register(byKey(version, payload, 1), NOW);
    }

    @Test
    void decide_kidOfAnotherForm_isRefused() throws Exception {
        JsonObject first = forged();
        DidVersion version = Forge.read(first);
        String did = version.did().toString();
        byte[] payload = line(first);
        String key = Forge.multikey(1).text();
        log.refuse(
                signed(kid(version, "key-1"), did, ContentType.DID_LOG, payload, Forge.key(7)),
                NOW,
                Code.UNKNOWN_KEY,
                "update key");
        log.refuse(
                signed(new KeyId(did, Optional.empty(), key), did, ContentType.DID_LOG, payload, Forge.key(1)),
                NOW,
                Code.UNKNOWN_KEY,
                "own version");
        String other = "1-" + Multihash.of(new byte[0]);
        log.refuse(
                signed(new KeyId(did, Optional.of(other), key), did, ContentType.DID_LOG, payload, Forge.key(1)),
                NOW,
                Code.UNKNOWN_KEY,
                "own version");
        String elsewhere = "did:webvh:" + version.did().scid() + ":acme.example";
        log.refuse(
                signed(kid(version, key), elsewhere, ContentType.DID_LOG, payload, Forge.key(1)),
                NOW,
                Code.FOREIGN_KEY,
                "no key of");
        log.refuse(
                signed(
                        new KeyId(elsewhere, Optional.of(version.versionId().toString()), key),
                        elsewhere,
                        ContentType.DID_LOG,
                        payload,
                        Forge.key(1)),
                NOW,
                Code.RULE,
                "ISSUER");
        log.refuse(
                signed(
                        new KeyId("did:web:acme.example", Optional.empty(), key),
                        "did:web:acme.example",
                        ContentType.DID_LOG,
                        payload,
                        Forge.key(1)),
                NOW,
                Code.BAD_PAYLOAD,
                "did:webvh");
    }

    // ---- what did:webvh refuses, and what the ledger refuses beyond it

    @Test
    void decide_invalidEntry_isRefusedWithItsReason() throws Exception {
        DidVersion version = Forge.read(forged());
        byte[] damaged = line(forged().with("versionTime", "2026-11-24T07:00:00Z"));
        log.refuse(byKey(version, damaged, 1), NOW, Code.RULE, "SCID");
        byte[] spaced = (forged() + " \n").getBytes(StandardCharsets.UTF_8);
        log.refuse(byKey(version, spaced, 1), NOW, Code.RULE, "JSON");
        log.refuse(byKey(version, forged().toBytes(), 1), NOW, Code.RULE, "line feed");
        log.refuse(byKey(version, new byte[0], 1), NOW, Code.RULE, "EMPTY");
        log.refuse(byKey(version, new byte[] {'\n'}, 1), NOW, Code.RULE, "JSON");
    }

    @Test
    void decide_didWebvhWitnesses_areRefused() throws Exception {
        JsonObject witness = JsonObject.EMPTY
                .with("threshold", JsonNumber.of(1))
                .with("witnesses", JsonArray.of(JsonObject.EMPTY.with("id", "did:key:" + Forge.multikey(9))));
        JsonObject first =
                Forge.first(Forge.firstParameters(1).with("witness", witness), Forge.firstState(7), Forge.key(1));
        log.refuse(entryBy(first, 1), NOW, Code.RULE, "WITNESSES");

        JsonObject plain = forged();
        log.register(entryBy(plain, 1), NOW);
        DidHead head = Forge.read(plain).head();
        JsonObject later = Forge.next(
                head,
                JsonObject.EMPTY.with("witness", witness),
                Forge.state(head.did().toString(), 7),
                LATER,
                Forge.key(1));
        log.refuse(entryBy(later, 1), NOW.plusSeconds(1), Code.RULE, "WITNESSES");
    }

    @Test
    void decide_rowBeyondTheLimit_isRefused() throws Exception {
        List<String> hashes = new java.util.ArrayList<>();
        for (int i = 0; i < 64; i++) {
            hashes.add(i + "x".repeat(300));
        }
        JsonObject first = Forge.first(
                Forge.firstParameters(1).with("nextKeyHashes", JsonArray.ofStrings(hashes)),
                Forge.firstState(7),
                Forge.key(1));
        log.refuse(entryBy(first, 1), NOW, Code.RULE, "TOO_LARGE");
    }

    @Test
    void decide_deactivated_nothingMoreIsRegistered() throws Exception {
        JsonObject first = forged();
        log.register(entryBy(first, 1), NOW);
        DidVersion version = Forge.read(first);
        KeyId signing = kid(version, "key-1");
        log.register(signed(signing, version.did().toString(), ContentType.CAPTURE, payload(), Forge.key(7)), NOW);
        JsonObject end = Forge.next(
                version.head(),
                JsonObject.EMPTY.with("deactivated", JsonBoolean.TRUE),
                Forge.state(version.did().toString(), 7),
                LATER,
                Forge.key(1));
        log.register(entryBy(end, 1), NOW.plusSeconds(1));
        log.refuse(
                signed(signing, version.did().toString(), ContentType.CAPTURE, payload(), Forge.key(7)),
                NOW.plusSeconds(2),
                Code.DEACTIVATED,
                "deactivated");
        DidHead last = version.head()
                .next(end.toBytes(), DidLogForm.LEDGER, NOW.plusSeconds(1))
                .head();
        JsonObject more = Forge.next(
                last, JsonObject.EMPTY, Forge.state(version.did().toString(), 7), "2026-11-24T08:00:02Z", Forge.key(1));
        log.refuse(entryBy(more, 1), NOW.plusSeconds(2), Code.DEACTIVATED, "deactivated");
    }

    /** Payloads changed at random: always an outcome, never an exception, and none but the good one registered. */
    @Test
    void decide_mutatedPayloads_areRefused() throws Exception {
        DidVersion version = Forge.read(forged());
        byte[] good = line(forged());
        for (int round = 0; round < 1_000; round++) {
            byte[] mutated = Mutations.mutate(good, random);
            if (java.util.Arrays.equals(mutated, good)) {
                continue;
            }
            Outcome outcome = log.execute(byKey(version, mutated, 1), NOW);
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        }
        log.register(byKey(version, good, 1), NOW);
    }

    // ---- the key directory

    @Test
    void find_keysOfAVersion_byTheLiteralRule() throws Exception {
        JsonObject first = forged();
        log.register(entryBy(first, 1), NOW);
        DidVersion one = Forge.read(first);
        String did = one.did().toString();
        // version 2: key-1 is another key; version 3: key-1 is the first one again
        DidVersion two = extend(one, 8, LATER);
        refuseCapture(kid(one, "key-1"), did, 7, Code.KEY_NOT_CURRENT);
        refuseCapture(kid(one, "key-1"), did, 8, Code.KEY_NOT_CURRENT);
        refuseCapture(kid(two, "key-1"), did, 7, Code.BAD_SIGNATURE);
        takeCapture(kid(two, "key-1"), did, 8);
        DidVersion three = extend(two, 7, "2026-11-24T08:00:02Z");
        refuseCapture(kid(two, "key-1"), did, 8, Code.KEY_NOT_CURRENT);
        takeCapture(kid(one, "key-1"), did, 7);
        takeCapture(kid(three, "key-1"), did, 7);
    }

    @Test
    void find_noSuchKey_isRefused() throws Exception {
        JsonObject first = forged();
        log.register(entryBy(first, 1), NOW);
        DidVersion one = Forge.read(first);
        String did = one.did().toString();
        refuseCapture(kid(one, "key-2"), did, 7, Code.UNKNOWN_KEY);
        refuseCapture(kid(one, Forge.multikey(1).text()), did, 1, Code.UNKNOWN_KEY);
        refuseCapture(new KeyId(did, Optional.empty(), "key-1"), did, 7, Code.UNKNOWN_KEY);
        refuseCapture(new KeyId(did, Optional.of("1"), "key-1"), did, 7, Code.UNKNOWN_KEY);
        String absent = "2" + one.versionId().toString().substring(1);
        refuseCapture(new KeyId(did, Optional.of(absent), "key-1"), did, 7, Code.UNKNOWN_KEY);
        String hash = new StringBuilder(one.versionId().entryHash().text()).toString();
        String wrong = "1-" + hash.substring(0, 45) + (hash.endsWith("1") ? "2" : "1");
        refuseCapture(new KeyId(did, Optional.of(wrong), "key-1"), did, 7, Code.UNKNOWN_KEY);
        refuseCapture(kid(one, "key-1"), "did:web:acme.example", 7, Code.UNKNOWN_ISSUER);
        String other = "did:webvh:" + org.tallystick.identity.did.Multihash.of(new byte[0]) + ":acme.example";
        refuseCapture(kid(one, "key-1"), other, 7, Code.UNKNOWN_ISSUER);
        String renamed = "did:webvh:" + one.did().scid() + ":acme.example";
        refuseCapture(kid(one, "key-1"), renamed, 7, Code.FOREIGN_KEY);
        refuseCapture(
                new KeyId(renamed, Optional.of(one.versionId().toString()), "key-1"), renamed, 7, Code.UNKNOWN_KEY);
        takeCapture(kid(one, "key-1"), did, 7);
    }

    @Test
    void find_keyNotForAssertions_isRefused() throws Exception {
        JsonObject state = Forge.firstState(7).without("assertionMethod");
        JsonObject first = Forge.first(
                Forge.firstParameters(1),
                state.with(
                        "authentication", JsonArray.ofStrings(List.of("did:webvh:{SCID}:" + Forge.PLACE + "#key-1"))),
                Forge.key(1));
        log.register(entryBy(first, 1), NOW);
        DidVersion one = Forge.read(first);
        refuseCapture(kid(one, "key-1"), one.did().toString(), 7, Code.UNKNOWN_KEY);
    }

    // ----

    private DidVersion extend(DidVersion version, int signingKey, String time) throws Exception {
        JsonObject next = Forge.next(
                version.head(),
                JsonObject.EMPTY,
                Forge.state(version.did().toString(), signingKey),
                time,
                Forge.key(1));
        log.register(entryBy(next, 1), Instant.parse(time));
        return version.head().next(next.toBytes(), DidLogForm.LEDGER, Instant.parse(time));
    }

    private void takeCapture(KeyId keyId, String issuer, int key) {
        log.register(signed(keyId, issuer, ContentType.CAPTURE, payload(), Forge.key(key)), NOW.plusSeconds(3));
    }

    private void refuseCapture(KeyId keyId, String issuer, int key, Refusal.Code code) {
        log.refuse(signed(keyId, issuer, ContentType.CAPTURE, payload(), Forge.key(key)), NOW.plusSeconds(3), code, "");
    }

    private DidLog registerFirst() throws IOException {
        DidVersion first = keys.create("tallystick.localhost:acme", NOW);
        log.register(entry(first.line()), NOW);
        DidLog did = DidLog.of(first);
        keys.settle(did);
        return did;
    }

    private SignedStatement entry(byte[] line) {
        byte[] payload = java.util.Arrays.copyOf(line, line.length + 1);
        payload[line.length] = '\n';
        return signer.sign(ContentType.DID_LOG, payload, cti());
    }

    private SignedStatement capture() {
        return signer.sign(ContentType.CAPTURE, payload(), cti());
    }

    private byte[] payload() {
        byte[] digest = new byte[32];
        random.nextBytes(digest);
        return new CapturePayload(1, Hash.of(digest), Optional.empty()).bytes();
    }

    private Cti cti() {
        return new Cti(random.nextLong(), random.nextLong());
    }

    private static JsonObject forged() {
        return Forge.first(Forge.firstParameters(1), Forge.firstState(7), Forge.key(1));
    }

    private static JsonObject rotation(int updateKey, int nextUpdateKey) {
        return JsonObject.EMPTY
                .with("updateKeys", Forge.keys(updateKey))
                .with("nextKeyHashes", Forge.hashes(nextUpdateKey));
    }

    private static byte[] line(JsonObject entry) {
        return (entry + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static KeyId kid(DidVersion version, String fragment) {
        return new KeyId(
                version.did().toString(), Optional.of(version.versionId().toString()), fragment);
    }

    /** A statement of this entry, its kid by the book, signed by the key of that seed. */
    private SignedStatement entryBy(JsonObject entry, int seed) throws Exception {
        var claim = org.tallystick.identity.did.DidEntryClaim.parse(entry.toBytes(), DidLogForm.LEDGER);
        Ed25519SigningKey key = Forge.key(seed);
        var keyId = new KeyId(
                claim.did().toString(),
                Optional.of(claim.versionId().toString()),
                Multikey.of(key.publicKey()).text());
        return signed(keyId, claim.did().toString(), ContentType.DID_LOG, line(entry), key);
    }

    private SignedStatement byKey(DidVersion version, byte[] payload, int seed) {
        Ed25519SigningKey key = Forge.key(seed);
        KeyId keyId = kid(version, Multikey.of(key.publicKey()).text());
        return signed(keyId, version.did().toString(), ContentType.DID_LOG, payload, key);
    }

    private SignedStatement signed(
            KeyId keyId, String issuer, ContentType contentType, byte[] payload, SigningKey key) {
        return SignedStatement.sign(
                new SignedStatement.Header(
                        keyId, contentType, new Issuer(issuer), TestLog.ORIGIN, NOW.getEpochSecond(), cti()),
                payload,
                key);
    }
}
