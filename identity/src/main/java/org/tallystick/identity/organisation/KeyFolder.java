package org.tallystick.identity.organisation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tallystick.identity.did.Multikey;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.MalformedKeyException;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.file.PrivateFiles;

/**
 * A folder of private keys, a file each, named by the public one: {@code z6Mk….pem}; and small notes beside them.
 *
 * <p>All are {@link PrivateFiles}: whole at any moment of a crash, and only the owner may be able to read. A folder or
 * file that others could have read is refused, since its keys may be known.
 */
final class KeyFolder {
    private static final String SUFFIX = ".pem";

    private final Path folder;

    private KeyFolder(Path folder) {
        this.folder = folder;
    }

    static KeyFolder open(Path folder) throws IOException {
        PrivateFiles.createFolder(folder);
        PrivateFiles.requirePrivate(folder);
        PrivateFiles.deleteUnfinished(folder);
        return new KeyFolder(folder);
    }

    /** Every key, by its public one. */
    SortedMap<String, Ed25519SigningKey> keys() throws IOException {
        SortedMap<String, Ed25519SigningKey> keys = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                Ed25519SigningKey key = key(file);
                keys.put(Multikey.of(key.publicKey()).text(), key);
            }
        }
        return keys;
    }

    private static Ed25519SigningKey key(Path file) throws IOException {
        PrivateFiles.requirePrivate(file);
        try {
            if (SigningKey.parsePem(Files.readString(file)) instanceof Ed25519SigningKey key
                    && file.endsWith(Multikey.of(key.publicKey()) + SUFFIX)) {
                return key;
            }
        } catch (MalformedKeyException malformed) {
            throw new IOException(file + ": " + malformed.getMessage(), malformed);
        }
        throw new IOException(file + ": not the private key of the Ed25519 key that it is named by");
    }

    /** Durable when this returns. */
    void add(Ed25519SigningKey key) throws IOException {
        write(Multikey.of(key.publicKey()) + SUFFIX, key.toPem());
    }

    void remove(Multikey key) throws IOException {
        PrivateFiles.delete(folder.resolve(key + SUFFIX));
    }

    Optional<String> note(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    /** Durable when this returns; replaces any note of that name. */
    void writeNote(String name, String content) throws IOException {
        write(name, content);
    }

    void removeNote(String name) throws IOException {
        PrivateFiles.delete(folder.resolve(name));
    }

    private void write(String name, String content) throws IOException {
        PrivateFiles.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }
}
