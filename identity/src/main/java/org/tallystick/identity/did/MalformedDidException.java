package org.tallystick.identity.did;

/** A text or document that is not in the form of a DID, DID URL, multikey, multihash or DID document. */
public final class MalformedDidException extends RuntimeException {
    MalformedDidException(String message) {
        super(message);
    }
}
