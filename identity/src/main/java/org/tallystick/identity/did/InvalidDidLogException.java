package org.tallystick.identity.did;

/** A DID log, or an entry to be added to one, that did:webvh 1.0 does not permit: {@code invalidDid} to a resolver. */
public final class InvalidDidLogException extends Exception {
    private final Reason reason;
    private final int versionNumber;

    /** The rule that was broken. The names are for ever: they stand in refusals that the ledger keeps. */
    public enum Reason {
        /** More bytes, entries or witness proofs than are read. */
        TOO_LARGE,
        /** No entry at all. */
        EMPTY,
        /** Not JSON, or not in the form asked for. */
        JSON,
        /** Other members than versionId, versionTime, parameters, state and proof. */
        MEMBERS,
        /** A parameter that did:webvh 1.0 has not, has not here, or of another type. */
        PARAMETERS,
        /** A {@code method} that is not exactly {@code did:webvh:1.0}. */
        METHOD,
        /** A SCID that is not the hash of the first entry. */
        SCID,
        /** A versionId of another form or number than the next. */
        VERSION_ID,
        /** An entry hash that is not the hash of the entry and its predecessor's versionId. */
        ENTRY_HASH,
        /** A versionTime that is no time in UTC. */
        VERSION_TIME,
        /** A versionTime that is not after the previous one. */
        VERSION_TIME_ORDER,
        /** A versionTime too far in the future. */
        VERSION_TIME_FUTURE,
        /** Update keys that are not Ed25519 multikeys, or none where one must sign. */
        UPDATE_KEYS,
        /** Pre-rotation is on, and the entry's update keys are not those that were committed to, or not written out. */
        PRE_ROTATION,
        /** Witnesses that are no did:key of Ed25519, not distinct, or a threshold they cannot meet. */
        WITNESSES,
        /** {@code portable} turned on later than in the first entry. */
        PORTABLE,
        /** A state that is no DID document. */
        STATE,
        /** A state of another SCID. */
        STATE_SCID,
        /** Another name for a DID that is not portable, or one that does not list the old name as its own. */
        MOVE,
        /** An entry after the one that deactivated the DID. */
        DEACTIVATED,
        /** A proof that is no Data Integrity proof as did:webvh 1.0 wants it: type, cryptosuite, purpose, members. */
        PROOF,
        /** A proof that has expired. */
        PROOF_EXPIRED,
        /** A proof by a key that may not make this entry. */
        PROOF_KEY,
        /** A signature that is not the key's. */
        PROOF_SIGNATURE,
        /** A did-witness.json that is not in its form. */
        WITNESS_FILE,
        /** Fewer witnesses approved an entry than its threshold. */
        UNWITNESSED
    }

    InvalidDidLogException(Reason reason, int versionNumber, String message) {
        super("entry " + versionNumber + ": " + message);
        this.reason = reason;
        this.versionNumber = versionNumber;
    }

    public Reason reason() {
        return reason;
    }

    /** Which entry, counted from 1. */
    public int versionNumber() {
        return versionNumber;
    }
}
