package org.tallystick.ledger.crypto;

/**
 * A public key of one algorithm, checked when it is parsed: what can be held can be verified with. Equal by value.
 */
public sealed interface PublicKey permits Ed25519PublicKey, EcdsaP256PublicKey, MlDsa44PublicKey {

    /** The key in its one encoding; see {@link Algorithm}. */
    static PublicKey parse(Algorithm algorithm, byte[] encoded) throws MalformedKeyException {
        return switch (algorithm) {
            case ED25519 -> Ed25519PublicKey.parse(encoded);
            case ECDSA_P256 -> EcdsaP256PublicKey.parse(encoded);
            case ML_DSA_44 -> MlDsa44PublicKey.parse(encoded);
        };
    }

    Algorithm algorithm();

    /** The one encoding, a new array each time. */
    byte[] bytes();

    /**
     * Whether the signature is this key's over the message. A signature of any other length or form is simply not one:
     * false, never an exception.
     */
    boolean verifies(byte[] message, byte[] signature);
}
