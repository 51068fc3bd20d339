package org.tallystick.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tallystick.home.OwnerOnly;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of PostgreSQL, unpacked once from the jar of this platform into {@code pgsql-HASH} of the home.
 *
 * <p>HASH is the archive's, so a release with other binaries unpacks beside the old ones, which a server left running may
 * still be using. The folder gets its name by a rename after everything in it was flushed: under that name it is whole.
 */
record PostgresBinaries(Path folder) {
    static final String FOLDER_PREFIX = "pgsql-";
    static final String UNPACK_PREFIX = "unpack-";
    /** 64 bits name one of a handful of archives. */
    private static final int HASH_BYTES = 8;
    /** PostgreSQL 18 unpacks to about 60 MB in 1,300 files; ten times that is no PostgreSQL. */
    private static final long UNPACKED_BYTES_MAX = 1L << 30;

    private static final int OWNER_EXECUTE = 0100;

    /** Unpacks when that was not done yet. The caller holds the home's start lock. */
    static PostgresBinaries in(Path home) throws IOException {
        String resource = resourceName(System.getProperty("os.name"), System.getProperty("os.arch"));
        Path folder = home.resolve(FOLDER_PREFIX + hash(resource));
        if (!Files.isDirectory(folder)) {
            Path temporary = OwnerOnly.createTemporaryFolder(home, UNPACK_PREFIX);
            try (InputStream archive = open(resource)) {
                unpack(archive, temporary);
            }
            Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
            OwnerOnly.flushFolder(home);
        }
        return new PostgresBinaries(folder);
    }

    String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }

    static String resourceName(String osName, String osArch) throws EmbeddedPostgresException {
        String os = osName.toLowerCase(Locale.ROOT);
        String platform = os.startsWith("linux")
                ? "linux"
                : os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "windows" : null;
        String processor = switch (osArch) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> null;
        };
        if (platform == null || processor == null) {
            throw new EmbeddedPostgresException("there is no embedded PostgreSQL for " + osName + " on " + osArch
                    + "; set QUARKUS_DATASOURCE_JDBC_URL to a PostgreSQL of your own");
        }
        return "postgres-" + platform + "-" + processor + ".txz";
    }

    private static InputStream open(String resource) throws IOException {
        InputStream stream = PostgresBinaries.class.getResourceAsStream("/" + resource);
        if (stream == null) {
            throw new EmbeddedPostgresException("this build carries no " + resource
                    + " (it was built on another platform); build it here, or set QUARKUS_DATASOURCE_JDBC_URL to a"
                    + " PostgreSQL of your own");
        }
        return stream;
    }

    private static String hash(String resource) throws IOException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
        try (InputStream archive = new DigestInputStream(open(resource), sha256)) {
            archive.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(sha256.digest(), 0, HASH_BYTES);
    }

    /** Unpacks a tar.xz into an existing empty folder; refuses whatever would land outside it. */
    static void unpack(InputStream txz, Path folder) throws IOException {
        long unpackedBytes = 0;
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(txz)), "UTF-8")) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                Path target = within(folder, folder.resolve(entry.getName()), entry);
                unpackedBytes += entry.getSize();
                if (unpackedBytes > UNPACKED_BYTES_MAX) {
                    throw new EmbeddedPostgresException(
                            "the PostgreSQL archive unpacks to more than " + UNPACKED_BYTES_MAX + " bytes");
                }
                unpack(tar, entry, target, folder);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target, Path folder)
            throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Path parent = target.getParent();
        if (parent == null) {
            throw refused(entry);
        }
        Files.createDirectories(parent);
        // A link that was unpacked before may lead elsewhere: the real folder must lie inside too.
        if (!parent.toRealPath().startsWith(folder.toRealPath())) {
            throw refused(entry);
        }
        if (entry.isSymbolicLink()) {
            within(folder, parent.resolve(entry.getLinkName()), entry);
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.copy(tar, target);
            if ((entry.getMode() & OWNER_EXECUTE) != 0 && !target.toFile().setExecutable(true, true)) {
                throw new EmbeddedPostgresException(target + " cannot be made executable");
            }
        } else {
            throw new EmbeddedPostgresException(
                    "the PostgreSQL archive holds " + entry.getName() + ", which is no file, folder or symbolic link");
        }
    }

    private static Path within(Path folder, Path target, TarArchiveEntry entry) throws EmbeddedPostgresException {
        Path normal = target.normalize();
        if (!normal.startsWith(folder)) {
            throw refused(entry);
        }
        return normal;
    }

    private static EmbeddedPostgresException refused(TarArchiveEntry entry) {
        return new EmbeddedPostgresException("the PostgreSQL archive holds " + entry.getName()
                + (entry.isSymbolicLink() ? " -> " + entry.getLinkName() : "") + ", which leaves its folder");
    }

    /** Deletes a folder and all in it, links not followed. Nothing happens when it is not there. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
