package org.tallystick.identity.did;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tallystick.identity.did.InvalidDidLogException.Reason;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonBoolean;
import org.tallystick.identity.json.JsonForm;
import org.tallystick.identity.json.JsonNull;
import org.tallystick.identity.json.JsonNumber;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonValue;
import org.tallystick.identity.json.MalformedJsonException;
import org.tallystick.ledger.crypto.Ed25519PublicKey;

/**
 * did:webvh 1.0, "Read (Resolve)": the steps that are carried out on each entry, against the head of the entries before
 * it. The cheap checks of form come first, the hashes next, the signature last; the order decides only which fault of
 * several is named.
 *
 * <p>Where the method leaves a choice, the reader refuses: unknown members of an entry, unknown parameters, update keys
 * that eddsa-jcs-2022 cannot use.
 */
final class EntryReader {
    /** "Resolvers SHOULD use a tolerance of no more than 5 minutes." */
    static final Duration FUTURE_TOLERANCE = Duration.ofMinutes(5);

    private static final Set<String> ENTRY = Set.of("versionId", "versionTime", "parameters", "state", "proof");
    private static final Set<String> PARAMETERS = Set.of(
            "method", "scid", "updateKeys", "nextKeyHashes", "witness", "watchers", "portable", "deactivated", "ttl");

    /** log_entry.json of the method has these; each is signed, and none but these has a meaning for a log. */
    private static final Set<String> PROOF = Set.of(
            "id", "type", "cryptosuite", "verificationMethod", "created", "expires", "proofPurpose", "proofValue");

    private static final Set<String> LEDGER_PROOF =
            Set.of("type", "cryptosuite", "verificationMethod", "created", "proofPurpose", "proofValue");

    /** Any one update key suffices for an entry; more proofs than this are only there to cost verifications. */
    private static final int MAX_PROOFS = 16;

    private static final long MAX_TTL_SECONDS = 1L << 31;

    private final @Nullable DidHead previous;
    private final DidLogForm form;
    private final Instant now;
    private final int number;

    EntryReader(@Nullable DidHead previous, DidLogForm form, Instant now) {
        this.previous = previous;
        this.form = form;
        this.now = now;
        this.number = previous == null ? 1 : previous.versionId().number() + 1;
    }

    DidEntryClaim claim(byte[] line) throws InvalidDidLogException {
        JsonObject entry = entry(line);
        JsonObject parameters = in(Reason.PARAMETERS, () -> Members.object(entry.get("parameters"), "parameters"));
        return new DidEntryClaim(
                document(entry).id(),
                claimedVersionId(entry),
                parameters.has("updateKeys") ? updateKeys(parameters, List.of()) : List.of());
    }

    DidVersion read(byte[] line) throws InvalidDidLogException {
        if (previous != null && previous.parameters().deactivated()) {
            throw refuse(Reason.DEACTIVATED, "the DID was deactivated by entry " + (number - 1));
        }
        JsonObject entry = entry(line);
        JsonObject parameterJson = in(Reason.PARAMETERS, () -> Members.object(entry.get("parameters"), "parameters"));
        DidParameters parameters = parameters(parameterJson);
        DidDocument document = document(entry);
        VersionId versionId = versionId(entry);
        String timeText = in(Reason.VERSION_TIME, () -> Members.string(entry.get("versionTime"), "versionTime"));
        Instant versionTime = versionTime(timeText);
        Multihash scid = previous == null ? scid(parameterJson) : previous.did().scid();
        requireName(document, scid, parameters);
        JsonObject unsecured = entry.without("proof");
        if (previous == null) {
            requireScid(unsecured, scid);
        }
        requireEntryHash(unsecured, versionId, scid);
        List<Multikey> authorized = authorizedKeys(parameterJson, parameters);
        List<Multikey> signers = signers(entry, unsecured, authorized);
        return new DidVersion(
                line.clone(),
                new DidHead(document.id(), versionId, versionTime, parameters),
                timeText,
                document,
                approvers(parameters),
                authorized,
                signers);
    }

