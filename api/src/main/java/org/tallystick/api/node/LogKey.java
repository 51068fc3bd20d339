package org.tallystick.api.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.tallystick.api.network.NoteKeyFile;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.Origin;

/**
 * The key that signs this node's checkpoints, and the log's name with it, in one file that is written whole:
 *
 * <pre>
 * tallystick.localhost/1f3c…+5d0b31c6+AZ…     the verifier key; its name is the origin
 * -----BEGIN PRIVATE KEY-----
 * …
 * </pre>
 *
 * The origin is made of 128 random bits at the first start and kept for ever: it names the log, not a place.
 */
final class LogKey {
    private static final int ORIGIN_RANDOM_BYTES = 16;

    private final VerifierKey verifierKey;
    private final NoteSigner signer;

    private LogKey(NoteSigner signer) {
        this.signer = signer;
        this.verifierKey = signer.verifierKey();
    }

    /** Reads the file, or makes key and origin where there is none. */
    static LogKey open(Path file, SecureRandom random) throws IOException {
        if (!Files.exists(file)) {
            byte[] name = new byte[ORIGIN_RANDOM_BYTES];
            random.nextBytes(name);
            Ed25519SigningKey key = (Ed25519SigningKey) SigningKey.generate(Algorithm.ED25519, random);
            NoteSigner signer = new NoteSigner(Origin.ofLedger(name).name(), key);
            new NoteKeyFile(signer.verifierKey(), key).write(file);
        }
        NoteKeyFile read = NoteKeyFile.read(file);
        NoteSigner signer = new NoteSigner(read.verifierKey().name(), read.key());
        if (!signer.verifierKey().equals(read.verifierKey())) {
            throw new IOException(file + " is no log key, but one for " + read.verifierKey());
        }
        return new LogKey(signer);
    }

    Origin origin() {
        try {
            return Origin.parse(verifierKey.name());
        } catch (MalformedStatementException e) {
            throw new IllegalStateException("the log key's name is no origin: " + e.getMessage(), e);
        }
    }

    VerifierKey verifierKey() {
        return verifierKey;
    }

    NoteSigner signer() {
        return signer;
    }
}
