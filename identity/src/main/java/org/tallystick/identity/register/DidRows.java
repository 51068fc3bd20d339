package org.tallystick.identity.register;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tallystick.identity.did.DidHead;
import org.tallystick.identity.did.DidParameters;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.DidWitnesses;
import org.tallystick.identity.did.MalformedDidException;
import org.tallystick.identity.did.Multihash;
import org.tallystick.identity.did.Multikey;
import org.tallystick.identity.did.VersionId;
import org.tallystick.identity.did.WebvhDid;
import org.tallystick.ledger.cbor.CborReader;
import org.tallystick.ledger.cbor.CborWriter;
import org.tallystick.ledger.cbor.MalformedCborException;
import org.tallystick.ledger.execute.StateChange;
import org.tallystick.ledger.execute.StateKey;
import org.tallystick.ledger.execute.StateView;
import org.tallystick.ledger.statement.KeyId;

/**
 * DIDs in the ledger's state. One row for each DID, by its SCID, which a move does not change: all that its next entry
 * is judged by. One row for each version, for ever, since a statement may pin any: its name and its signing keys.
 *
 * <pre>
 * did/SCID           [1, did, versionId, [seconds, nanos], [update key…], [next key hash…], portable, deactivated]
 * did/SCID/NUMBER    [1, did, versionId, {fragment: multikey…}]
 * did/SCID/entering  [1, kid, h'what did/SCID will be made of']; then there is no did/SCID
 * </pre>
 *
 * What no entry is judged by (watchers, ttl) is not in the row; the log entry itself has it.
 */
final class DidRows {
    /**
     * The largest row that an entry may make. 64 update keys and as many hashes have 7 KB, 64 signing keys 5 KB: more
     * is padding that every member would keep for ever.
     */
    static final int MAX_BYTES = 16_384;

    private static final int FORMAT = 1;

    private DidRows() {}

    /** A version as the state has it. */
    record VersionRow(String did, VersionId versionId, SortedMap<String, Multikey> keys) {
        VersionRow {
            keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
        }

        static VersionRow of(DidVersion version) {
            return new VersionRow(
                    version.did().toString(),
                    version.versionId(),
                    version.document().assertionKeys());
        }