    private JsonObject entry(byte[] line) throws InvalidDidLogException {
        if (line.length > DidLog.MAX_ENTRY_BYTES) {
            throw refuse(
                    Reason.TOO_LARGE,
                    line.length + " bytes in the entry, at most " + DidLog.MAX_ENTRY_BYTES + " are read");
        }
        JsonValue json;
        try {
            json = JsonValue.parse(
                    line,
                    switch (form) {
                        case ANY -> JsonForm.ANY;
                        case LEDGER -> JsonForm.CANONICAL;
                    },
                    DidLog.MAX_ENTRY_BYTES);
        } catch (MalformedJsonException malformed) {
            throw refuse(Reason.JSON, String.valueOf(malformed.getMessage()));
        }
        return in(Reason.MEMBERS, () -> {
            JsonObject entry = Members.object(json, "the entry");
            Members.only(entry, ENTRY, "an entry");
            for (String name : ENTRY) {
                if (!entry.has(name)) {
                    throw new MalformedDidException("the entry must have the member " + name);
                }
            }
            return entry;
        });
    }

    /** Step 1: the parameters in force, this entry's over those before it. */
    private DidParameters parameters(JsonObject json) throws InvalidDidLogException {
        in(Reason.PARAMETERS, () -> {
            Members.only(json, PARAMETERS, "did:webvh 1.0 parameters");
            if (form == DidLogForm.LEDGER && json.members().containsValue(JsonNull.NULL)) {
                throw new MalformedDidException("null is no value of a parameter");
            }
            return json;
        });
        requireMethod(json);
        DidParameters before = previous == null ? DidParameters.DEFAULT : previous.parameters();
        boolean portable = flag(json, "portable", before.portable());
        if (previous != null && portable && json.has("portable")) {
            throw refuse(Reason.PORTABLE, "portable can be turned on in the first entry only");
        }
        return new DidParameters(
                updateKeys(json, before.updateKeys()),
                strings(json, "nextKeyHashes", before.nextKeyHashes()),
                witnesses(json, before.witnesses()),
                strings(json, "watchers", before.watchers()),
                portable,
                flag(json, "deactivated", before.deactivated()),
                ttlSeconds(json, before.ttlSeconds()));
    }

    private void requireMethod(JsonObject json) throws InvalidDidLogException {
        JsonValue method = json.get("method");
        if (method == null && previous != null) {
            return;
        }
        String text = in(Reason.METHOD, () -> Members.string(method, "parameters.method"));
        if (!text.equals(DidParameters.METHOD)) {
            throw refuse(Reason.METHOD, "parameters.method must be " + DidParameters.METHOD + ", not " + text);
        }
    }

    private List<Multikey> updateKeys(JsonObject json, List<Multikey> before) throws InvalidDidLogException {
        if (!json.has("updateKeys")) {
            if (previous == null) {
                throw refuse(Reason.UPDATE_KEYS, "the first entry must set updateKeys");
            }
            return before;
        }
        return in(Reason.UPDATE_KEYS, () -> {
            List<Multikey> keys = new ArrayList<>();
            for (String text : isNull(json, "updateKeys")
                    ? List.<String>of()
                    : Members.uniqueStrings(json.get("updateKeys"), "parameters.updateKeys")) {
                Multikey key = Multikey.parse(text);
                if (key.kind() != Multikey.Kind.ED25519) {
                    throw new MalformedDidException("an update key that eddsa-jcs-2022 cannot use: " + key);
                }
                keys.add(key);
            }
            return keys;
        });
    }

    private DidWitnesses witnesses(JsonObject json, DidWitnesses before) throws InvalidDidLogException {
        if (!json.has("witness")) {
            return before;
        }
        return in(
                Reason.WITNESSES,
                () -> isNull(json, "witness")
                        ? DidWitnesses.NONE
                        : DidWitnesses.parse(Members.object(json.get("witness"), "parameters.witness")));
    }

    private List<String> strings(JsonObject json, String name, List<String> before) throws InvalidDidLogException {
        if (!json.has(name)) {
            return before;
        }
        return in(
                Reason.PARAMETERS,
                () -> isNull(json, name) ? List.of() : Members.uniqueStrings(json.get(name), "parameters." + name));
    }

    private boolean flag(JsonObject json, String name, boolean before) throws InvalidDidLogException {
        JsonValue value = json.get(name);
        return switch (value) {
            case null -> before;
            case JsonNull none -> false;
            case JsonBoolean flag -> flag.value();
            default -> throw refuse(Reason.PARAMETERS, "parameters." + name + " must be true or false");
        };
    }

    private long ttlSeconds(JsonObject json, long before) throws InvalidDidLogException {
        JsonValue value = json.get("ttl");
        return switch (value) {
            case null -> before;
            case JsonNull none -> DidParameters.DEFAULT.ttlSeconds();
            case JsonNumber ttl
            when ttl.isExactInteger() && ttl.toLong() >= 0 && ttl.toLong() <= MAX_TTL_SECONDS -> ttl.toLong();
            default -> throw refuse(Reason.PARAMETERS, "parameters.ttl must be an integer of 0 to 2^31");
        };
    }

