package org.tallystick.identity.did;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonValue;
import org.tallystick.ledger.crypto.Ed25519PublicKey;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.log.Hash;

/**
 * A W3C Data Integrity proof of the one cryptosuite {@code eddsa-jcs-2022} (Data Integrity EdDSA Cryptosuites 1.0 §3.3):
 * Ed25519 over SHA-256(JCS(proof without its value)) followed by SHA-256(JCS(document without its proof)).
 *
 * <p>{@link #verifies} says whether a key made the signature. Whether that key was allowed to, and for this purpose, is
 * the caller's question: every option that it depends on is here to be asked.
 */
public record DataIntegrityProof(JsonObject json) {
    public static final String CRYPTOSUITE = "eddsa-jcs-2022";
    public static final String ASSERTION_METHOD = "assertionMethod";

    private static final int SIGNATURE_BYTES = 64;

    public DataIntegrityProof {
        require(json, "type", "DataIntegrityProof");
        require(json, "cryptosuite", CRYPTOSUITE);
        Members.string(json.get("verificationMethod"), "proof.verificationMethod");
        Members.string(json.get("proofPurpose"), "proof.proofPurpose");
        requireTime(json, "created");
        requireTime(json, "expires");
        if (signature(json).length != SIGNATURE_BYTES) {
            throw new MalformedDidException("proof.proofValue must be a signature of " + SIGNATURE_BYTES + " bytes");
        }
    }

    /** Signs {@code document}, which must not hold a proof yet. */
    static DataIntegrityProof sign(
            JsonObject document, String verificationMethod, Instant created, Ed25519SigningKey key) {
        JsonObject config = JsonObject.EMPTY
                .with("type", "DataIntegrityProof")
                .with("cryptosuite", CRYPTOSUITE)
                .with("created", DateTimeFormatter.ISO_INSTANT.format(created.truncatedTo(ChronoUnit.SECONDS)))
                .with("verificationMethod", verificationMethod)
                .with("proofPurpose", ASSERTION_METHOD);
        byte[] signature = key.sign(hashData(config, document));
        return new DataIntegrityProof(config.with("proofValue", Multibase.encode(signature)));
    }

    public String verificationMethod() {
        return Members.string(json.get("verificationMethod"), "proof.verificationMethod");
    }

    public String proofPurpose() {
        return Members.string(json.get("proofPurpose"), "proof.proofPurpose");
    }

    public Optional<Instant> expires() {
        JsonValue expires = json.get("expires");
        return expires == null
                ? Optional.empty()
                : Optional.of(DidTime.parse(Members.string(expires, "proof.expires")));
    }

    /** Whether {@code key} signed {@code document} (given without its proof) with these options. */
    public boolean verifies(JsonObject document, Ed25519PublicKey key) {
        JsonObject unsecured = document;
        JsonValue context = json.get("@context");
        if (context != null) {
            // §3.3.2: the document's contexts begin with the proof's, and it is verified with the proof's.
            if (!beginsWith(document.get("@context"), context)) {
                return false;
            }
            unsecured = document.with("@context", context);
        }
        return key.verifies(hashData(json.without("proofValue"), unsecured), signature(json));
    }

    /** §3.3.4: the proof's hash first, then the document's. */
    private static byte[] hashData(JsonObject proofConfig, JsonObject document) {
        byte[] hashData = new byte[2 * Hash.LENGTH];
        Hash.sha256(proofConfig.toBytes()).put(hashData, 0);
        Hash.sha256(document.toBytes()).put(hashData, Hash.LENGTH);
        return hashData;
    }

    private static boolean beginsWith(@Nullable JsonValue contexts, JsonValue first) {
        if (contexts instanceof JsonArray all && first instanceof JsonArray some) {
            int size = some.values().size();
            return size <= all.values().size() && all.values().subList(0, size).equals(some.values());
        }
        return first.equals(contexts);
    }

    private static byte[] signature(JsonObject json) {
        return Multibase.decode(Members.string(json.get("proofValue"), "proof.proofValue"));
    }

    private static void require(JsonObject json, String name, String value) {
        String found = Members.string(json.get(name), "proof." + name);
        if (!found.equals(value)) {
            throw new MalformedDidException("proof." + name + " must be " + value + ", not " + found);
        }
    }

    private static void requireTime(JsonObject json, String name) {
        JsonValue time = json.get(name);
        if (time != null) {
            DidTime.parse(Members.string(time, "proof." + name));
        }
    }
}
