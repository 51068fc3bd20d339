package org.tallystick.ledger.note;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The keys that somebody knows, and the rule of signed notes: signatures of unknown keys are ignored; a known key's bad
 * signature refuses the whole note, whatever else is on it; without one good signature of a known key it is refused too.
 */
public final class NoteVerifier {

    /** What names a key on a signature line. */
    private record Claim(String name, KeyHash keyHash) {}

    /**
     * One signature that holds.
     *
     * @param timestampSeconds when it was made, if its type says
     */
    public record Verified(VerifierKey key, OptionalLong timestampSeconds) {}

    private final Map<Claim, VerifierKey> known = new LinkedHashMap<>();

    /**
     * @param keys no two with the same name and key hash
     */
    public NoteVerifier(List<VerifierKey> keys) {
        for (VerifierKey key : keys) {
            if (known.put(new Claim(key.name(), key.keyHash()), key) != null) {
                throw new IllegalArgumentException("two keys with name and hash " + key.name() + "+" + key.keyHash());
            }
        }
    }

    /**
     * The known keys that signed, in the order of their first lines, each once.
     *
     * @throws RefusedNoteException if one of them did so wrongly, or none did
     */
    public List<Verified> verify(SignedNote note) throws RefusedNoteException {
        Map<VerifierKey, Verified> verified = new LinkedHashMap<>();
        for (NoteSignature signature : note.signatures()) {
            @Nullable VerifierKey key = known.get(new Claim(signature.name(), signature.keyHash()));
            if (key == null) {
                continue;
            }
            if (!key.verifies(note.text(), signature)) {
                throw new RefusedNoteException(
                        "signature of known key " + key.name() + "+" + key.keyHash() + " does not verify");
            }
            verified.putIfAbsent(key, new Verified(key, key.timestampSeconds(signature)));
        }
        if (verified.isEmpty()) {
            throw new RefusedNoteException("no known key signed: " + known.size() + " known, "
                    + note.signatures().size() + " signatures");
        }
        return new ArrayList<>(verified.values());
    }
}