        byte[] bytes() {
            CborWriter writer = new CborWriter()
                    .array(4)
                    .integer(FORMAT)
                    .text(did)
                    .text(versionId.toString())
                    .map(keys.size());
            // Deterministic CBOR sorts keys by their encodings: shorter texts first.
            keys.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey(
                            Comparator.comparingInt(String::length).thenComparing(String::compareTo)))
                    .forEach(
                            key -> writer.text(key.getKey()).text(key.getValue().text()));
            return writer.toByteArray();
        }
    }

    static StateKey headKey(Multihash scid) {
        return new StateKey("did/" + scid);
    }

    static StateKey versionKey(Multihash scid, int number) {
        return new StateKey("did/" + scid + "/" + number);
    }

    static StateKey enteringKey(Multihash scid) {
        return new StateKey("did/" + scid + "/entering");
    }

    static Optional<DidHead> head(Multihash scid, StateView state) {
        return state.get(headKey(scid)).map(DidRows::readHead);
    }

    static Optional<VersionRow> version(Multihash scid, int number, StateView state) {
        return state.get(versionKey(scid, number)).map(DidRows::readVersion);
    }

    /** What registering these versions, the newest last, does to the rows. */
    static List<StateChange> changes(List<DidVersion> versions) {
        List<StateChange> changes = versionChanges(versions);
        DidHead head = versions.getLast().head();
        changes.add(new StateChange.Put(headKey(head.did().scid()), headBytes(head)));
        return changes;
    }

    /** The same, when more of the history follows. */
    static List<StateChange> changes(List<DidVersion> versions, KeyId holder) {
        List<StateChange> changes = versionChanges(versions);
        DidHead head = versions.getLast().head();
        changes.add(new StateChange.Put(
                enteringKey(head.did().scid()),
                new CborWriter()
                        .array(3)
                        .integer(FORMAT)
                        .text(holder.toString())
                        .bytes(headBytes(head))
                        .toByteArray()));
        return changes;
    }

    private static List<StateChange> versionChanges(List<DidVersion> versions) {
        List<StateChange> changes = new ArrayList<>();
        for (DidVersion version : versions) {
            changes.add(new StateChange.Put(
                    versionKey(version.did().scid(), version.versionId().number()),
                    VersionRow.of(version).bytes()));
        }
        return changes;
    }

    static EnteringDid readEntering(byte[] row) {
        try {
            CborReader reader = new CborReader(row);
            reader.array(3);
            reader.integer(FORMAT);
            KeyId holder = EnteringDid.holder(reader.text());
            DidHead head = readHead(reader.bytes());
            reader.end();
            return new EnteringDid(holder, head);
        } catch (MalformedCborException e) {
            throw new IllegalStateException("a DID row of the state is not one that this ledger wrote", e);
        }
    }

    static byte[] headBytes(DidHead head) {
        DidParameters parameters = head.parameters();
        CborWriter writer = new CborWriter()
                .array(8)
                .integer(FORMAT)
                .text(head.did().toString())
                .text(head.versionId().toString())
                .array(2)
                .integer(head.versionTime().getEpochSecond())
                .integer(head.versionTime().getNano())
                .array(parameters.updateKeys().size());
        parameters.updateKeys().forEach(key -> writer.text(key.text()));
        writer.array(parameters.nextKeyHashes().size());
        parameters.nextKeyHashes().forEach(writer::text);
        return writer.bool(parameters.portable()).bool(parameters.deactivated()).toByteArray();
    }

    static DidHead readHead(byte[] row) {
        try {
            CborReader reader = new CborReader(row);
            reader.array(8);
            reader.integer(FORMAT);
            WebvhDid did = WebvhDid.parse(reader.text());
            VersionId versionId = VersionId.parse(reader.text());
            reader.array(2);
            Instant versionTime = instant(reader.integer(), reader.integer());
            List<Multikey> updateKeys =
                    texts(reader).stream().map(Multikey::parse).toList();
            List<String> nextKeyHashes = texts(reader);
            boolean portable = reader.bool();
            boolean deactivated = reader.bool();
            reader.end();
            return new DidHead(
                    did,
                    versionId,
                    versionTime,
                    new DidParameters(
                            updateKeys, nextKeyHashes, DidWitnesses.NONE, List.of(), portable, deactivated, 0));
        } catch (MalformedCborException | MalformedDidException e) {
            throw new IllegalStateException("a DID row of the state is not one that this ledger wrote", e);
        }
    }

    static VersionRow readVersion(byte[] row) {
        try {
            CborReader reader = new CborReader(row);
            reader.array(4);
            reader.integer(FORMAT);
            String did = reader.text();
            VersionId versionId = VersionId.parse(reader.text());
            SortedMap<String, Multikey> keys = new TreeMap<>();
            for (int left = reader.map(); left > 0; left--) {
                String fragment = reader.text();
                keys.put(fragment, Multikey.parse(reader.text()));
            }
            reader.end();
            return new VersionRow(did, versionId, keys);
        } catch (MalformedCborException | MalformedDidException e) {
            throw new IllegalStateException("a DID version row of the state is not one that this ledger wrote", e);
        }
    }

    /** Seconds of the years 0000 to 9999 and their nanoseconds, which did:webvh times are. */
    private static Instant instant(long seconds, long nanos) {
        if (seconds < -62_167_219_200L || seconds > 253_402_300_799L || nanos < 0 || nanos > 999_999_999) {
            throw new IllegalStateException(
                    "a DID row of the state is not one that this ledger wrote: time " + seconds);
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }

    private static List<String> texts(CborReader reader) throws MalformedCborException {
        List<String> texts = new ArrayList<>();
        for (int left = reader.array(); left > 0; left--) {
            texts.add(reader.text());
        }
        return texts;
    }
}
