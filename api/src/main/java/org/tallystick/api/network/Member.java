package org.tallystick.api.network;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.tallystick.identity.did.MalformedDidException;
import org.tallystick.identity.did.Multikey;
import org.tallystick.identity.did.WebvhDid;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonForm;
import org.tallystick.identity.json.JsonNumber;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonString;
import org.tallystick.identity.json.JsonValue;
import org.tallystick.identity.json.MalformedJsonException;
import org.tallystick.ledger.crypto.Ed25519PublicKey;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.SignatureType;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.provenance.identifier.CheckDigit;

/**
 * What an organisation says of itself before a network begins, for the others to check by other ways than this file's. One
 * line of JSON in its one form (RFC 8785), public keys all:
 *
 * <pre>
 * {"api":"https://acme.example","cosigner":"tallystick.localhost/acme+0d1e77aa+BPx0…",
 *  "did":"did:webvh:Qm…:tallystick.localhost:acme","glns":["4012345000009"],"logKey":"z6Mk…",
 *  "made":"2026-11-24T17:00:00Z","name":"acme","nodeId":"5a0e…","p2p":"acme.example:26656",
 *  "prefixes":["4012345"],"version":1,"voteKey":"z6Mk…"}
 * </pre>
 *
 * @param name for people and in policies: lower-case letters, digits and hyphens
 * @param did whose first entry the organisation has made already
 * @param logKey signs this member's checkpoints, under the network's origin as its name
 * @param cosigner cosigns the network's checkpoints, and nothing else
 * @param voteKey of its CometBFT
 * @param nodeId by which the others' CometBFT reaches its own: 40 hex digits
 * @param p2p where
 * @param api where its node is reached
 * @param glns its Global Location Numbers, beside those that begin with a prefix
 * @param prefixes its GS1 company prefixes
 * @param made when, to the second
 */
