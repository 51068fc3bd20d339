package org.tallystick.identity.resolve;

import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tallystick.identity.did.Did;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidParameters;
import org.tallystick.identity.did.DidTime;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.DidWitnesses;
import org.tallystick.identity.did.MalformedDidException;
import org.tallystick.identity.did.VersionId;
import org.tallystick.identity.did.WebvhDid;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonBoolean;
import org.tallystick.identity.json.JsonNumber;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonString;

/**
 * The function {@code resolve(did, resolutionOptions)} of DID Resolution 1.0, for did:webvh over the registered logs.
 *
 * <p>Options: one at most of {@code versionId}, {@code versionTime} and, as did:webvh has it, {@code versionNumber}. A DID
 * that moved is found by each name it has had; the answer is the version asked for, or the newest, and its metadata
 * say which name is the DID's now ({@code canonicalId}) and which others it has had ({@code equivalentId}).
 */
public final class DidResolver {
    private static final Set<String> OPTIONS = Set.of("versionId", "versionTime", "versionNumber");

    private final DidLogs logs;

    public DidResolver(DidLogs logs) {
        this.logs = logs;
    }

    /** @param options by name, {@code accept} aside: which representation is sent is the binding's business */
    public ResolutionResult resolve(String did, Map<String, String> options) throws SQLException {
        WebvhDid webvh;
        try {
            Did parsed = Did.parse(did);
            if (!parsed.method().equals("webvh")) {
                return ResolutionResult.error(
                        ResolutionError.METHOD_NOT_SUPPORTED, "did:webvh is resolved here, not did:" + parsed.method());
            }
            webvh = new WebvhDid(parsed);
        } catch (MalformedDidException malformed) {
            return ResolutionResult.error(ResolutionError.INVALID_DID, String.valueOf(malformed.getMessage()));
        }
        for (String option : options.keySet()) {
            if (!OPTIONS.contains(option)) {
                return ResolutionResult.error(ResolutionError.FEATURE_NOT_SUPPORTED, "no option " + option);
            }
        }
        if (options.size() > 1) {
            return ResolutionResult.error(
                    ResolutionError.INVALID_OPTIONS, "versionId, versionTime and versionNumber exclude each other");
        }
        Optional<DidLog> log = logs.find(webvh.scid()).filter(found -> found.names(webvh));
        if (log.isEmpty()) {
            return ResolutionResult.error(ResolutionError.NOT_FOUND, "no log of this ledger names " + did);
        }
        return resolve(log.get(), options);
    }

    private static ResolutionResult resolve(DidLog log, Map<String, String> options) {
        Optional<DidVersion> version;
        try {
            version = version(log, options);
        } catch (MalformedDidException malformed) {
            return ResolutionResult.error(ResolutionError.INVALID_OPTIONS, String.valueOf(malformed.getMessage()));
        }
        if (version.isEmpty()) {
            return ResolutionResult.error(ResolutionError.NOT_FOUND, "the DID has no version of " + options);
        }
        boolean answersWithDocument = !log.latest().parameters().deactivated() || !options.isEmpty();
        return ResolutionResult.of(
                answersWithDocument ? Optional.of(version.get().document().resolved()) : Optional.empty(),
                metadata(log, version.get()));
    }

    private static Optional<DidVersion> version(DidLog log, Map<String, String> options) {
        for (Map.Entry<String, String> option : options.entrySet()) {
            return switch (option.getKey()) {
                case "versionId" -> log.version(VersionId.parse(option.getValue()));
                case "versionTime" -> log.versionAt(DidTime.parse(option.getValue()));
                default -> log.version(VersionId.parseNumber(option.getValue()));
            };
        }
        return Optional.of(log.latest());
    }

    /** What did:webvh 1.0 lists at the end of "Read", and what DID Resolution has beside it. */
    private static JsonObject metadata(DidLog log, DidVersion version) {
        DidParameters now = log.latest().parameters();
        JsonObject metadata = JsonObject.EMPTY
                .with("versionId", version.versionId().toString())
                .with("versionNumber", JsonNumber.of(version.versionId().number()))
                .with("versionTime", version.versionTimeText())
                .with("created", log.first().versionTimeText())
                .with("updated", version.versionTimeText())
                .with("scid", log.scid().text())
                .with("portable", JsonBoolean.of(now.portable()))
                .with("deactivated", JsonBoolean.of(now.deactivated()))
                .with("ttl", Long.toString(now.ttlSeconds()))
                .with("witness", witness(now.witnesses()))
                .with("watchers", JsonArray.ofStrings(now.watchers()));
        Optional<DidVersion> next = log.version(version.versionId().number() + 1);
        if (next.isPresent()) {
            metadata = metadata.with("nextUpdate", next.get().versionTimeText())
                    .with("nextVersionId", next.get().versionId().toString());
        }
        Set<String> names = new LinkedHashSet<>();
        log.versions().forEach(each -> names.add(each.did().toString()));
        if (names.size() > 1) {
            names.remove(version.did().toString());
            metadata = metadata.with("canonicalId", log.latest().did().toString())
                    .with("equivalentId", JsonArray.ofStrings(List.copyOf(names)));
        }
        return metadata;
    }

    /** "The value of the threshold attribute is a string": metadata hold no integers of this kind. */
    private static JsonObject witness(DidWitnesses witnesses) {
        JsonObject json = witnesses.toJson();
        return witnesses.isEmpty()
                ? json
                : json.with("threshold", new JsonString(Integer.toString(witnesses.threshold())));
    }
}
