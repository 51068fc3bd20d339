package org.tallystick.api.command;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.tallystick.ledger.log.Hash;

/** Reads a backup. Every byte is compared with the manifest before the first one is used. */
final class BackupReader implements AutoCloseable {
    /** A line for each table and each file of a home. */
    private static final int MANIFEST_BYTES_MAX = 4 << 20;

    private final ZipFile zip;
    private final BackupManifest manifest;

    private BackupReader(ZipFile zip, BackupManifest manifest) {
        this.zip = zip;
        this.manifest = manifest;
    }

    static BackupReader open(Path file) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
        } catch (ZipException e) {
            throw new DamagedBackupException(file + " is no backup: " + e.getMessage());
        }
        boolean whole = false;
        try {
            BackupReader reader = new BackupReader(zip, manifest(zip));
            reader.verify();
            whole = true;
            return reader;
        } catch (ZipException | EOFException | DamagedBackupException e) {
            throw new DamagedBackupException(file + " is no whole backup: " + e.getMessage());
        } finally {
            if (!whole) {
                zip.close();
            }
        }
    }

    private static BackupManifest manifest(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(BackupWriter.MANIFEST);
        if (entry == null || entry.getSize() > MANIFEST_BYTES_MAX) {
            throw new DamagedBackupException("it has no manifest");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return BackupManifest.parse(new String(in.readNBytes(MANIFEST_BYTES_MAX), StandardCharsets.UTF_8));
        }
    }

    private void verify() throws IOException {
        Set<String> unknown = new HashSet<>();
        zip.stream().map(ZipEntry::getName).forEach(unknown::add);
        if (unknown.size() != zip.size()) {
            throw new DamagedBackupException("it has two parts of one name");
        }
        unknown.remove(BackupWriter.MANIFEST);
        for (BackupManifest.Part part : manifest.parts()) {
            if (!unknown.remove(part.entry())) {
                throw new DamagedBackupException(part.entry() + " is missing, or named twice");
            }
            try (InputStream in = open(part)) {
                verify(part, in);
            }
        }
        if (!unknown.isEmpty()) {
            throw new DamagedBackupException(
                    "the manifest does not name " + unknown.iterator().next());
        }
    }

    private static void verify(BackupManifest.Part part, InputStream in) throws IOException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
        byte[] buffer = new byte[1 << 16];
        long length = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            sha256.update(buffer, 0, read);
            length += read;
        }
        Hash digest = Hash.of(sha256.digest());
        if (length != part.length() || !digest.equals(part.digest())) {
            throw new DamagedBackupException(
                    part.entry() + " has SHA-256 " + digest + ", the manifest says " + part.digest());
        }
    }

    BackupManifest manifest() {
        return manifest;
    }

    InputStream open(BackupManifest.Part part) throws IOException {
        ZipEntry entry = zip.getEntry(part.entry());
        if (entry == null) {
            throw new DamagedBackupException(part.entry() + " is missing");
        }
        return zip.getInputStream(entry);
    }

    /** A file of the home that was backed up. */
    Optional<byte[]> file(String name) {
        return manifest.files().stream()
                .filter(file -> file.name().equals(name))
                .findAny()
                .map(file -> {
                    try (InputStream in = open(file)) {
                        return in.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
