package org.tallystick.identity.did;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonString;
import org.tallystick.identity.json.JsonValue;

/**
 * A DID document of did:webvh. The JSON is kept whole and is what it is: contexts, services and members that nobody
 * here knows stay as their controller wrote them. Read out of it is what is decided by: the id, the verification methods
 * and what each may be used for.
 *
 * <p>An id within the document may be relative ({@code #key-1}) or absolute; {@link #method} and the like take them
 * for the same. Two methods or two services of one id are refused: which key such a name means would depend on who reads.
 */
public final class DidDocument {
    private final WebvhDid id;
    private final JsonObject json;
    private final Map<String, VerificationMethod> methods;
    private final Map<VerificationRelationship, Set<String>> relationships;
    private final List<String> alsoKnownAs;

    /**
     * A verification method (DID 1.0 §5.2).
     *
     * @param id absolute
     * @param controller empty where the document leaves it out
     * @param key empty unless the method is a Multikey of a kind we know
     */
    public record VerificationMethod(DidUrl id, String type, Optional<String> controller, Optional<Multikey> key) {}

    private DidDocument(
            WebvhDid id,
            JsonObject json,
            Map<String, VerificationMethod> methods,
            Map<VerificationRelationship, Set<String>> relationships,
            List<String> alsoKnownAs) {
        this.id = id;
        this.json = json;
        this.methods = methods;
        this.relationships = relationships;
        this.alsoKnownAs = alsoKnownAs;
    }

    public static DidDocument parse(JsonObject json) {
        WebvhDid id = WebvhDid.parse(Members.string(json.get("id"), "id"));
        Map<String, VerificationMethod> methods = new LinkedHashMap<>();
        if (json.has("verificationMethod")) {
            for (JsonValue method : Members.array(json.get("verificationMethod"), "verificationMethod")) {
                addMethod(methods, id, Members.object(method, "verificationMethod items"));
            }
        }
        Map<VerificationRelationship, Set<String>> relationships = new EnumMap<>(VerificationRelationship.class);
        for (VerificationRelationship relationship : VerificationRelationship.values()) {
            Set<String> ids = new HashSet<>();
            if (json.has(relationship.member())) {
                for (JsonValue item : Members.array(json.get(relationship.member()), relationship.member())) {
                    ids.add(
                            item instanceof JsonObject embedded
                                    ? addMethod(methods, id, embedded)
                                    : absolute(id, Members.string(item, relationship.member() + " items"))
                                            .toString());
                }
            }
            relationships.put(relationship, ids);
        }
        List<String> alsoKnownAs = json.has("alsoKnownAs")
                ? Members.array(json.get("alsoKnownAs"), "alsoKnownAs").stream()
                        .map(item -> Members.string(item, "alsoKnownAs items"))
                        .toList()
                : List.of();
        requireServices(id, json);
        return new DidDocument(id, json, methods, relationships, alsoKnownAs);
    }

    public WebvhDid id() {
        return id;
    }

    public JsonObject json() {
        return json;
    }

    /** The method that {@code fragment} names in this document. */
    public Optional<VerificationMethod> method(String fragment) {
        return Optional.ofNullable(methods.get(id + "#" + fragment));
    }

    /** Whether the method that {@code fragment} names is listed, or stands, under {@code relationship}. */
    public boolean permits(VerificationRelationship relationship, String fragment) {
        return ids(relationship).contains(id + "#" + fragment);
    }

    /**
     * The keys by which the subject itself makes statements: methods of this DID under {@code assertionMethod}, of type
     * Multikey, controlled by this DID, with a key that the ledger can verify with. By fragment, in its order.
     */
    public SortedMap<String, Multikey> assertionKeys() {
        SortedMap<String, Multikey> keys = new TreeMap<>();
        for (VerificationMethod method : methods.values()) {
            String fragment = method.id().fragment();
            if (fragment != null
                    && method.id().did().equals(id.did())
                    && permits(VerificationRelationship.ASSERTION_METHOD, fragment)
                    && method.type().equals("Multikey")
                    && method.controller().equals(Optional.of(id.toString()))) {
                method.key().filter(key -> key.publicKey().isPresent()).ifPresent(key -> keys.put(fragment, key));
            }
        }
        return Collections.unmodifiableSortedMap(keys);
    }

