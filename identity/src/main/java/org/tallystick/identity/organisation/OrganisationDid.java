package org.tallystick.identity.organisation;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tallystick.identity.did.DidDocument;
import org.tallystick.identity.did.DidLogWriter;
import org.tallystick.identity.did.DidParameters;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.Multikey;
import org.tallystick.identity.did.WebvhDid;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonBoolean;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonString;
import org.tallystick.identity.json.JsonValue;
import org.tallystick.ledger.crypto.Ed25519SigningKey;

/**
 * How an organisation of a ledger uses did:webvh.
 *
 * <ul>
 *   <li>It is portable, and pre-rotation is on: each entry is signed by the key that the entry before committed to, and
 *       commits to the next. Whoever steals the signing key cannot take the DID.
 *   <li>One signing key at a time, a Multikey under {@code authentication} and {@code assertionMethod}. Its fragment is
 *       {@code key-N}, N the number of the version that brought it: short, since every statement carries it, and never
 *       used for another key.
 *   <li>A rotation replaces the signing key and the update key. It is the same in an emergency; only the node does not
 *       wait for its outbox to drain first.
 *   <li>A move changes the name's host and path, and the update key because pre-rotation wants it; signing key and
 *       fragment stay, so statements that wait with the old name are good.
 * </ul>
 */
final class OrganisationDid {
    private static final JsonArray CONTEXTS =
            JsonArray.ofStrings(List.of("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"));

    /** What a rotation makes anew; everything else in the document stays. */
    private static final Set<String> KEY_MEMBERS = Set.of("verificationMethod", "authentication", "assertionMethod");

    private OrganisationDid() {}

    static DidVersion first(
            String hostAndPath, Multikey signingKey, Ed25519SigningKey updateKey, Multikey nextUpdateKey, Instant now) {
        JsonObject parameters = parameters(Multikey.of(updateKey.publicKey()), nextUpdateKey)
                .with("method", DidParameters.METHOD)
                .with("portable", JsonBoolean.TRUE)
                .with("scid", DidLogWriter.PLACEHOLDER);
        String did = "did:webvh:" + DidLogWriter.PLACEHOLDER + ":" + hostAndPath;
        JsonObject state = withKey(JsonObject.EMPTY.with("@context", CONTEXTS).with("id", did), did, 1, signingKey);
        return DidLogWriter.first(parameters, state, now, updateKey);
    }

    static DidVersion rotated(
            DidVersion latest, Multikey signingKey, Ed25519SigningKey updateKey, Multikey nextUpdateKey, Instant now) {
        JsonObject state = latest.document().json();
        for (String member : KEY_MEMBERS) {
            state = state.without(member);
        }
        int number = latest.versionId().number() + 1;
        return DidLogWriter.next(
                latest.head(),
                parameters(Multikey.of(updateKey.publicKey()), nextUpdateKey),
                withKey(state, latest.did().toString(), number, signingKey),
                now,
                updateKey);
    }

    static DidVersion moved(
            DidVersion latest, WebvhDid after, Ed25519SigningKey updateKey, Multikey nextUpdateKey, Instant now) {
        return DidLogWriter.next(
                latest.head(),
                parameters(Multikey.of(updateKey.publicKey()), nextUpdateKey),
                renamed(latest.document(), latest.did(), after),
                now,
                updateKey);
    }

    private static JsonObject parameters(Multikey updateKey, Multikey nextUpdateKey) {
        return JsonObject.EMPTY
                .with("updateKeys", JsonArray.ofStrings(List.of(updateKey.text())))
                .with(
                        "nextKeyHashes",
                        JsonArray.ofStrings(List.of(nextUpdateKey.hash().text())));
    }

    private static JsonObject withKey(JsonObject state, String did, int versionNumber, Multikey key) {
        String id = did + "#key-" + versionNumber;
        JsonObject method = JsonObject.EMPTY
                .with("id", id)
                .with("type", "Multikey")
                .with("controller", did)
                .with("publicKeyMultibase", key.text());
        JsonArray reference = JsonArray.ofStrings(List.of(id));
        return state.with("verificationMethod", JsonArray.of(method))
                .with("authentication", reference)
                .with("assertionMethod", reference);
    }

    /**
     * The document under its new name. The old name stays in alsoKnownAs, as portability demands; the did:web of the
     * new one joins, once the world can look it up, and that of the old one, which somebody else may get, goes.
     */
    private static JsonObject renamed(DidDocument document, WebvhDid before, WebvhDid after) {
        Set<String> names = new LinkedHashSet<>(document.alsoKnownAs());
        names.remove(before.toWeb().toString());
        names.remove(after.toString());
        names.add(before.toString());
        if (after.isPublic()) {
            names.add(after.toWeb().toString());
        }
        var state = (JsonObject) renamed(document.json().without("alsoKnownAs"), before.toString(), after.toString());
        return state.with("alsoKnownAs", JsonArray.ofStrings(List.copyOf(names)));
    }

    /** Every string that is the DID, or a DID URL of it, names the new one. */
    private static JsonValue renamed(JsonValue value, String before, String after) {
        return switch (value) {
            case JsonString string
            when isOf(string.value(), before) ->
                new JsonString(after + string.value().substring(before.length()));
            case JsonArray array ->
                new JsonArray(array.values().stream()
                        .map(item -> renamed(item, before, after))
                        .toList());
            case JsonObject object -> {
                Map<String, JsonValue> members = new TreeMap<>();
                object.members().forEach((name, member) -> members.put(name, renamed(member, before, after)));
                yield new JsonObject(members);
            }
            default -> value;
        };
    }

    private static boolean isOf(String text, String did) {
        return text.startsWith(did) && (text.length() == did.length() || "#?/".indexOf(text.charAt(did.length())) >= 0);
    }
}
