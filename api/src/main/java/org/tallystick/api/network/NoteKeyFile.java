package org.tallystick.api.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.MalformedKeyException;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.file.PrivateFiles;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.VerifierKey;

/**
 * A private key that signs notes, and its public half with the name it signs under, in one file that is written whole:
 *
 * <pre>
 * tallystick.localhost/1f3c…+5d0b31c6+AZ…     the verifier key
 * -----BEGIN PRIVATE KEY-----
 * …
 * </pre>
 *
 * @param verifierKey whose key is the signing key's public half
 */
public record NoteKeyFile(VerifierKey verifierKey, Ed25519SigningKey key) {
    public NoteKeyFile {
        if (!verifierKey.key().equals(key.publicKey())) {
            throw new IllegalArgumentException("the private key is not that of " + verifierKey);
        }
    }

    /** @throws IOException also when others could read it, or when it is not such a file */
    public static NoteKeyFile read(Path file) throws IOException {
        PrivateFiles.requirePrivate(file);
        List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        try {
            VerifierKey named = VerifierKey.parse(lines.isEmpty() ? "" : lines.getFirst());
            SigningKey key =
                    SigningKey.parsePem(String.join("\n", lines.subList(Math.min(1, lines.size()), lines.size()))
                            + "\n");
            if (!(key instanceof Ed25519SigningKey ed25519)) {
                throw new IOException(file + " holds a key that is not Ed25519");
            }
            return new NoteKeyFile(named, ed25519);
        } catch (MalformedNoteException | MalformedKeyException | IllegalArgumentException e) {
            throw new IOException(file + " is no key file: " + e.getMessage(), e);
        }
    }

    public void write(Path file) throws IOException {
        PrivateFiles.write(file, (verifierKey + "\n" + key.toPem()).getBytes(StandardCharsets.US_ASCII));
    }
}