    public List<String> alsoKnownAs() {
        return alsoKnownAs;
    }

    /**
     * The document as did:webvh resolves it: with the implicit services {@code #files} and {@code #whois}, unless the
     * document has its own. A name under {@code localhost} gets none: nothing is published there.
     */
    public JsonObject resolved() {
        if (!id.isPublic()) {
            return json;
        }
        List<JsonValue> services = new ArrayList<>(services(json));
        Set<String> ids = new HashSet<>();
        for (JsonValue service : services) {
            ids.add(absoluteText(id, serviceId(service)));
        }
        int own = services.size();
        if (!ids.contains(id + "#files")) {
            services.add(JsonObject.EMPTY
                    .with("id", id + "#files")
                    .with("type", "relativeRef")
                    .with("serviceEndpoint", id.baseUrl()));
        }
        if (!ids.contains(id + "#whois")) {
            services.add(JsonObject.EMPTY
                    .with("@context", "https://identity.foundation/linked-vp/contexts/v1")
                    .with("id", id + "#whois")
                    .with("type", "LinkedVerifiablePresentation")
                    .with("serviceEndpoint", id.baseUrl() + "whois.vp"));
        }
        return services.size() == own ? json : json.with("service", new JsonArray(services));
    }

    /**
     * "Publishing a Parallel did:web DID": the resolved document with every {@code did:webvh:SCID:} in it made
     * {@code did:web:}, and this DID among {@code alsoKnownAs}.
     */
    public JsonObject parallelWeb() {
        String webvh = WebvhDid.compose(id.scid().text(), "");
        var web = (JsonObject) Replacement.of(webvh, "did:web:").in(resolved());
        Set<JsonValue> names = new LinkedHashSet<>();
        for (String name : alsoKnownAs) {
            names.add(new JsonString(name.replace(webvh, "did:web:")));
        }
        names.add(new JsonString(id.toString()));
        names.remove(new JsonString(id.toWeb().toString()));
        return web.with("alsoKnownAs", new JsonArray(List.copyOf(names)));
    }

    private Set<String> ids(VerificationRelationship relationship) {
        Set<String> ids = relationships.get(relationship);
        return ids == null ? Set.of() : ids;
    }

    private static String addMethod(Map<String, VerificationMethod> methods, WebvhDid did, JsonObject json) {
        DidUrl id = absolute(did, Members.string(json.get("id"), "verificationMethod.id"));
        String type = Members.string(json.get("type"), "verificationMethod.type");
        Optional<String> controller = json.has("controller")
                ? Optional.of(Members.string(json.get("controller"), "verificationMethod.controller"))
                : Optional.empty();
        var method = new VerificationMethod(id, type, controller, key(type, json.get("publicKeyMultibase")));
        if (methods.put(id.toString(), method) != null) {
            throw new MalformedDidException("two verification methods of the id " + id);
        }
        return id.toString();
    }

    /** Keys of kinds we do not know are other people's business, not a fault of the document. */
    private static Optional<Multikey> key(String type, @Nullable JsonValue publicKeyMultibase) {
        if (!type.equals("Multikey") || !(publicKeyMultibase instanceof JsonString text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Multikey.parse(text.value()));
        } catch (MalformedDidException unknownKind) {
            return Optional.empty();
        }
    }

    private static List<JsonValue> services(JsonObject json) {
        return json.has("service") ? Members.array(json.get("service"), "service") : List.of();
    }

    private static String serviceId(JsonValue service) {
        return Members.string(Members.object(service, "service items").get("id"), "service.id");
    }

    private static void requireServices(WebvhDid id, JsonObject json) {
        Set<String> ids = new HashSet<>();
        for (JsonValue service : services(json)) {
            String absolute = absoluteText(id, serviceId(service));
            if (!ids.add(absolute)) {
                throw new MalformedDidException("two services of the id " + absolute);
            }
        }
    }

    private static DidUrl absolute(WebvhDid did, String idOrFragment) {
        return DidUrl.parse(absoluteText(did, idOrFragment));
    }

    private static String absoluteText(WebvhDid did, String idOrFragment) {
        return idOrFragment.startsWith("#") ? did + idOrFragment : idOrFragment;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DidDocument that && json.equals(that.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
