package org.tallystick.identity.organisation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tallystick.identity.did.DidEntryClaim;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidLogForm;
import org.tallystick.identity.did.DidVersion;
import org.tallystick.identity.did.InvalidDidLogException;
import org.tallystick.identity.did.Multikey;
import org.tallystick.identity.did.VersionId;
import org.tallystick.identity.did.WebvhDid;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.KeyId;

/**
 * The organisation's private keys, and the one change of its DID that may be under way.
 *
 * <p>The folder is a bag of keys. Which of them signs, which makes the next entry, and which is spent is not stored: the
 * registered log says it, by naming the public ones. So nothing can be half rotated. States:
 *
 * <pre>
 * empty ──create──► pending first ──settle──► settled at 1 ──rotate/move──► pending 2 ──settle──► settled at 2 …
 * </pre>
 *
 * A change is made in this order: the new keys are durable; then the entry that names them, in the note {@code pending};
 * then the caller has it registered. {@link #settle} compares with the registered log after every start and every
 * registration: when the log holds the entry, or another one of that number, {@code did.jsonl} is written, then
 * {@code pending} goes, then the keys that the log no longer names. Killed anywhere, the next start finds either a
 * pending entry, to be handed in again (the same bytes: registering twice is once), or none.
 *
 * <p>{@code did.jsonl} is the history as last seen registered. A log without its newest version is refused: the database
 * is older than the keys, and spent keys of what it believes to be the present are gone. And with it the DID can enter
 * another ledger when this one is lost.
 *
 * <p>Kept are the keys of the latest version's document, its update key (which may yet have to sign the whole log into
 * another ledger) and the one committed to. One process at a time: the home's lock sees to it. Thread-safe.
 */
public final class OrganisationKeys {
    private static final String PENDING = "pending";
    private static final String SETTLED = "did.jsonl";

    /** A pending entry's time was judged when it was made, and is again when it is registered; here any will do. */
    private static final Instant ANY_TIME = Instant.parse("9999-12-31T00:00:00Z");

    private final KeyFolder folder;
    private final SecureRandom random;

    private Map<String, Ed25519SigningKey> keys;
    private @Nullable DidVersion current;
    /** Found once for each version: it is asked for with every statement. */
    private @Nullable NamedKey statementKey;

    /** A key and the name under which the ledger knows it. */
    public record NamedKey(Issuer issuer, KeyId keyId, SigningKey key) {}

    /** What {@link #settle} found. */
    public enum Outcome {
        /** Nothing was under way. */
        NOTHING_PENDING,
        /** The entry is in the log: the change happened. */
        REGISTERED,
        /** Another entry of its number is in the log: the change did not happen, and never will. */
        SUPERSEDED,
        /** The log does not have that number yet: hand the entry in, again if need be. */
        STILL_PENDING
    }

    private OrganisationKeys(KeyFolder folder, SecureRandom random, Map<String, Ed25519SigningKey> keys) {
        this.folder = folder;
        this.random = random;
        this.keys = keys;
    }

    /** Opens the folder, which is made if it is not there. {@link #settle} comes next. */
    public static OrganisationKeys open(Path directory, SecureRandom random) throws IOException {
        KeyFolder folder = KeyFolder.open(directory);
        return new OrganisationKeys(folder, random, folder.keys());
    }

    /**
     * The first entry, to be registered as the ledger's first statement; the pending one where there is one.
     *
     * @param hostAndPath where the DID is at home, for example {@code tallystick.localhost:acme}
     */
    public synchronized DidVersion create(String hostAndPath, Instant now) throws IOException {
        if (current != null || folder.note(SETTLED).isPresent()) {
            throw new IllegalStateException("the organisation has a DID");
        }
        Optional<DidVersion> pending = pendingFirst();
        if (pending.isPresent()) {
            return pending.get();
        }
        Ed25519SigningKey signing = newKey();
        Ed25519SigningKey update = newKey();
        Ed25519SigningKey nextUpdate = newKey();
        return pend(OrganisationDid.first(hostAndPath, publicKey(signing), update, publicKey(nextUpdate), now));
    }

    /**
     * The entry that replaces the signing key, to be registered. In the ordinary case the caller lets its outbox drain
     * first; after a theft it does not, and signs again what is refused. A change that is pending already is replaced:
     * whichever the ledger registers first counts.
     */
    public synchronized DidVersion rotate(Instant now) throws IOException {
        DidVersion latest = current();
        Ed25519SigningKey signing = newKey();
        Ed25519SigningKey nextUpdate = newKey();
        return pend(
                OrganisationDid.rotated(latest, publicKey(signing), committedKey(latest), publicKey(nextUpdate), now));
    }

    /**
     * The entry that gives the DID another home, to be registered; see {@link #rotate} for one that is pending.
     *
     * @throws org.tallystick.identity.did.MalformedDidException when {@code hostAndPath} is none of a did:webvh
     */
    public synchronized DidVersion move(String hostAndPath, Instant now) throws IOException {
        DidVersion latest = current();
        WebvhDid after = latest.did().at(hostAndPath);
        Ed25519SigningKey nextUpdate = newKey();
        return pend(OrganisationDid.moved(latest, after, committedKey(latest), publicKey(nextUpdate), now));
    }

