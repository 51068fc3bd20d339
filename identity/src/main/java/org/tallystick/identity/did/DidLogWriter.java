package org.tallystick.identity.did;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.ledger.crypto.Ed25519SigningKey;

/**
 * did:webvh 1.0, "Create" steps 4 to 6 and "Update" steps 3 to 9: from parameters and state to an entry, in the ledger's
 * form. What it writes it reads back: parameters or a state that the method forbids are a fault of the program that
 * made them, and no line comes out.
 */
public final class DidLogWriter {
    /** Stands for the SCID wherever that will stand in the parameters and the state of a first entry. */
    public static final String PLACEHOLDER = "{SCID}";

    private DidLogWriter() {}

    /** The first entry; parameters and state hold the placeholder. */
    public static DidVersion first(
            JsonObject parameters, JsonObject state, Instant versionTime, Ed25519SigningKey updateKey) {
        Instant time = versionTime.truncatedTo(ChronoUnit.SECONDS);
        JsonObject preliminary = entry(PLACEHOLDER, parameters, state, time);
        Multihash scid = Multihash.of(preliminary.toBytes());
        byte[] line = finish(Replacement.of(PLACEHOLDER, scid.text()).in(preliminary), 1, time, updateKey);
        try {
            return DidVersion.first(line, DidLogForm.LEDGER, time);
        } catch (InvalidDidLogException ours) {
            throw new IllegalStateException("wrote an entry that nobody would take", ours);
        }
    }

    /** The entry after {@code head}; a time not after the last entry's becomes the second after that. */
    public static DidVersion next(
            DidHead head, JsonObject parameters, JsonObject state, Instant versionTime, Ed25519SigningKey updateKey) {
        Instant earliest = head.versionTime().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        Instant given = versionTime.truncatedTo(ChronoUnit.SECONDS);
        Instant time = given.isBefore(earliest) ? earliest : given;
        JsonObject preliminary = entry(head.versionId().toString(), parameters, state, time);
        byte[] line = finish(preliminary, head.versionId().number() + 1, time, updateKey);
        try {
            return head.next(line, DidLogForm.LEDGER, time);
        } catch (InvalidDidLogException ours) {
            throw new IllegalStateException("wrote an entry that nobody would take", ours);
        }
    }

    private static JsonObject entry(String predecessor, JsonObject parameters, JsonObject state, Instant time) {
        return JsonObject.EMPTY
                .with("versionId", predecessor)
                .with("versionTime", DateTimeFormatter.ISO_INSTANT.format(time))
                .with("parameters", parameters)
                .with("state", state);
    }

    private static byte[] finish(JsonObject preliminary, int number, Instant time, Ed25519SigningKey updateKey) {
        var versionId = new VersionId(number, Multihash.of(preliminary.toBytes()));
        JsonObject entry = preliminary.with("versionId", versionId.toString());
        String verificationMethod = Multikey.of(updateKey.publicKey()).didKeyUrl();
        DataIntegrityProof proof = DataIntegrityProof.sign(entry, verificationMethod, time, updateKey);
        return entry.with("proof", JsonArray.of(proof.json())).toBytes();
    }
}
