package org.tallystick.identity.did;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.ledger.crypto.Ed25519SigningKey;

/** did:webvh 1.0, "Create" steps 4 to 6 and "Update" steps 3 to 9: from parameters and state to a line. */
final class EntryWriter {
    static final String PLACEHOLDER = "{SCID}";

    private EntryWriter() {}

    /** The first entry; {@code parameters} and {@code state} hold the placeholder wherever the SCID will stand. */
    static byte[] first(JsonObject parameters, JsonObject state, Instant versionTime, Ed25519SigningKey updateKey) {
        JsonObject preliminary = entry(PLACEHOLDER, parameters, state, versionTime);
        Multihash scid = Multihash.of(preliminary.toBytes());
        return finish(Replacement.of(PLACEHOLDER, scid.text()).in(preliminary), 1, updateKey);
    }

    static byte[] next(
            DidHead head, JsonObject parameters, JsonObject state, Instant versionTime, Ed25519SigningKey updateKey) {
        JsonObject preliminary = entry(head.versionId().toString(), parameters, state, versionTime);
        return finish(preliminary, head.versionId().number() + 1, updateKey);
    }

    private static JsonObject entry(String predecessor, JsonObject parameters, JsonObject state, Instant versionTime) {
        return JsonObject.EMPTY
                .with("versionId", predecessor)
                .with("versionTime", DateTimeFormatter.ISO_INSTANT.format(versionTime.truncatedTo(ChronoUnit.SECONDS)))
                .with("parameters", parameters)
                .with("state", state);
    }

    private static byte[] finish(JsonObject preliminary, int number, Ed25519SigningKey updateKey) {
        var versionId = new VersionId(number, Multihash.of(preliminary.toBytes()));
        JsonObject entry = preliminary.with("versionId", versionId.toString());
        Instant created = Timestamp.parseUtc(Members.string(entry.get("versionTime"), "versionTime"));
        String verificationMethod = Multikey.of(updateKey.publicKey()).didKeyUrl();
        DataIntegrityProof proof = DataIntegrityProof.sign(entry, verificationMethod, created, updateKey);
        return entry.with("proof", JsonArray.of(proof.json())).toBytes();
    }
}
