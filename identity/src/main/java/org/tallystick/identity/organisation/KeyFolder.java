package org.tallystick.identity.organisation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tallystick.identity.did.Multikey;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.MalformedKeyException;
import org.tallystick.ledger.crypto.SigningKey;

/**
 * A folder of private keys, a file each, named by the public one: {@code z6Mk….pem}; and small notes beside them.
 *
 * <p>Folder 0700, files 0600. A file is written under another name, forced to disk, renamed, and the folder forced: at
 * any moment of a crash a name holds all of its old or all of its new content. Only the owner may be able to read: a
 * folder or file that others could have read is refused, since its keys may be known.
 */
final class KeyFolder {
    private static final String SUFFIX = ".pem";
    private static final String UNFINISHED = ".unfinished";

    private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Path folder;
    private final boolean posix;

    private KeyFolder(Path folder, boolean posix) {
        this.folder = folder;
        this.posix = posix;
    }

    static KeyFolder open(Path folder) throws IOException {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        var keys = new KeyFolder(folder, posix);
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, keys.permissions("rwx------"));
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                keys.force(parent);
            }
        }
        keys.requireOwnerOnly(folder);
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
            for (Path file : unfinished) {
                Files.delete(file);
            }
        }
        return keys;
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

    private Ed25519SigningKey key(Path file) throws IOException {
        requireOwnerOnly(file);
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
        if (Files.deleteIfExists(folder.resolve(key + SUFFIX))) {
            force(folder);
        }
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
        if (Files.deleteIfExists(folder.resolve(name))) {
            force(folder);
        }
    }

    private void write(String name, String content) throws IOException {
        Path unfinished = folder.resolve(name + UNFINISHED);
        Files.deleteIfExists(unfinished);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                permissions("rw-------"))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(
                unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(folder);
    }

    /** Makes names durable. Windows has no such thing: there the rename itself is journalled. */
    private void force(Path directory) throws IOException {
        if (posix) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private void requireOwnerOnly(Path path) throws IOException {
        if (posix && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path))) {
            throw new IOException(path + " can be read or written by others than its owner (mode "
                    + PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
                    + "): its keys may be known. Rotate them, or chmod go-rwx if you are sure that nobody looked.");
        }
    }

    private FileAttribute<?>[] permissions(String text) {
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }
}