    private static boolean isNull(JsonObject json, String name) {
        return json.get(name) == JsonNull.NULL;
    }

    private DidDocument document(JsonObject entry) throws InvalidDidLogException {
        return in(Reason.STATE, () -> DidDocument.parse(Members.object(entry.get("state"), "state")));
    }

    /** Step 3: the number is the next one; the hash is checked below. */
    private VersionId versionId(JsonObject entry) throws InvalidDidLogException {
        VersionId versionId =
                in(Reason.VERSION_ID, () -> VersionId.parse(Members.string(entry.get("versionId"), "versionId")));
        if (versionId.number() != number) {
            throw refuse(Reason.VERSION_ID, "version number " + versionId.number() + " where " + number + " is next");
        }
        return versionId;
    }

    private VersionId claimedVersionId(JsonObject entry) throws InvalidDidLogException {
        return in(Reason.VERSION_ID, () -> VersionId.parse(Members.string(entry.get("versionId"), "versionId")));
    }

    /** Step 4. */
    private Instant versionTime(String text) throws InvalidDidLogException {
        Instant versionTime = in(Reason.VERSION_TIME, () -> {
            if (form == DidLogForm.LEDGER && !text.endsWith("Z")) {
                throw new MalformedDidException("versionTime must end in Z: " + text);
            }
            return DidTime.parseUtc(text);
        });
        if (previous != null && !versionTime.isAfter(previous.versionTime())) {
            throw refuse(Reason.VERSION_TIME_ORDER, "versionTime " + text + " is not after " + previous.versionTime());
        }
        if (versionTime.isAfter(now.plus(FUTURE_TOLERANCE))) {
            throw refuse(
                    Reason.VERSION_TIME_FUTURE,
                    "versionTime " + text + " is more than " + FUTURE_TOLERANCE.toMinutes() + " minutes after " + now);
        }
        return versionTime;
    }

    private Multihash scid(JsonObject parameters) throws InvalidDidLogException {
        return in(Reason.SCID, () -> Multihash.parse(Members.string(parameters.get("scid"), "parameters.scid")));
    }

    /** Step 6, and "DID Portability". */
    private void requireName(DidDocument document, Multihash scid, DidParameters parameters)
            throws InvalidDidLogException {
        if (!document.id().scid().equals(scid)) {
            throw refuse(
                    Reason.STATE_SCID, "state.id has the SCID " + document.id().scid() + ", the log has " + scid);
        }
        if (previous == null || document.id().equals(previous.did())) {
            return;
        }
        if (!parameters.portable()) {
            throw refuse(Reason.MOVE, "moved to " + document.id() + ", and it is not portable");
        }
        if (!document.alsoKnownAs().contains(previous.did().toString())) {
            throw refuse(Reason.MOVE, "moved to " + document.id() + " without " + previous.did() + " in alsoKnownAs");
        }
    }

    /**
     * "Verify SCID". The placeholder "cannot appear as a value anywhere in the first published entry": if it could, an
     * entry and its copy with one SCID left as the placeholder would be two beginnings of one DID.
     */
    private void requireScid(JsonObject unsecured, Multihash scid) throws InvalidDidLogException {
        if (unsecured.toString().contains(DidLogWriter.PLACEHOLDER)) {
            throw refuse(Reason.SCID, "the placeholder " + DidLogWriter.PLACEHOLDER + " stands in the first entry");
        }
        JsonObject preliminary = in(
                Reason.SCID,
                () -> Replacement.of(scid.text(), DidLogWriter.PLACEHOLDER)
                        .in(unsecured.with("versionId", DidLogWriter.PLACEHOLDER)));
        Multihash computed = Multihash.of(preliminary.toBytes());
        if (!computed.equals(scid)) {
            throw refuse(Reason.SCID, "parameters.scid is " + scid + ", the entry's own is " + computed);
        }
    }

    /** "Verify The Entry Hash". */
    private void requireEntryHash(JsonObject unsecured, VersionId versionId, Multihash scid)
            throws InvalidDidLogException {
        String predecessor =
                previous == null ? scid.text() : previous.versionId().toString();
        Multihash computed =
                Multihash.of(unsecured.with("versionId", predecessor).toBytes());
        if (!computed.equals(versionId.entryHash())) {
            throw refuse(
                    Reason.ENTRY_HASH, "versionId has the hash " + versionId.entryHash() + ", the entry " + computed);
        }
    }

