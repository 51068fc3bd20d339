package org.tallystick.ledger.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files and folders that only their owner reads: folders 0700, files 0600, from the moment they exist.
 *
 * <p>A file is written under another name, forced to disk, renamed, and the folder forced: at any moment of a crash a name
 * holds all of its old or all of its new content. One writer at a time for each file. Where the file system has no POSIX
 * modes (Windows) a user's profile folder is private by its access list and renames are journalled: there is nothing to
 * set, to check or to force but the content.
 */
public final class PrivateFiles {
    private static final String UNFINISHED = ".unfinished";

    private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private PrivateFiles() {}

    /** Makes the folder durably, or does nothing when it is there. */
    public static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, permissions(folder, "rwx------"));
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                force(parent);
            }
        }
    }

    /** Durable when this returns; replaces a file of that name. */
    public static void write(Path file, byte[] content) throws IOException {
        Path folder = folder(file);
        Path unfinished = folder.resolve(file.getFileName() + UNFINISHED);
        Files.deleteIfExists(unfinished);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                permissions(file, "rw-------"))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(folder);
    }

    /** Durable when this returns, if there was such a file. */
    public static void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            force(folder(file));
        }
    }

    /** Removes what writers that were cut short left in the folder. */
    public static void deleteUnfinished(Path folder) throws IOException {
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
            for (Path file : unfinished) {
                Files.delete(file);
            }
        }
    }

    /**
     * Refuses a key, a secret or a folder of them that others than its owner could have read.
     *
     * @throws IOException which says what to do about it
     */
    public static void requirePrivate(Path path) throws IOException {
        if (isPosix(path) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path))) {
            throw new IOException(path + " can be read or written by others than its owner (mode "
                    + PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
                    + "): what it holds may be known. Replace its keys, or chmod go-rwx if you are sure that nobody"
                    + " looked.");
        }
    }

    /** Makes names durable. */
    private static void force(Path folder) throws IOException {
        if (isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static Path folder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException(file + " is no file in a folder");
        }
        return folder;
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] permissions(Path path, String text) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }
}
