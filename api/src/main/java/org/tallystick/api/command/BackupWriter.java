package org.tallystick.api.command;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.tallystick.home.OwnerOnly;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;

/**
 * Writes a backup: a zip of files and tables with the manifest as its last part. It grows under another name, mode 0600,
 * and gets its own by a rename once it is whole and on disk: under the final name there is never a part of one.
 */
final class BackupWriter implements AutoCloseable {
    static final String MANIFEST = "MANIFEST";

    /** Records are JSON and tables are hashes and signatures: the cheapest level has most of the gain. */
    private static final int LEVEL = Deflater.BEST_SPEED;

    private static final int BUFFER_BYTES = 1 << 16;

    private final Path target;
    private final Path unfinished;
    private final FileChannel channel;
    private final ZipOutputStream zip;
    private final List<BackupManifest.Part> parts = new ArrayList<>();

    private BackupWriter(Path target, Path unfinished, FileChannel channel) {
        this.target = target;
        this.unfinished = unfinished;
        this.channel = channel;
        this.zip = new ZipOutputStream(
                new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES), StandardCharsets.UTF_8);
        zip.setLevel(LEVEL);
    }

    static BackupWriter to(Path file) throws IOException {
        Path target = file.toAbsolutePath().normalize();
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target + " exists; a backup replaces nothing");
        }
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("there is no folder for " + target);
        }
        // A temporary file is its owner's alone from the moment it exists.
        Path unfinished = Files.createTempFile(folder, target.getFileName() + ".", ".unfinished");
        return new BackupWriter(target, unfinished, FileChannel.open(unfinished, StandardOpenOption.WRITE));
    }

    void file(String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(new BackupManifest.FilePart(Hash.sha256(content), 0, name).entry()));
        zip.write(content);
        zip.closeEntry();
        parts.add(new BackupManifest.FilePart(Hash.sha256(content), content.length, name));
    }

    /** Writes a table's rows and says how many they were. */
    interface Rows {
        long writeTo(OutputStream out) throws IOException;
    }

    void table(Tables.Table table, Rows rows) throws IOException {
        zip.putNextEntry(new ZipEntry("tables/" + table.qualified()));
        Counted counted = new Counted(zip);
        BufferedOutputStream buffer = new BufferedOutputStream(counted, BUFFER_BYTES);
        long count = rows.writeTo(buffer);
        buffer.flush();
        zip.closeEntry();
        parts.add(new BackupManifest.TablePart(counted.digest(), counted.length, count, table));
    }

    /** The backup is whole: gives it its name. */
    BackupManifest finish(Instant created, String schema, Checkpoint checkpoint) throws IOException {
        BackupManifest manifest = new BackupManifest(created, schema, checkpoint, parts);
        zip.putNextEntry(new ZipEntry(MANIFEST));
        zip.write(manifest.text().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        zip.finish();
        zip.flush();
        channel.force(true);
        zip.close();
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        OwnerOnly.flushFolder(Objects.requireNonNull(target.toAbsolutePath().getParent(), "a file has a folder"));
        return manifest;
    }

    /** What did not become whole goes. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(unfinished);
    }

    /** Counts and hashes what passes, and leaves the stream below open. */
    private static final class Counted extends FilterOutputStream {
        private final MessageDigest sha256;
        private long length;

        Counted(OutputStream out) {
            super(out);
            try {
                sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every Java platform has SHA-256", e);
            }
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            out.write(bytes, offset, count);
            sha256.update(bytes, offset, count);
            length += count;
        }

        Hash digest() {
            return Hash.of(sha256.digest());
        }
    }
}