public record Member(
        String name,
        WebvhDid did,
        Ed25519PublicKey logKey,
        VerifierKey cosigner,
        Ed25519PublicKey voteKey,
        String nodeId,
        Endpoint p2p,
        URI api,
        List<String> glns,
        List<String> prefixes,
        Instant made) {
    /** A hundred locations are 1.6 KB; the rest is less than 2 KB. */
    public static final int MAX_BYTES = 16 * 1024;

    private static final int VERSION = 1;

    /** A did:webvh path segment may be longer; a policy line that people read may not. */
    private static final int NAME_LENGTH_MAX = 40;

    /** More locations than that are named by a prefix. */
    private static final int NUMBERS_MAX = 100;

    private static final int GLN_LENGTH = 13;

    /** Words of a policy that mean something else. */
    private static final Set<String> RESERVED = Set.of("none", "validators");

    private static final Set<String> NAMES = Set.of(
            "api",
            "cosigner",
            "did",
            "glns",
            "logKey",
            "made",
            "name",
            "nodeId",
            "p2p",
            "prefixes",
            "version",
            "voteKey");

    public Member {
        glns = List.copyOf(glns);
        prefixes = List.copyOf(prefixes);
    }

    /** The name of the key with which a member of this name cosigns. */
    static String cosignerName(String name) {
        return "tallystick.localhost/" + name;
    }

    /** @throws MalformedNetworkException when no member can be called so */
    public static String requireName(String name) throws MalformedNetworkException {
        if (name.length() > NAME_LENGTH_MAX || !name.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?")) {
            throw new MalformedNetworkException("name '" + name + "': at most " + NAME_LENGTH_MAX
                    + " lower-case letters, digits and, between them, hyphens");
        }
        if (RESERVED.contains(name)) {
            throw new MalformedNetworkException("name '" + name + "' means something else in policies");
        }
        return name;
    }

    /** @throws MalformedNetworkException unless it is 13 digits, the last of them the right check digit */
    public static String requireGln(String gln) throws MalformedNetworkException {
        if (!gln.matches("[0-9]{13}")
                || CheckDigit.of(gln.substring(0, GLN_LENGTH - 1)) != gln.charAt(GLN_LENGTH - 1)) {
            throw new MalformedNetworkException("'" + gln + "' is no GLN: 13 digits, the last the check digit");
        }
        return gln;
    }

    /** @throws MalformedNetworkException unless it is 4 to 12 digits, as GS1 gives them out */
    public static String requirePrefix(String prefix) throws MalformedNetworkException {
        if (!prefix.matches("[0-9]{4,12}")) {
            throw new MalformedNetworkException("'" + prefix + "' is no GS1 company prefix: 4 to 12 digits");
        }
        return prefix;
    }

    /** @throws MalformedNetworkException unless it is an http or https address of a host, without a path */
    public static URI requireApi(String text) throws MalformedNetworkException {
        try {
            URI uri = new URI(text);
            if (text.matches("https?://[a-z0-9.-]+(:[1-9][0-9]{0,4})?") && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new MalformedNetworkException("'" + text + "' is no address of a node: " + e.getMessage());
        }
        throw new MalformedNetworkException(
                "'" + text + "' is no address of a node, such as https://acme.example:8443");
    }

    // ---- the file

    /** The line, with its line feed. */
    public byte[] bytes() {
        return (json() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    JsonObject json() {
        return JsonObject.EMPTY
                .with("api", api.toString())
                .with("cosigner", cosigner.toString())
                .with("did", did.toString())
                .with("glns", JsonArray.ofStrings(glns))
                .with("logKey", Multikey.of(logKey).text())
                .with("made", made.toString())
                .with("name", name)
                .with("nodeId", nodeId)
                .with("p2p", p2p.toString())
                .with("prefixes", JsonArray.ofStrings(prefixes))
                .with("version", JsonNumber.of(VERSION))
                .with("voteKey", Multikey.of(voteKey).text());
    }

    /** Reads a member's file: what {@link #bytes} prints, and nothing else. */
    public static Member parse(byte[] file) throws MalformedNetworkException {
        return of(object("a member's file", line("a member's file", file, MAX_BYTES)));
    }

    /** The bytes before the one line feed that ends the file, as JSON. */
    static JsonValue line(String what, byte[] file, int maxBytes) throws MalformedNetworkException {
        if (file.length == 0 || file[file.length - 1] != '\n') {
            throw new MalformedNetworkException(what + " is one line with a line feed at its end");
        }
        try {
            return JsonValue.parse(Arrays.copyOf(file, file.length - 1), JsonForm.CANONICAL, maxBytes);
        } catch (MalformedJsonException e) {
            throw new MalformedNetworkException(what + ": " + e.getMessage());
        }
    }

    static JsonObject object(String what, JsonValue value) throws MalformedNetworkException {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new MalformedNetworkException(what + " is no JSON object");
    }

    static Member of(JsonObject json) throws MalformedNetworkException {
        if (!json.names().equals(NAMES)) {
            throw new MalformedNetworkException(
                    "a member has " + NAMES.stream().sorted().toList() + ", not "
                            + json.names().stream().sorted().toList());
        }
        requireVersion(json, VERSION);
        String name = requireName(text(json, "name"));
        try {
            VerifierKey cosigner = VerifierKey.parse(text(json, "cosigner"));
            if (cosigner.type() != SignatureType.COSIGNATURE_V1
                    || !cosigner.name().equals(cosignerName(name))) {
                throw new MalformedNetworkException(
                        name + ": the cosigner is an Ed25519 cosignature key named " + cosignerName(name));
            }
            String nodeId = text(json, "nodeId");
            if (!nodeId.matches("[0-9a-f]{40}")) {
                throw new MalformedNetworkException(name + ": nodeId is 40 hex digits");
            }
            List<String> glns = new ArrayList<>();
            for (String gln : texts(json, "glns")) {
                glns.add(requireGln(gln));
            }
            List<String> prefixes = new ArrayList<>();
            for (String prefix : texts(json, "prefixes")) {
                prefixes.add(requirePrefix(prefix));
            }
            Member member = new Member(
                    name,
                    WebvhDid.parse(text(json, "did")),
                    key(json, "logKey"),
                    cosigner,
                    key(json, "voteKey"),
                    nodeId,
                    Endpoint.parse(text(json, "p2p")),
                    requireApi(text(json, "api")),
                    glns,
                    prefixes,
                    Instant.parse(text(json, "made")).truncatedTo(ChronoUnit.SECONDS));
            if (!member.json().equals(json)) {
                throw new MalformedNetworkException(name + ": not in the one form that is printed: " + member.json());
            }
            return member;
        } catch (MalformedNoteException | MalformedDidException | DateTimeException e) {
            throw new MalformedNetworkException(name + ": " + e.getMessage());
        }
    }

    static void requireVersion(JsonObject json, int version) throws MalformedNetworkException {
        if (!JsonNumber.of(version).equals(json.get("version"))) {
            throw new MalformedNetworkException("version " + json.get("version") + ", this release knows " + version);
        }
    }

    private static String text(JsonObject json, String name) throws MalformedNetworkException {
        if (json.get(name) instanceof JsonString(String value)) {
            return value;
        }
        throw new MalformedNetworkException(name + " is no text");
    }

    private static List<String> texts(JsonObject json, String name) throws MalformedNetworkException {
        if (!(json.get(name) instanceof JsonArray(List<JsonValue> values)) || values.size() > NUMBERS_MAX) {
            throw new MalformedNetworkException(name + " is no array of at most " + NUMBERS_MAX);
        }
        List<String> texts = new ArrayList<>();
        for (JsonValue value : values) {
            if (!(value instanceof JsonString(String text)) || texts.contains(text)) {
                throw new MalformedNetworkException(name + " has what is no text, or a text twice");
            }
            texts.add(text);
        }
        return texts;
    }

    private static Ed25519PublicKey key(JsonObject json, String name) throws MalformedNetworkException {
        if (Multikey.parse(text(json, name)).publicKey().orElse(null) instanceof Ed25519PublicKey key) {
            return key;
        }
        throw new MalformedNetworkException(name + " is no Ed25519 key");
    }
}
