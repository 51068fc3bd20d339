package org.tallystick.identity.did;

/** What a verification method may be used for (DID 1.0 §5.3), as the member is called. */
public enum VerificationRelationship {
    AUTHENTICATION("authentication"),
    /** Making statements: what the ledger asks of a key that signs one. */
    ASSERTION_METHOD("assertionMethod"),
    KEY_AGREEMENT("keyAgreement"),
    CAPABILITY_INVOCATION("capabilityInvocation"),
    CAPABILITY_DELEGATION("capabilityDelegation");

    private final String member;

    VerificationRelationship(String member) {
        this.member = member;
    }

    public String member() {
        return member;
    }
}
