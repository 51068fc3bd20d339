package org.tallystick.identity.did;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tallystick.identity.did.InvalidDidLogException.Reason;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonForm;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonString;
import org.tallystick.identity.json.JsonValue;
import org.tallystick.identity.json.MalformedJsonException;
import org.tallystick.ledger.crypto.Ed25519PublicKey;

/**
 * {@code did-witness.json}: which witnesses approved which versions.
 *
 * <pre>[{"versionId":"1-Qm…","proof":[{…},{…}]}, …]</pre>
 *
 * A proof that is not well-formed, not by the did:key it names, or names it in two ways is left out of the count, as the
 * method says; a file that is not of this shape is refused.
 */
public final class DidWitnessProofs {
    public static final DidWitnessProofs NONE = new DidWitnessProofs(Map.of());

    /** Two proofs for each of 64 witnesses have some 60 KB; a controller prunes older ones. */
    public static final int MAX_BYTES = 1 << 20;

    /** Each proof costs a signature verification when it is asked for. */
    private static final int MAX_PROOFS = 1024;

    private final Map<String, List<JsonValue>> proofs;

    private DidWitnessProofs(Map<String, List<JsonValue>> proofs) {
        this.proofs = proofs;
    }

    public static DidWitnessProofs parse(byte[] json) throws InvalidDidLogException {
        try {
            return new DidWitnessProofs(proofs(JsonValue.parse(json, JsonForm.ANY, MAX_BYTES)));
        } catch (MalformedJsonException | MalformedDidException malformed) {
            throw new InvalidDidLogException(Reason.WITNESS_FILE, 1, "did-witness.json: " + malformed.getMessage());
        }
    }

    private static Map<String, List<JsonValue>> proofs(JsonValue json) {
        if (!(json instanceof JsonArray entries)) {
            throw new MalformedDidException("must be an array");
        }
        Map<String, List<JsonValue>> proofs = new HashMap<>();
        int count = 0;
        for (JsonValue item : entries.values()) {
            JsonObject entry = Members.object(item, "items");
            String versionId = Members.string(entry.get("versionId"), "versionId");
            if (!(entry.get("proof") instanceof JsonArray array)) {
                throw new MalformedDidException("proof must be an array");
            }
            count += array.values().size();
            if (count > MAX_PROOFS) {
                throw new MalformedDidException("more than " + MAX_PROOFS + " proofs");
            }
            proofs.merge(versionId, array.values(), (a, b) -> {
                throw new MalformedDidException("two items for the version " + versionId);
            });
        }
        return proofs;
    }

    /** The distinct witnesses with a valid proof over exactly this version. */
    Set<Multikey> approvals(VersionId versionId) {
        var signed = new JsonObject(Map.of("versionId", new JsonString(versionId.toString())));
        Set<Multikey> approved = new HashSet<>();
        for (JsonValue json : proofs.getOrDefault(versionId.toString(), List.of())) {
            try {
                var proof = new DataIntegrityProof(Members.object(json, "proof items"));
                Multikey witness = Multikey.parseDidKeyUrl(proof.verificationMethod());
                if (proof.proofPurpose().equals(DataIntegrityProof.ASSERTION_METHOD)
                        && witness.publicKey().orElse(null) instanceof Ed25519PublicKey key
                        && proof.verifies(signed, key)) {
                    approved.add(witness);
                }
            } catch (MalformedDidException discarded) {
                // "A proof failing either requirement MUST be discarded from threshold counting."
                continue;
            }
        }
        return approved;
    }
}