    /**
     * The line of the entry that is under way, as it is to be handed in.
     */
    public synchronized Optional<byte[]> pending() throws IOException {
        return folder.note(PENDING).map(note -> note.strip().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Takes the registered log for what is so: after each start, and after each of its entries is committed.
     *
     * @throws KeysAheadOfLogException when this folder saw a later version registered
     */
    public synchronized Outcome settle(DidLog registered) throws IOException {
        DidVersion latest = registered.latest();
        requireNotBehind(registered);
        Optional<DidVersion> pending = pendingAfter(registered);
        Outcome outcome = outcome(registered, pending);
        // This order: a log that lacks what was settled is refused before any key of it is gone.
        folder.writeNote(SETTLED, new String(registered.toJsonl(), StandardCharsets.UTF_8));
        if (outcome != Outcome.STILL_PENDING) {
            folder.removeNote(PENDING);
        }
        keys = folder.keys();
        Set<Multikey> needed = needed(latest);
        if (outcome == Outcome.STILL_PENDING) {
            needed.addAll(needed(pending.orElseThrow()));
        }
        for (String text : Set.copyOf(keys.keySet())) {
            Multikey key = Multikey.parse(text);
            boolean committed = isCommitted(latest, key)
                    || outcome == Outcome.STILL_PENDING && isCommitted(pending.orElseThrow(), key);
            if (!needed.contains(key) && !committed) {
                folder.remove(key);
                keys.remove(text);
            }
        }
        current = latest;
        statementKey = null;
        return outcome;
    }

    /** The DID, as these keys know it: settled or pending; empty before {@link #create}. */
    public synchronized Optional<WebvhDid> did() throws IOException {
        if (current != null) {
            return Optional.of(current.did());
        }
        Optional<DidLog> history = history();
        return history.isPresent()
                ? history.map(log -> log.latest().did())
                : pendingFirst().map(DidVersion::did);
    }

    /** The history as last seen registered, here or on another ledger. */
    public synchronized Optional<DidLog> history() throws IOException {
        Optional<String> note = folder.note(SETTLED);
        if (note.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(DidLog.read(note.get().getBytes(StandardCharsets.UTF_8), DidLogForm.LEDGER, ANY_TIME));
        } catch (InvalidDidLogException damaged) {
            throw new IOException("the key folder's " + SETTLED + " is damaged: " + damaged.getMessage(), damaged);
        }
    }

    /** Gives up the change that is pending: its entry was refused, and its keys are forgotten. */
    public synchronized void abandon(DidLog registered) throws IOException {
        requireNotBehind(registered);
        folder.removeNote(PENDING);
        settle(registered);
    }

    /** The name under which statements go out: the latest registered one, before that the first entry's. */
    public Issuer issuer() throws IOException {
        return did().map(did -> new Issuer(did.toString()))
                .orElseThrow(() -> new IllegalStateException("the organisation has no DID yet"));
    }

    /** The latest registered version, once {@link #settle} has seen it. */
    public synchronized Optional<DidVersion> registered() {
        return Optional.ofNullable(current);
    }

    /** The key that signs the organisation's statements, named as in its latest registered version. */
    public synchronized NamedKey signingKey() {
        if (statementKey == null) {
            statementKey = findSigningKey(current());
        }
        return statementKey;
    }

    private NamedKey findSigningKey(DidVersion latest) {
        for (Map.Entry<String, Multikey> method :
                latest.document().assertionKeys().entrySet()) {
            Ed25519SigningKey key = keys.get(method.getValue().text());
            if (key != null) {
                return named(latest.did(), latest.versionId(), method.getKey(), key);
            }
        }
        throw new IllegalStateException("no private key here is one of " + latest);
    }

    /**
     * The key that signs the statement of one of this DID's entries, or of its whole log: the update key that the last
     * line sets, under the line's own version. A line of the history before its newest is only handed in with a part of
     * the whole, when that enters another ledger: it is signed like the last part, by the update key in force.
     *
     * @param line of this DID, made here
     */
    public synchronized NamedKey entryKey(byte[] line) {
        DidEntryClaim claim;
        try {
            claim = DidEntryClaim.parse(line, DidLogForm.LEDGER);
        } catch (InvalidDidLogException notOurs) {
            throw new IllegalArgumentException("no entry of this organisation", notOurs);
        }
        Optional<DidVersion> newest = newestWith(claim.versionId());
        return newest.isPresent()
                ? updateKey(
                        newest.get().did(),
                        newest.get().versionId(),
                        newest.get().parameters().updateKeys())
                : updateKey(claim.did(), claim.versionId(), claim.updateKeys());
    }

    /** The newest version of the history, if that version is one of it. */
    private Optional<DidVersion> newestWith(VersionId versionId) {
        try {
            return history().filter(log -> log.version(versionId).isPresent()).map(DidLog::latest);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private NamedKey updateKey(WebvhDid did, VersionId versionId, List<Multikey> updateKeys) {
        for (Multikey updateKey : updateKeys) {
            Ed25519SigningKey key = keys.get(updateKey.text());
            if (key != null) {
                return named(did, versionId, updateKey.text(), key);
            }
        }
        throw new IllegalStateException("no private key here is an update key of " + versionId);
    }

    private static NamedKey named(WebvhDid did, VersionId versionId, String fragment, SigningKey key) {
        var keyId = new KeyId(did.toString(), Optional.of(versionId.toString()), fragment);
        return new NamedKey(new Issuer(did.toString()), keyId, key);
    }

    private DidVersion current() {
        if (current == null) {
            throw new IllegalStateException("the organisation's DID is not registered yet");
        }
        return current;
    }

    private Ed25519SigningKey newKey() throws IOException {
        var key = (Ed25519SigningKey) SigningKey.generate(Algorithm.ED25519, random);
        folder.add(key);
        keys.put(publicKey(key).text(), key);
        return key;
    }

    /** Notes the entry as under way: from now on it is handed in at every start, until it is decided. */
    private DidVersion pend(DidVersion entry) throws IOException {
        requireSignable(entry);
        folder.writeNote(PENDING, new String(entry.line(), StandardCharsets.UTF_8) + "\n");
        return entry;
    }

    /** That the keys are here, and named within a statement's limits, for the entry's own statement and those after it. */
    private void requireSignable(DidVersion entry) {
        entryKey(entry.line());
        findSigningKey(entry);
    }

    private Ed25519SigningKey committedKey(DidVersion latest) {
        for (Ed25519SigningKey key : keys.values()) {
            if (isCommitted(latest, publicKey(key))) {
                return key;
            }
        }
        throw new IllegalStateException("the update key that " + latest + " committed to is not here");
    }

    private Optional<DidVersion> pendingFirst() throws IOException {
        Optional<byte[]> line = pending();
        if (line.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(DidVersion.first(line.get(), DidLogForm.LEDGER, ANY_TIME));
        } catch (InvalidDidLogException damaged) {
            throw new IOException("the pending DID entry is damaged: " + damaged.getMessage(), damaged);
        }
    }

    /** The pending entry, verified as one that follows a registered one, be it the latest or not. */
    private Optional<DidVersion> pendingAfter(DidLog registered) throws IOException {
        Optional<byte[]> line = pending();
        if (line.isEmpty()) {
            return Optional.empty();
        }
        try {
            int number = DidEntryClaim.parse(line.get(), DidLogForm.LEDGER)
                    .versionId()
                    .number();
            if (number == 1) {
                return Optional.of(DidVersion.first(line.get(), DidLogForm.LEDGER, ANY_TIME));
            }
            DidVersion before = registered
                    .version(number - 1)
                    .orElseThrow(() -> new IOException("the pending DID entry is version " + number
                            + ", the log has only " + registered.latest()));
            return Optional.of(before.head().next(line.get(), DidLogForm.LEDGER, ANY_TIME));
        } catch (InvalidDidLogException damaged) {
            throw new IOException("the pending DID entry is damaged: " + damaged.getMessage(), damaged);
        }
    }

    private static Outcome outcome(DidLog registered, Optional<DidVersion> pending) {
        if (pending.isEmpty()) {
            return Outcome.NOTHING_PENDING;
        }
        VersionId versionId = pending.get().versionId();
        if (registered.version(versionId).isPresent()) {
            return Outcome.REGISTERED;
        }
        return registered.version(versionId.number()).isPresent() ? Outcome.SUPERSEDED : Outcome.STILL_PENDING;
    }

    /** Whether the log holds all that these keys saw registered; one that does not is refused by {@link #settle}. */
    synchronized boolean isKnownTo(DidLog registered) throws IOException {
        Optional<DidVersion> seen = history().map(DidLog::latest);
        return seen.isEmpty() || registered.version(seen.get().versionId()).isPresent();
    }

    private void requireNotBehind(DidLog registered) throws IOException {
        Optional<DidVersion> seen = history().map(DidLog::latest);
        if (seen.isPresent() && !isKnownTo(registered)) {
            throw new KeysAheadOfLogException("these keys have seen " + seen.get() + " registered; the log has only "
                    + registered.latest() + ": it is older than the keys, or another ledger's");
        }
    }

    private static Set<Multikey> needed(DidVersion version) {
        Set<Multikey> needed = new HashSet<>(version.parameters().updateKeys());
        needed.addAll(version.document().assertionKeys().values());
        return needed;
    }

    private static boolean isCommitted(DidVersion version, Multikey key) {
        return version.parameters().nextKeyHashes().contains(key.hash().text());
    }

    private static Multikey publicKey(Ed25519SigningKey key) {
        return Multikey.of(key.publicKey());
    }

    /** For {@code keys list}: the public keys whose private ones are here. */
    public synchronized Set<String> held() {
        return Set.copyOf(keys.keySet());
    }
}
