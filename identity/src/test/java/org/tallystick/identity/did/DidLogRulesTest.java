package org.tallystick.identity.did;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.identity.did.InvalidDidLogException.Reason;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonBoolean;
import org.tallystick.identity.json.JsonForm;
import org.tallystick.identity.json.JsonNull;
import org.tallystick.identity.json.JsonNumber;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonString;
import org.tallystick.identity.json.JsonValue;
import org.tallystick.identity.json.Mutations;

/** Each rule of did:webvh 1.0 "Read", broken in an entry that is otherwise by the book, beside one that keeps it. */
class DidLogRulesTest {
    private static final Instant NOW = Forge.TIME;
    private static final String LATER = "2026-11-24T08:00:01Z";
    /** Other people's keys, of the right form and of nobody here. */
    private static final int STRANGER = 99;

    // ---- the first entry

    @Test
    void first_byTheBook_isTaken() throws Exception {
        JsonObject entry = Forge.first(Forge.firstParameters(1), Forge.firstState(7), Forge.key(1));
        for (DidLogForm form : DidLogForm.values()) {
            DidVersion version = DidVersion.first(entry.toBytes(), form, NOW);
            assertThat(version.versionId().number()).isEqualTo(1);
            assertThat(version.did().scid().text()).isEqualTo(text(parameters(entry), "scid"));
            assertThat(version.parameters().updateKeys()).containsExactly(Forge.multikey(1));
            assertThat(version.parameters().nextKeyHashes()).isEmpty();
            assertThat(version.parameters().ttlSeconds()).isEqualTo(3600);
            assertThat(version.signers()).containsExactly(Forge.multikey(1));
            assertThat(version.document().assertionKeys()).containsEntry("key-1", Forge.multikey(7));
            assertThat(version.line()).isEqualTo(entry.toBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"did:webvh:99.0", "did:webvh:1.0-rc1", "didwebvh:1.0", "did:webvh:0.5", "did:webvh:1", ""})
    void first_anotherMethod_isRefused(String method) {
        refuseFirst(Forge.firstParameters(1).with("method", method), Reason.METHOD);
    }

    @ParameterizedTest
    @CsvSource({"method, METHOD", "scid, SCID", "updateKeys, UPDATE_KEYS"})
    void first_withoutARequiredParameter_isRefused(String name, Reason reason) {
        refuseFirst(Forge.firstParameters(1).without(name), reason);
    }

    @Test
    void first_unknownParameter_isRefused() {
        refuseFirst(Forge.firstParameters(1).with("prerotation", JsonBoolean.TRUE), Reason.PARAMETERS);
    }

    @Test
    void first_contentOtherThanTheScids_isRefused() {
        JsonObject entry = Forge.first(
                Forge.firstParameters(1),
                Forge.firstState(7),
                NOW.toString(),
                Forge.key(1),
                tampered -> tampered.with("versionTime", "2026-11-24T07:59:59Z"));
        refuse(entry, Reason.SCID);
    }

    /** Else an entry and its copy with one SCID left as the placeholder would be two beginnings of one DID. */
    @Test
    void first_placeholderLeft_isRefused() {
        JsonObject state = Forge.firstState(7).with("alsoKnownAs", JsonArray.of(new JsonString("urn:x:{SCID}")));
        JsonObject entry = Forge.first(
                Forge.firstParameters(1),
                state,
                NOW.toString(),
                Forge.key(1),
                whole -> whole.with(
                        "state",
                        ((JsonObject) Objects.requireNonNull(whole.get("state")))
                                .with("alsoKnownAs", JsonArray.of(new JsonString("urn:x:{SCID}")))));
        refuse(entry, Reason.SCID);
    }

    @Test
    void first_stateOfAnotherScid_isRefused() {
        String other = Multihash.of(new byte[] {1}).text();
        JsonObject entry = Forge.first(
                Forge.firstParameters(1), Forge.state("did:webvh:" + other + ":" + Forge.PLACE, 7), Forge.key(1));
        refuse(entry, Reason.STATE_SCID);
    }

    @Test
    void first_hashOfSomethingElse_isRefused() {
        JsonObject entry = Forge.first(Forge.firstParameters(1), Forge.firstState(7), Forge.key(1));
        JsonObject changed = entry.with("versionId", "1-" + Multihash.of(new byte[] {1}));
        refuse(Forge.signed(changed, Forge.key(1)), Reason.ENTRY_HASH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2-HASH",
                "0-HASH",
                "01-HASH",
                "1--HASH",
                "1HASH",
                "-HASH",
                "1-",
                "1-HASHx",
                "+1-HASH",
                "9999999999-HASH"
            })
    void first_versionIdOfAnotherForm_isRefused(String form) {
        JsonObject entry = Forge.first(Forge.firstParameters(1), Forge.firstState(7), Forge.key(1));
        String hash = text(entry, "versionId").substring(2);
        refuse(Forge.signed(entry.with("versionId", form.replace("HASH", hash)), Forge.key(1)), Reason.VERSION_ID);
    }

    // ---- times

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-24T08:05:00Z",
                "2026-11-24T08:05:00.000000000Z",
                "0001-01-01T00:00:00Z",
                "2024-02-29T23:59:59.5Z"
            })
    void first_timeUpToFiveMinutesAhead_isTaken(String time) throws Exception {
        JsonObject entry = first(time);
        assertThat(Forge.read(entry).versionTimeText()).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T08:05:00.000000001Z, VERSION_TIME_FUTURE",
        "2026-11-24T08:05:01Z, VERSION_TIME_FUTURE",
        "9999-12-31T23:59:59Z, VERSION_TIME_FUTURE",
        "2026-11-24T08:00:00, VERSION_TIME",
        "2026-11-24T08:00:00z, VERSION_TIME",
        "2026-11-24t08:00:00Z, VERSION_TIME",
        "2026-11-24 08:00:00Z, VERSION_TIME",
        "2026-11-24T09:00:00+01:00, VERSION_TIME",
        "2026-11-24T08:00:00-00:00, VERSION_TIME",
        "2026-11-24T08:00Z, VERSION_TIME",
        "2026-11-24T08:00:00.Z, VERSION_TIME",
        "2026-11-24T08:00:60Z, VERSION_TIME",
        "2026-02-29T08:00:00Z, VERSION_TIME",
        "2026-11-24T24:00:00Z, VERSION_TIME",
        "20261124T080000Z, VERSION_TIME",
        "'', VERSION_TIME"
    })
    void first_timeOfAnotherForm_isRefused(String time, Reason reason) {
        refuse(first(time), reason);
    }

    @Test
    void first_zeroOffset_isTakenFromOthersAndRefusedByTheLedger() throws Exception {
        JsonObject entry = first("2026-11-24T08:00:00+00:00");
        assertThat(DidVersion.first(entry.toBytes(), DidLogForm.ANY, NOW).versionTime())
                .isEqualTo(NOW);
        refuse(entry, Reason.VERSION_TIME);
    }

    @ParameterizedTest
    @CsvSource({LATER + ", true", "2026-11-24T08:00:00Z, false", "2026-11-24T07:59:59.999Z, false"})
    void next_time_isAfterTheLast(String time, boolean taken) throws Exception {
        DidHead head = plainHead();
        JsonObject entry = Forge.next(head, JsonObject.EMPTY, state(head), time, Forge.key(1));
        if (taken) {
            assertThat(head.next(entry.toBytes(), DidLogForm.LEDGER, NOW)
                            .versionId()
                            .number())
                    .isEqualTo(2);
        } else {
            refuseNext(head, entry, Reason.VERSION_TIME_ORDER);
        }
    }

    // ---- the chain

    @Test
    void next_behindAnotherEntry_isRefused() throws Exception {
        DidHead head = plainHead();
        JsonObject other = Forge.finish(
                Forge.preliminary(JsonObject.EMPTY, state(head), LATER),
                "1-" + Multihash.of(new byte[] {1}),
                2,
                Forge.key(1));
        refuseNext(head, other, Reason.ENTRY_HASH);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void next_anotherNumber_isRefused(int number) throws Exception {
        DidHead head = plainHead();
        JsonObject entry = Forge.finish(
                Forge.preliminary(JsonObject.EMPTY, state(head), LATER),
                head.versionId().toString(),
                number,
                Forge.key(1));
        refuseNext(head, entry, Reason.VERSION_ID);
    }

    @Test
    void next_withAScid_isRefused() throws Exception {
        DidHead head = plainHead();
        JsonObject parameters = JsonObject.EMPTY.with("scid", head.did().scid().text());
        refuseNext(head, next(head, parameters, 1), Reason.PARAMETERS);
    }

    @Test
    void next_methodAgain_isTakenAndALowerOneRefused() throws Exception {
        DidHead head = plainHead();
        take(head, next(head, JsonObject.EMPTY.with("method", "did:webvh:1.0"), 1));
        refuseNext(head, next(head, JsonObject.EMPTY.with("method", "did:webvh:0.5"), 1), Reason.METHOD);
    }

    // ---- update keys

    @Test
    void next_byAStranger_isRefused() throws Exception {
        DidHead head = plainHead();
        refuseNext(head, next(head, JsonObject.EMPTY, STRANGER), Reason.PROOF_KEY);
    }

    @Test
    void next_withoutPreRotation_isSignedByTheKeysBefore() throws Exception {
        DidHead head = plainHead();
        JsonObject parameters = JsonObject.EMPTY.with("updateKeys", Forge.keys(2));
        refuseNext(head, next(head, parameters, 2), Reason.PROOF_KEY);
        DidVersion version = take(head, next(head, parameters, 1));
        assertThat(version.authorizedKeys()).containsExactly(Forge.multikey(1));
        assertThat(version.parameters().updateKeys()).containsExactly(Forge.multikey(2));
        // and the entry after it by the new one alone
        JsonObject third =
                Forge.next(version.head(), JsonObject.EMPTY, state(head), "2026-11-24T08:00:02Z", Forge.key(1));
        refuseNext(version.head(), third, Reason.PROOF_KEY);
    }

    @Test
    void next_noUpdateKeysLeft_isTheLast() throws Exception {
        DidHead head = plainHead();
        DidVersion last = take(head, next(head, JsonObject.EMPTY.with("updateKeys", JsonArray.EMPTY), 1));
        JsonObject more = Forge.next(last.head(), JsonObject.EMPTY, state(head), "2026-11-24T08:00:02Z", Forge.key(1));
        refuseNext(last.head(), more, Reason.PROOF_KEY);
    }

    @Test
    void first_updateKeysOfAnotherKind_areRefused() {
        String p256 = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP";
        assertThat(Multikey.parse(p256).kind()).isEqualTo(Multikey.Kind.P256);
        for (JsonArray keys : List.of(
                JsonArray.of(new JsonString(p256)),
                JsonArray.of(new JsonString("z6Mk")),
                JsonArray.of(JsonNull.NULL),
                Forge.keys(1, 1))) {
            refuseFirst(Forge.firstParameters(1).with("updateKeys", keys), Reason.UPDATE_KEYS);
        }
        refuseFirst(Forge.firstParameters(1).with("updateKeys", JsonArray.EMPTY), Reason.PROOF_KEY);
    }

    // ---- pre-rotation

    @Test
    void next_underPreRotation_isSignedByTheKeysItReveals() throws Exception {
        DidHead head = preRotatedHead();
        DidVersion version = take(head, next(head, rotation(2, 3), 2));
        assertThat(version.authorizedKeys()).containsExactly(Forge.multikey(2));
        refuseNext(head, next(head, rotation(2, 3), 1), Reason.PROOF_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"updateKeys", "nextKeyHashes"})
    void next_underPreRotationLeftOut_isRefused(String name) throws Exception {
        DidHead head = preRotatedHead();
        refuseNext(head, next(head, rotation(2, 3).without(name), 2), Reason.PRE_ROTATION);
    }

    @Test
    void next_keyNotCommittedTo_isRefused() throws Exception {
        DidHead head = preRotatedHead();
        refuseNext(head, next(head, rotation(STRANGER, 3), STRANGER), Reason.PRE_ROTATION);
        // every key, not only the one that signs, and not one of before
        refuseNext(head, next(head, rotation(2, 3).with("updateKeys", Forge.keys(2, 1)), 2), Reason.PRE_ROTATION);
        refuseNext(head, next(head, rotation(2, 3).with("updateKeys", JsonArray.EMPTY), 2), Reason.PRE_ROTATION);
    }

    @Test
    void next_preRotationTurnedOff_bindsThisEntryAndFreesTheNext() throws Exception {
        DidHead head = preRotatedHead();
        JsonObject off = rotation(2, 3).with("nextKeyHashes", JsonArray.EMPTY);
        refuseNext(head, next(head, off.with("updateKeys", Forge.keys(STRANGER)), STRANGER), Reason.PRE_ROTATION);
        DidVersion version = take(head, next(head, off, 2));
        assertThat(version.parameters().isPreRotationOn()).isFalse();
        JsonObject free =
                Forge.next(version.head(), JsonObject.EMPTY, state(head), "2026-11-24T08:00:02Z", Forge.key(2));
        take(version.head(), free);
    }

    // ---- moving and ending

    @Test
    void next_moved_mustBePortableAndKeepTheOldName() throws Exception {
        DidHead head = plainHead();
        String name = "did:webvh:" + head.did().scid() + ":acme.example";
        JsonObject moved = Forge.state(name, 7);
        JsonObject known =
                moved.with("alsoKnownAs", JsonArray.of(new JsonString(head.did().toString())));
        refuseNext(head, Forge.next(head, JsonObject.EMPTY, moved, LATER, Forge.key(1)), Reason.MOVE);
        JsonObject fixed = JsonObject.EMPTY.with("portable", JsonBoolean.FALSE);
        refuseNext(head, Forge.next(head, fixed, known, LATER, Forge.key(1)), Reason.MOVE);
        DidVersion version = take(head, Forge.next(head, JsonObject.EMPTY, known, LATER, Forge.key(1)));
        assertThat(version.did().toString()).isEqualTo(name);

        DidLog log = DidLog.of(Forge.read(plainFirst())).append(version.line(), DidLogForm.LEDGER, NOW);
        assertThat(log.names(WebvhDid.parse(name))).isTrue();
        assertThat(log.names(head.did())).isTrue();
        assertThat(log.names(WebvhDid.parse(name + ":else"))).isFalse();
    }

    @Test
    void next_movedToAnotherScid_isRefused() throws Exception {
        DidHead head = plainHead();
        JsonObject other = Forge.state("did:webvh:" + Multihash.of(new byte[] {1}) + ":acme.example", 7)
                .with("alsoKnownAs", JsonArray.of(new JsonString(head.did().toString())));
        refuseNext(head, Forge.next(head, JsonObject.EMPTY, other, LATER, Forge.key(1)), Reason.STATE_SCID);
    }

    @Test
    void next_portableTurnedOn_isRefused() throws Exception {
        DidHead head = Forge.read(
                        Forge.first(Forge.firstParameters(1).without("portable"), Forge.firstState(7), Forge.key(1)))
                .head();
        assertThat(head.parameters().portable()).isFalse();
        JsonObject on = JsonObject.EMPTY.with("portable", JsonBoolean.TRUE);
        refuseNext(head, next(head, on, 1), Reason.PORTABLE);
        // "regardless of historical state"
        refuseNext(plainHead(), next(plainHead(), on, 1), Reason.PORTABLE);
        take(plainHead(), next(plainHead(), JsonObject.EMPTY.with("portable", JsonBoolean.FALSE), 1));
    }

    @Test
    void next_afterDeactivation_isRefused() throws Exception {
        DidHead head = plainHead();
        DidVersion last = take(head, next(head, JsonObject.EMPTY.with("deactivated", JsonBoolean.TRUE), 1));
        assertThat(last.parameters().deactivated()).isTrue();
        JsonObject more = Forge.next(last.head(), JsonObject.EMPTY, state(head), "2026-11-24T08:00:02Z", Forge.key(1));
        refuseNext(last.head(), more, Reason.DEACTIVATED);
    }

    // ---- parameters of the wrong type

    @Test
    void first_parameterOfAnotherType_isRefused() {
        JsonValue text = new JsonString("x");
        refuseFirst(Forge.firstParameters(1).with("portable", text), Reason.PARAMETERS);
        refuseFirst(Forge.firstParameters(1).with("deactivated", JsonNumber.of(1)), Reason.PARAMETERS);
        refuseFirst(Forge.firstParameters(1).with("watchers", text), Reason.PARAMETERS);
        refuseFirst(Forge.firstParameters(1).with("nextKeyHashes", JsonArray.of(JsonNumber.of(1))), Reason.PARAMETERS);
        refuseFirst(Forge.firstParameters(1).with("updateKeys", text), Reason.UPDATE_KEYS);
        refuseFirst(Forge.firstParameters(1).with("witness", JsonArray.EMPTY), Reason.WITNESSES);
        refuseFirst(Forge.firstParameters(1).with("ttl", text), Reason.PARAMETERS);
        refuseFirst(Forge.firstParameters(1).with("ttl", JsonNumber.of(-1)), Reason.PARAMETERS);
        refuseFirst(Forge.firstParameters(1).with("ttl", JsonNumber.of((1L << 31) + 1)), Reason.PARAMETERS);
    }

    @Test
    void first_listsOfMoreThanTheLimit_areRefused() throws Exception {
        List<String> most = java.util.stream.IntStream.range(0, Members.MAX_ITEMS)
                .mapToObj(i -> "https://watcher.example/" + i)
                .toList();
        JsonObject parameters = Forge.firstParameters(1).with("watchers", JsonArray.ofStrings(most));
        Forge.read(Forge.first(parameters, Forge.firstState(7), Forge.key(1)));
        List<String> more = new java.util.ArrayList<>(most);
        more.add("https://watcher.example/more");
        refuseFirst(Forge.firstParameters(1).with("watchers", JsonArray.ofStrings(more)), Reason.PARAMETERS);
    }

    /** "Resolver implementations SHOULD gracefully accept null", the ledger has no old software to please. */
    @ParameterizedTest
    @ValueSource(strings = {"nextKeyHashes", "witness", "watchers", "ttl", "deactivated"})
    void first_nullParameter_isTakenFromOthersAndRefusedByTheLedger(String name) throws Exception {
        JsonObject entry =
                Forge.first(Forge.firstParameters(1).with(name, JsonNull.NULL), Forge.firstState(7), Forge.key(1));
        DidParameters parameters =
                DidVersion.first(entry.toBytes(), DidLogForm.ANY, NOW).parameters();
        assertThat(parameters)
                .isEqualTo(new DidParameters(
                        List.of(Forge.multikey(1)), List.of(), DidWitnesses.NONE, List.of(), true, false, 3600));
        refuse(entry, Reason.PARAMETERS);
    }

    // ---- witnesses

    @Test
    void first_witnesses_areKept() throws Exception {
        JsonObject parameters = Forge.firstParameters(1).with("witness", witnesses(2, 11, 12));
        DidVersion version = Forge.read(Forge.first(parameters, Forge.firstState(7), Forge.key(1)));
        assertThat(version.approvers()).isEqualTo(new DidWitnesses(2, List.of(Forge.multikey(11), Forge.multikey(12))));
        assertThat(version.approvers().toJson()).isEqualTo(witnesses(2, 11, 12));
    }

    @Test
    void first_witnessesThatCannotBe_areRefused() {
        refuseWitnesses(witnesses(0, 11));
        refuseWitnesses(witnesses(2, 11));
        refuseWitnesses(witnesses(1));
        refuseWitnesses(witnesses(1, 11, 11));
        refuseWitnesses(witnesses(1, 11).without("threshold"));
        refuseWitnesses(witnesses(1, 11).without("witnesses"));
        refuseWitnesses(witnesses(1, 11).with("threshold", "1"));
        refuseWitnesses(witnesses(1, 11).with("threshold", JsonNumber.of(-1)));
        refuseWitnesses(witnesses(1, 11).with("selfWeight", JsonNumber.of(1)));
        refuseWitnesses(witnesses(1, 11)
                .with(
                        "witnesses",
                        JsonArray.of(
                                JsonObject.EMPTY.with("id", Forge.multikey(11).text()))));
        refuseWitnesses(witnesses(1, 11)
                .with("witnesses", JsonArray.of(JsonObject.EMPTY.with("id", "did:web:witness.example"))));
        refuseWitnesses(witnesses(1, 11)
                .with(
                        "witnesses",
                        JsonArray.of(JsonObject.EMPTY.with(
                                "id", "did:key:zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"))));
    }

    @Test
    void requireWitnessed_changeOfWitnesses_needsTheOldOnes() throws Exception {
        JsonObject parameters = Forge.firstParameters(1).with("witness", witnesses(1, 11));
        DidVersion first = Forge.read(Forge.first(parameters, Forge.firstState(7), Forge.key(1)));
        JsonObject change = JsonObject.EMPTY.with("witness", witnesses(1, 12));
        DidLog log = DidLog.of(first).append(next(first.head(), change, 1).toBytes(), DidLogForm.LEDGER, NOW);
        DidHead second = log.latest().head();
        log = log.append(
                Forge.next(
                                second,
                                JsonObject.EMPTY.with("witness", JsonObject.EMPTY),
                                state(second),
                                "2026-11-24T08:00:02Z",
                                Forge.key(1))
                        .toBytes(),
                DidLogForm.LEDGER,
                NOW);
        DidHead third = log.latest().head();
        log = log.append(
                Forge.next(third, JsonObject.EMPTY, state(third), "2026-11-24T08:00:03Z", Forge.key(1))
                        .toBytes(),
                DidLogForm.LEDGER,
                NOW);
        assertThat(log.versions().stream().map(DidVersion::approvers))
                .containsExactly(
                        new DidWitnesses(1, List.of(Forge.multikey(11))),
                        new DidWitnesses(1, List.of(Forge.multikey(11))),
                        new DidWitnesses(1, List.of(Forge.multikey(12))),
                        DidWitnesses.NONE);

        String two = second.versionId().toString();
        String three = third.versionId().toString();
        String four = log.latest().versionId().toString();
        log.requireWitnessed(proofs(approval(two, 11), approval(three, 12)));
        // a later approval is one of all before it
        log.requireWitnessed(proofs(approval(four, 11), approval(four, 12)));
        refuseUnwitnessed(log, 3, proofs(approval(two, 11)));
        refuseUnwitnessed(log, 3, proofs(approval(two, 11), approval(two, 12)));
        refuseUnwitnessed(log, 2, proofs(approval(three, 12)));
        refuseUnwitnessed(log, 2, proofs(approval(first.versionId().toString(), 11), approval(three, 12)));
        refuseUnwitnessed(log, 3, proofs(approval(three, 11)));
        refuseUnwitnessed(log, 3, proofs(approval(two, 11), approval("5-" + Multihash.of(new byte[0]), 12)));
        refuseUnwitnessed(log, 3, DidWitnessProofs.NONE);
    }

    @Test
    void requireWitnessed_proofThatIsNone_doesNotCount() throws Exception {
        JsonObject parameters = Forge.firstParameters(1).with("witness", witnesses(1, 11));
        DidVersion first = Forge.read(Forge.first(parameters, Forge.firstState(7), Forge.key(1)));
        DidLog log = DidLog.of(first);
        String one = first.versionId().toString();
        JsonObject good = approval(one, 11);
        log.requireWitnessed(proofs(good));
        JsonObject proof = Forge.proof(good);
        String other = Forge.multikey(12).text();
        for (JsonObject bad : List.of(
                proof.with("proofPurpose", "authentication"),
                proof.with("cryptosuite", "ecdsa-jcs-2019"),
                proof.with("verificationMethod", "did:key:" + Forge.multikey(11) + "#" + other),
                proof.with("verificationMethod", "did:key:" + Forge.multikey(11)),
                proof.with("verificationMethod", Forge.multikey(12).didKeyUrl()),
                proof.with("created", "2026-11-24T08:00:09Z"),
                proof.without("proofValue"))) {
            refuseUnwitnessed(log, 1, proofs(good.with("proof", JsonArray.of(bad))));
            log.requireWitnessed(proofs(good.with("proof", JsonArray.of(bad, proof))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[1]",
                "[{}]",
                "[{\"versionId\":1,\"proof\":[]}]",
                "[{\"versionId\":\"1-Q\"}]",
                "[",
                "[{\"versionId\":\"1-Q\",\"proof\":{}}]",
                "[{\"versionId\":\"1-Q\",\"proof\":[]},{\"versionId\":\"1-Q\",\"proof\":[]}]"
            })
    void parse_witnessFileOfAnotherShape_isRefused(String json) {
        assertThatThrownBy(() -> DidWitnessProofs.parse(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        InvalidDidLogException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.WITNESS_FILE));
    }

    // ---- the proof

    @Test
    void first_proofOfAnotherForm_isRefused() {
        JsonObject entry = plainFirst();
        JsonObject proof = Forge.proof(entry);
        refuse(withProof(entry, proof.with("type", "Ed25519Signature2020")), Reason.PROOF);
        refuse(withProof(entry, proof.with("cryptosuite", "eddsa-rdfc-2022")), Reason.PROOF);
        refuse(withProof(entry, proof.without("cryptosuite")), Reason.PROOF);
        refuse(withProof(entry, proof.with("proofPurpose", "authentication")), Reason.PROOF);
        refuse(withProof(entry, proof.with("created", "yesterday")), Reason.PROOF);
        refuse(withProof(entry, proof.with("domain", "example.com")), Reason.PROOF);
        refuse(withProof(entry, proof.with("proofValue", "z1")), Reason.PROOF);
        refuse(
                withProof(
                        entry,
                        proof.with("proofValue", "u" + text(proof, "proofValue").substring(1))),
                Reason.PROOF);
        refuse(entry.with("proof", JsonArray.EMPTY), Reason.PROOF);
        refuse(entry.with("proof", proof), Reason.PROOF);
        refuse(entry.with("proof", new JsonString("x")), Reason.PROOF);
    }

    @Test
    void first_proofByAnotherKeyThanItNames_isRefused() {
        JsonObject entry = plainFirst();
        JsonObject proof = Forge.proof(entry);
        String key = Forge.multikey(1).text();
        refuse(withProof(entry, proof.with("verificationMethod", "did:key:" + key)), Reason.PROOF_KEY);
        refuse(
                withProof(entry, proof.with("verificationMethod", "did:key:" + key + "#" + Forge.multikey(2))),
                Reason.PROOF_KEY);
        refuse(
                withProof(
                        entry,
                        proof.with("verificationMethod", Forge.multikey(2).didKeyUrl())),
                Reason.PROOF_KEY);
        refuse(withProof(entry, proof.with("created", "2026-11-24T08:00:09Z")), Reason.PROOF_SIGNATURE);
        String value = text(proof, "proofValue");
        byte[] signature = Multibase.decode(value);
        signature[0] ^= 1;
        refuse(withProof(entry, proof.with("proofValue", Multibase.encode(signature))), Reason.PROOF_SIGNATURE);
    }

    @Test
    void first_severalProofs_mustAllHoldAndAreOneOnTheLedger() throws Exception {
        JsonObject parameters = Forge.firstParameters(1).with("updateKeys", Forge.keys(1, 2));
        JsonObject entry = Forge.first(parameters, Forge.firstState(7), Forge.key(1));
        JsonObject second = Forge.proof(Forge.signed(entry, Forge.key(2)));
        JsonObject both = entry.with("proof", JsonArray.of(Forge.proof(entry), second));
        assertThat(DidVersion.first(both.toBytes(), DidLogForm.ANY, NOW).signers())
                .containsExactly(Forge.multikey(1), Forge.multikey(2));
        refuse(both, Reason.PROOF);
        JsonObject stranger = Forge.proof(Forge.signed(entry, Forge.key(STRANGER)));
        JsonObject mixed = entry.with("proof", JsonArray.of(Forge.proof(entry), stranger));
        refuse(mixed, DidLogForm.ANY, Reason.PROOF_KEY);
    }

    @Test
    void first_proofThatExpires_isJudgedForOthersAndRefusedByTheLedger() throws Exception {
        JsonObject entry = plainFirst();
        assertThat(DidVersion.first(expiring(entry, "2026-11-24T08:00:00Z").toBytes(), DidLogForm.ANY, NOW)
                        .signers())
                .hasSize(1);
        refuse(expiring(entry, "2026-11-24T07:59:59Z"), DidLogForm.ANY, Reason.PROOF_EXPIRED);
        refuse(expiring(entry, "2099-01-01T00:00:00Z"), DidLogForm.LEDGER, Reason.PROOF);
    }

    // ---- form

    @Test
    void first_anotherSpelling_isTakenFromOthersAndRefusedByTheLedger() throws Exception {
        byte[] spaced = plainFirst().toString().replace("\",\"", "\", \"").getBytes(StandardCharsets.UTF_8);
        DidVersion.first(spaced, DidLogForm.ANY, NOW);
        assertThatThrownBy(() -> DidVersion.first(spaced, DidLogForm.LEDGER, NOW))
                .isInstanceOfSatisfying(
                        InvalidDidLogException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.JSON));
    }

    @ParameterizedTest
    @ValueSource(strings = {"versionId", "versionTime", "parameters", "state", "proof"})
    void first_withoutAMember_isRefused(String member) {
        refuse(plainFirst().without(member), Reason.MEMBERS);
        refuse(plainFirst().with("more", JsonNull.NULL), Reason.MEMBERS);
    }

    @Test
    void first_stateThatIsNoDocument_isRefused() {
        refuse(plainFirst().with("state", JsonArray.EMPTY), Reason.STATE);
        refuse(plainFirst().with("state", JsonObject.EMPTY), Reason.STATE);
        refuse(plainFirst().with("state", JsonObject.EMPTY.with("id", "did:web:acme.example")), Reason.STATE);
        refuse(plainFirst().with("parameters", JsonArray.EMPTY), Reason.PARAMETERS);
    }

    @Test
    void first_oneByteMoreThanTheLimit_isRefused() throws Exception {
        String note = "https://acme.example/";
        JsonObject state = Forge.firstState(7).with("note", note);
        JsonObject entry = Forge.first(Forge.firstParameters(1), state, Forge.key(1));
        int room = DidLog.MAX_ENTRY_BYTES - entry.toBytes().length;
        JsonObject full =
                Forge.first(Forge.firstParameters(1), state.with("note", note + "x".repeat(room)), Forge.key(1));
        int off = full.toBytes().length - DidLog.MAX_ENTRY_BYTES; // a signature has 87 or 88 characters
        full = Forge.first(Forge.firstParameters(1), state.with("note", note + "x".repeat(room - off)), Forge.key(1));
        assertThat(full.toBytes().length).isBetween(DidLog.MAX_ENTRY_BYTES - 2, DidLog.MAX_ENTRY_BYTES);
        Forge.read(full);
        JsonObject more = Forge.first(
                Forge.firstParameters(1), state.with("note", note + "x".repeat(room - off + 4)), Forge.key(1));
        refuse(more, Reason.TOO_LARGE);
    }

    // ---- the file

    @Test
    void read_lines_areEachEndedByALineFeed() throws Exception {
        DidHead head = plainHead();
        String one = plainFirst() + "\n";
        String two = one + next(head, JsonObject.EMPTY, 1) + "\n";
        assertThat(read(two, DidLogForm.LEDGER).toJsonl()).isEqualTo(two.getBytes(StandardCharsets.UTF_8));
        assertThat(read(two.replace("\n", "\r\n\n").strip(), DidLogForm.ANY).versions())
                .hasSize(2);
        for (String bad :
                List.of(two.strip(), two + "\n", one + "\n" + two.substring(one.length()), two.replace("\n", "\r\n"))) {
            assertThatThrownBy(() -> read(bad, DidLogForm.LEDGER))
                    .as(bad)
                    .isInstanceOfSatisfying(
                            InvalidDidLogException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.JSON));
        }
        for (String empty : List.of("", "\n", " \n\n")) {
            assertThatThrownBy(() -> read(empty, DidLogForm.ANY))
                    .isInstanceOfSatisfying(
                            InvalidDidLogException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.EMPTY));
        }
    }

    @Test
    void read_faultInTheMiddle_namesTheEntry() throws Exception {
        DidHead head = plainHead();
        String two = plainFirst() + "\n" + next(head, JsonObject.EMPTY, STRANGER) + "\n";
        assertThatThrownBy(() -> read(two, DidLogForm.LEDGER))
                .isInstanceOfSatisfying(InvalidDidLogException.class, e -> {
                    assertThat(e.versionNumber()).isEqualTo(2);
                    assertThat(e.reason()).isEqualTo(Reason.PROOF_KEY);
                });
    }

    @Test
    void version_byNumberIdAndTime_isFound() throws Exception {
        DidHead head = plainHead();
        DidLog log = read(plainFirst() + "\n" + next(head, JsonObject.EMPTY, 1) + "\n", DidLogForm.LEDGER);
        assertThat(log.version(1)).contains(log.first());
        assertThat(log.version(0)).isEmpty();
        assertThat(log.version(3)).isEmpty();
        assertThat(log.version(log.latest().versionId())).contains(log.latest());
        assertThat(log.version(new VersionId(1, log.latest().versionId().entryHash())))
                .isEmpty();
        assertThat(log.versionAt(NOW)).contains(log.first());
        assertThat(log.versionAt(NOW.minusNanos(1))).isEmpty();
        assertThat(log.versionAt(Instant.parse(LATER))).contains(log.latest());
    }

    /** A log changed anywhere is refused as such, and nothing else comes out of reading it. */
    @Test
    void read_mutatedLogs_areRefusedByTheFormatsOwnException() throws Exception {
        DidHead head = preRotatedHead();
        JsonObject first = preRotatedFirst();
        byte[] log = (first + "\n" + next(head, rotation(2, 3), 2) + "\n").getBytes(StandardCharsets.UTF_8);
        DidLog.read(log, DidLogForm.LEDGER, NOW);
        var random = new SplittableRandom(77);
        for (int round = 0; round < 3_000; round++) {
            byte[] mutated = Mutations.mutate(log, random);
            for (DidLogForm form : DidLogForm.values()) {
                try {
                    DidLog read = DidLog.read(mutated, form, NOW);
                    // Only space may differ, only for others; or the second entry may be gone.
                    assertThat(read.first().document())
                            .isEqualTo(
                                    DidVersion.first(first.toBytes(), form, NOW).document());
                    if (form == DidLogForm.LEDGER) {
                        assertThat(new String(log, StandardCharsets.UTF_8))
                                .startsWith(new String(mutated, StandardCharsets.UTF_8));
                    }
                } catch (InvalidDidLogException refused) {
                    assertThat(refused.reason()).isNotNull();
                }
            }
        }
    }

    // ----

    private static JsonObject plainFirst() {
        return Forge.first(Forge.firstParameters(1), Forge.firstState(7), Forge.key(1));
    }

    private static DidHead plainHead() throws InvalidDidLogException {
        return Forge.read(plainFirst()).head();
    }

    private static JsonObject preRotatedFirst() {
        return Forge.first(
                Forge.firstParameters(1).with("nextKeyHashes", Forge.hashes(2, 5)), Forge.firstState(7), Forge.key(1));
    }

    private static DidHead preRotatedHead() throws InvalidDidLogException {
        return Forge.read(preRotatedFirst()).head();
    }

    private static JsonObject rotation(int updateKey, int nextUpdateKey) {
        return JsonObject.EMPTY
                .with("updateKeys", Forge.keys(updateKey))
                .with("nextKeyHashes", Forge.hashes(nextUpdateKey));
    }

    private static JsonObject state(DidHead head) {
        return Forge.state(head.did().toString(), 7);
    }

    private static JsonObject first(String time) {
        return Forge.first(Forge.firstParameters(1), Forge.firstState(7), time, Forge.key(1), entry -> entry);
    }

    private static JsonObject next(DidHead head, JsonObject parameters, int signer) {
        return Forge.next(head, parameters, state(head), LATER, Forge.key(signer));
    }

    private static JsonObject witnesses(int threshold, int... seeds) {
        List<JsonValue> ids = java.util.Arrays.stream(seeds)
                .<JsonValue>mapToObj(seed -> JsonObject.EMPTY.with("id", "did:key:" + Forge.multikey(seed)))
                .toList();
        return JsonObject.EMPTY.with("threshold", JsonNumber.of(threshold)).with("witnesses", new JsonArray(ids));
    }

    private static JsonObject approval(String versionId, int witness) {
        return Forge.signed(JsonObject.EMPTY.with("versionId", versionId), Forge.key(witness));
    }

    /** Approvals of one version become one item. */
    private static DidWitnessProofs proofs(JsonObject... approvals) throws InvalidDidLogException {
        var byVersion = new java.util.TreeMap<String, List<JsonValue>>();
        for (JsonObject approval : approvals) {
            byVersion
                    .computeIfAbsent(text(approval, "versionId"), id -> new java.util.ArrayList<>())
                    .addAll(((JsonArray) Objects.requireNonNull(approval.get("proof"))).values());
        }
        List<JsonValue> items = byVersion.entrySet().stream()
                .<JsonValue>map(item ->
                        JsonObject.EMPTY.with("versionId", item.getKey()).with("proof", new JsonArray(item.getValue())))
                .toList();
        return DidWitnessProofs.parse(new JsonArray(items).toBytes());
    }

    private static JsonObject withProof(JsonObject entry, JsonObject proof) {
        return entry.with("proof", JsonArray.of(proof));
    }

    /** The entry with a proof that names its end, properly signed. */
    private static JsonObject expiring(JsonObject entry, String expires) {
        JsonObject options = Forge.proof(entry).without("proofValue").with("expires", expires);
        byte[] hashData = new byte[64];
        org.tallystick.ledger.log.Hash.sha256(options.toBytes()).put(hashData, 0);
        org.tallystick.ledger.log.Hash.sha256(entry.without("proof").toBytes()).put(hashData, 32);
        return withProof(
                entry, options.with("proofValue", Multibase.encode(Forge.key(1).sign(hashData))));
    }

    private static DidLog read(String jsonl, DidLogForm form) throws InvalidDidLogException {
        return DidLog.read(jsonl.getBytes(StandardCharsets.UTF_8), form, NOW);
    }

    private static DidVersion take(DidHead head, JsonObject entry) throws InvalidDidLogException {
        return head.next(entry.toBytes(), DidLogForm.LEDGER, NOW);
    }

    private static void refuseFirst(JsonObject parameters, Reason reason) {
        refuse(Forge.first(parameters, Forge.firstState(7), Forge.key(1)), reason);
    }

    private static void refuseWitnesses(JsonObject witness) {
        refuseFirst(Forge.firstParameters(1).with("witness", witness), Reason.WITNESSES);
    }

    private static void refuse(JsonObject entry, Reason reason) {
        refuse(entry, DidLogForm.LEDGER, reason);
    }

    private static void refuse(JsonObject entry, DidLogForm form, Reason reason) {
        assertThatThrownBy(() -> DidVersion.first(entry.toBytes(), form, NOW))
                .isInstanceOfSatisfying(
                        InvalidDidLogException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    private static void refuseNext(DidHead head, JsonObject entry, Reason reason) {
        assertThatThrownBy(() -> head.next(entry.toBytes(), DidLogForm.LEDGER, NOW))
                .isInstanceOfSatisfying(
                        InvalidDidLogException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    private static void refuseUnwitnessed(DidLog log, int version, DidWitnessProofs proofs) {
        assertThatThrownBy(() -> log.requireWitnessed(proofs))
                .isInstanceOfSatisfying(InvalidDidLogException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.UNWITNESSED);
                    assertThat(e.versionNumber()).isEqualTo(version);
                });
    }

    private static JsonObject parameters(JsonObject entry) {
        return (JsonObject) Objects.requireNonNull(entry.get("parameters"));
    }

    private static String text(JsonObject object, String name) {
        return ((JsonString) Objects.requireNonNull(object.get(name))).value();
    }

    @Test
    void parse_forgedEntries_areCanonical() {
        byte[] line = plainFirst().toBytes();
        assertThat(JsonValue.parse(line, JsonForm.CANONICAL, 1 << 20).toBytes()).isEqualTo(line);
    }
}
