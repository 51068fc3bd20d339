package org.tallystick.ledger.note;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.tallystick.ledger.crypto.Ed25519SigningKey;

/** Signs notes with an Ed25519 key, signature type 0x01: a log's signature on its checkpoints. */
public final class NoteSigner {

    private final Ed25519SigningKey key;
    private final VerifierKey verifierKey;

    /**
     * @param name of the key; of a log's key, the log's origin
     */
    public NoteSigner(String name, Ed25519SigningKey key) {
        this.key = key;
        this.verifierKey = new VerifierKey(name, SignatureType.ED25519, key.publicKey());
    }

    public VerifierKey verifierKey() {
        return verifierKey;
    }

    /**
     * @param text of the note, with its final newline
     */
    public NoteSignature sign(String text) {
        return NoteSignature.of(verifierKey.name(), verifierKey.keyHash(), key.sign(text.getBytes(UTF_8)));
    }

    @Override
    public String toString() {
        return "signer for " + verifierKey;
    }
}
