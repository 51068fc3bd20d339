package org.tallystick.identity.did;

import java.time.Instant;
import java.util.List;

/**
 * A verified entry of a DID log. It is only made by verifying it, against the entry before it or as the first.
 *
 * <p>The wire form, one line, here broken:
 *
 * <pre>
 * {"parameters":{"method":"did:webvh:1.0","nextKeyHashes":["Qm…"],"portable":true,"scid":"Qm…","updateKeys":["z6Mk…"]},
 *  "proof":[{"created":"…","cryptosuite":"eddsa-jcs-2022","proofPurpose":"assertionMethod","proofValue":"z…",
 *            "type":"DataIntegrityProof","verificationMethod":"did:key:z6Mk…#z6Mk…"}],
 *  "state":{"@context":[…],"id":"did:webvh:Qm…:example.com",…},
 *  "versionId":"1-Qm…","versionTime":"2026-11-24T00:00:00Z"}
 * </pre>
 */
public final class DidVersion {
    private final byte[] line;
    private final DidHead head;
    private final String versionTime;
    private final DidDocument document;
    private final DidWitnesses approvers;
    private final List<Multikey> authorizedKeys;
    private final List<Multikey> signers;

    DidVersion(
            byte[] line,
            DidHead head,
            String versionTime,
            DidDocument document,
            DidWitnesses approvers,
            List<Multikey> authorizedKeys,
            List<Multikey> signers) {
        this.line = line;
        this.head = head;
        this.versionTime = versionTime;
        this.document = document;
        this.approvers = approvers;
        this.authorizedKeys = List.copyOf(authorizedKeys);
        this.signers = List.copyOf(signers);
    }

    /**
     * Verifies the first entry of a log.
     *
     * @param now see {@link DidHead#next}
     */
    public static DidVersion first(byte[] line, DidLogForm form, Instant now) throws InvalidDidLogException {
        return new EntryReader(null, form, now).read(line);
    }

    /** The entry as it came, without the line's end. */
    public byte[] line() {
        return line.clone();
    }

    public WebvhDid did() {
        return head.did();
    }

    public VersionId versionId() {
        return head.versionId();
    }

    public Instant versionTime() {
        return head.versionTime();
    }

    /** The time as its controller wrote it. */
    public String versionTimeText() {
        return versionTime;
    }

    public DidParameters parameters() {
        return head.parameters();
    }

    public DidDocument document() {
        return document;
    }

    /** What the entry after this one is judged by. */
    public DidHead head() {
        return head;
    }

    /** Whose approval this entry needs: the witnesses that were in force before it, or its own if there were none. */
    public DidWitnesses approvers() {
        return approvers;
    }

    /** The keys that were entitled to make this entry ("Authorized Keys"). */
    public List<Multikey> authorizedKeys() {
        return authorizedKeys;
    }

    /** The keys whose proofs it carries: some of those entitled, at least one. */
    public List<Multikey> signers() {
        return signers;
    }

    @Override
    public String toString() {
        return did() + "?versionId=" + versionId();
    }
}
