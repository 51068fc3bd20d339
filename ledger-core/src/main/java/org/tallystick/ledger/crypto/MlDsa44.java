package org.tallystick.ledger.crypto;

/** What the key classes of ML-DSA-44 share. */
final class MlDsa44 {

    static final String NAME = "ML-DSA-44";
    static final int SEED_LENGTH = 32;

    /** SubjectPublicKeyInfo, RFC 9881 section 4. */
    static final DerPrefix PUBLIC_KEY = new DerPrefix("30820532300b060960864801650304031103820521" + "00", 1312);

    /** OneAsymmetricKey with the seed form of RFC 9881 section 6: what key files hold. */
    static final DerPrefix SEED = new DerPrefix("3034020100300b0609608648016503040311" + "04228020", SEED_LENGTH);

    /** OneAsymmetricKey with the expanded key as an octet string in the octet string: what the JDK takes. */
    static final DerPrefix EXPANDED =
            new DerPrefix("30820a18020100300b0609608648016503040311" + "04820a04" + "04820a00", 2560);

    private MlDsa44() {}
}
