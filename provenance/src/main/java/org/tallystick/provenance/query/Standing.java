package org.tallystick.provenance.query;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.KeyId;
import org.tallystick.ledger.submit.RecordAddress;

/**
 * A record of an event, and where it stands.
 *
 * @param keyId the key that signed, its version pinned
 * @param type one of EPCIS's five by its bare name, or a URI
 * @param declaredWrong whether its own issuer took it back
 * @param declaration what it declares, if it is an error declaration and tells of no happening itself
 */
public record Standing(
        RecordAddress address,
        Issuer issuer,
        KeyId keyId,
        Instant recordTime,
        Instant eventTime,
        String type,
        boolean declaredWrong,
        Optional<Declaration> declaration) {

    /**
     * An error declaration (EPCIS 2.0 section 7.4.1.4).
     *
     * @param reason a word of CBV, or a URI; empty where it gives none
     * @param correctiveEventIDs the events that are right instead
     */
    public record Declaration(Instant declarationTime, Optional<String> reason, List<String> correctiveEventIDs) {
        public Declaration {
            correctiveEventIDs = List.copyOf(correctiveEventIDs);
        }
    }

    /** Whether this declares the other wrong: an issuer can take back its own events and no one else's. */
    public boolean takesBack(Standing other) {
        return declaration.isPresent()
                && other.declaration.isEmpty()
                && issuer.lasting().equals(other.issuer.lasting());
    }

    /** Whether this is somebody else's word against the other, which changes nothing. */
    public boolean disputes(Standing other) {
        return declaration.isPresent() && other.declaration.isEmpty() && !takesBack(other);
    }
}
