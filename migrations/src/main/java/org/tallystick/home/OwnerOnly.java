package org.tallystick.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and folders that only their owner reads: folders 0700, files 0600, from the moment they exist and whatever the
 * umask. Where the file system has no POSIX modes (Windows) a user's profile folder is private by its access list, and
 * these methods add nothing.
 *
 * <p>For the home and the server in it. What the ledger keeps of its own, keys first, goes through ledger-core's {@code
 * PrivateFiles}: neither module may know the other, since ledger-core's tests run on this one's PostgreSQL.
 */
public final class OwnerOnly {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private OwnerOnly() {}

    /** Makes the folder and what is missing above it, or does nothing when it is there. */
    public static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, attributes(folder, FOLDER));
        }
    }

    /** A new folder in {@code parent} with a name that was not taken. */
    public static Path createTemporaryFolder(Path parent, String prefix) throws IOException {
        return Files.createTempDirectory(parent, prefix, attributes(parent, FOLDER));
    }

    /**
     * Writes a whole file so that a reader, or a start after a power cut, sees the old content or the new and never a
     * part: a temporary file, flushed, then moved over the name, then the folder flushed.
     */
    public static void write(Path file, byte[] content) throws IOException {
        Path folder = parentOf(file);
        Path temporary = Files.createTempFile(folder, file.getFileName() + ".", ".tmp", attributes(folder, FILE));
        try {
            writeAndFlush(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        flushFolder(folder);
    }

    /** Takes group and others their rights on a folder that exists. */
    static void tighten(Path folder) throws IOException {
        if (hasPosixModes(folder)) {
            Files.setPosixFilePermissions(folder, FOLDER);
        }
    }

    static boolean isPrivate(Path folder) throws IOException {
        return !hasPosixModes(folder) || FOLDER.containsAll(Files.getPosixFilePermissions(folder));
    }

    /** Makes renames in the folder survive a power cut. Windows has no such call and orders them itself. */
    public static void flushFolder(Path folder) throws IOException {
        if (hasPosixModes(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void writeAndFlush(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    private static FileAttribute<?>[] attributes(Path near, Set<PosixFilePermission> permissions) throws IOException {
        return hasPosixModes(near)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean hasPosixModes(Path near) throws IOException {
        Path existing = near.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = parentOf(existing);
        }
        FileStore store = Files.getFileStore(existing);
        return store.supportsFileAttributeView(PosixFileAttributeView.class);
    }

    private static Path parentOf(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalStateException(path + " has no folder above it");
        }
        return parent;
    }
}