    /** "Authorized Keys" and step 7, pre-rotation. */
    private List<Multikey> authorizedKeys(JsonObject json, DidParameters parameters) throws InvalidDidLogException {
        if (previous != null && json.has("scid")) {
            throw refuse(Reason.PARAMETERS, "only the first entry has a scid");
        }
        if (previous == null) {
            return parameters.updateKeys();
        }
        DidParameters before = previous.parameters();
        if (!before.isPreRotationOn()) {
            return before.updateKeys();
        }
        for (String name : List.of("updateKeys", "nextKeyHashes")) {
            if (!json.has(name) || isNull(json, name)) {
                throw refuse(Reason.PRE_ROTATION, "parameters." + name + " must be written out under pre-rotation");
            }
        }
        if (parameters.updateKeys().isEmpty()) {
            throw refuse(Reason.PRE_ROTATION, "no update key of those committed to is revealed");
        }
        for (Multikey key : parameters.updateKeys()) {
            if (!before.nextKeyHashes().contains(key.hash().text())) {
                throw refuse(
                        Reason.PRE_ROTATION,
                        "the update key " + key + " was not committed to by entry " + (number - 1));
            }
        }
        return parameters.updateKeys();
    }

    /** Step 2: each proof is of the one kind permitted, by an authorised key, over this entry. */
    private List<Multikey> signers(JsonObject entry, JsonObject unsecured, List<Multikey> authorized)
            throws InvalidDidLogException {
        Set<Multikey> signers = new LinkedHashSet<>();
        for (JsonValue json : proofs(entry)) {
            DataIntegrityProof proof = in(Reason.PROOF, () -> {
                JsonObject members = Members.object(json, "proof items");
                Members.only(members, form == DidLogForm.LEDGER ? LEDGER_PROOF : PROOF, "an entry's proof");
                var parsed = new DataIntegrityProof(members);
                if (!parsed.proofPurpose().equals(DataIntegrityProof.ASSERTION_METHOD)) {
                    throw new MalformedDidException(
                            "proof.proofPurpose must be assertionMethod, not " + parsed.proofPurpose());
                }
                return parsed;
            });
            if (proof.expires().filter(end -> end.isBefore(now)).isPresent()) {
                throw refuse(Reason.PROOF_EXPIRED, "the proof expired before " + now);
            }
            Multikey key = in(Reason.PROOF_KEY, () -> Multikey.parseDidKeyUrl(proof.verificationMethod()));
            if (!authorized.contains(key)) {
                throw refuse(Reason.PROOF_KEY, "the proof's key is not authorised: " + key);
            }
            boolean signed = key.publicKey().orElse(null) instanceof Ed25519PublicKey ed25519
                    && proof.verifies(unsecured, ed25519);
            if (!signed) {
                throw refuse(Reason.PROOF_SIGNATURE, "the signature is not that of " + key);
            }
            signers.add(key);
        }
        return List.copyOf(signers);
    }

    private List<JsonValue> proofs(JsonObject entry) throws InvalidDidLogException {
        JsonValue proof = entry.get("proof");
        List<JsonValue> proofs;
        if (proof instanceof JsonArray array) {
            proofs = array.values();
        } else if (proof instanceof JsonObject single && form == DidLogForm.ANY) {
            proofs = List.of(single);
        } else {
            throw refuse(Reason.PROOF, "proof must be an array");
        }
        int most = form == DidLogForm.LEDGER ? 1 : MAX_PROOFS;
        if (proofs.isEmpty() || proofs.size() > most) {
            throw refuse(Reason.PROOF, proofs.size() + " proofs, 1 to " + most + " are taken");
        }
        return proofs;
    }

    /** "If the witness property is updated from {}, the change is immediately active", else those before decide. */
    private DidWitnesses approvers(DidParameters parameters) {
        if (previous == null || previous.parameters().witnesses().isEmpty()) {
            return parameters.witnesses();
        }
        return previous.parameters().witnesses();
    }

    private <T> T in(Reason reason, Reading<T> reading) throws InvalidDidLogException {
        try {
            return reading.read();
        } catch (MalformedDidException malformed) {
            throw refuse(reason, String.valueOf(malformed.getMessage()));
        }
    }

    private InvalidDidLogException refuse(Reason reason, String message) {
        return new InvalidDidLogException(reason, number, message);
    }

    /** A step that takes something out of the entry and finds it malformed, or not. */
    @FunctionalInterface
    private interface Reading<T> {
        T read();
    }
}
