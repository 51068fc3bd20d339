package org.tallystick.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.tallystick.home.OwnerOnly;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of PostgreSQL, unpacked once from the jar of this platform into {@code pgsql-VERSION-PLATFORM} of the
 * folder.
 *
 * <p>A release with other binaries unpacks beside the old ones, which a server left running may still be using. The
 * folder gets its name by a rename after everything in it was flushed: under that name it is whole.
 */
record PostgresBinaries(Path folder) {
    static final String FOLDER_PREFIX = "pgsql-";
    static final String UNPACK_PREFIX = "unpack-";
    /** PostgreSQL 18 unpacks to 60 MB in 1,000 files (Windows: 100 MB); a gigabyte is no PostgreSQL. */
    private static final long UNPACKED_BYTES_MAX = 1L << 30;

    private static final int OWNER_EXECUTE = 0100;

    /** Unpacks when that was not done yet. The caller holds the home's start lock. */
    static PostgresBinaries in(Path home) throws IOException {
        String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
        Path folder = home.resolve(FOLDER_PREFIX + version() + "-" + platform);
        if (!Files.isDirectory(folder)) {
            Path temporary = OwnerOnly.createTemporaryFolder(home, UNPACK_PREFIX);
            try (InputStream archive = open("postgres-" + platform + ".txz")) {
                unpack(archive, temporary);
            }
            flush(temporary);
            Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
            OwnerOnly.flushFolder(home);
        }
        return new PostgresBinaries(folder);
    }

    String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }

    /** As the archives are named: {@code linux-x86_64}. */
    static String platform(String osName, String osArch) throws EmbeddedPostgresException {
        String os = osName.toLowerCase(Locale.ROOT);
        String system = os.startsWith("linux")
                ? "linux"
                : os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "windows" : null;
        String processor = switch (osArch) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> null;
        };
        if (system == null || processor == null) {
            throw new EmbeddedPostgresException("there is no embedded PostgreSQL for " + osName + " on " + osArch
                    + "; set QUARKUS_DATASOURCE_JDBC_URL to a PostgreSQL of your own");
        }
        return system + "-" + processor;
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

    private static String version() throws IOException {
        Properties build = new Properties();
        try (InputStream stream = PostgresBinaries.class.getResourceAsStream("binaries.properties")) {
            if (stream == null) {
                throw new AssertionError("binaries.properties is missing from this package");
            }
            build.load(stream);
        }
        return build.getProperty("version");
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
        } else if (entry.getLinkFlag() == TarConstants.LF_NORMAL) {
            Files.copy(tar, target);
            if ((entry.getMode() & OWNER_EXECUTE) != 0 && !target.toFile().setExecutable(true, true)) {
                throw new EmbeddedPostgresException(target + " cannot be made executable");
            }
        } else {
            throw new EmbeddedPostgresException(
                    "the PostgreSQL archive holds " + entry.getName() + ", which is no file, folder or symbolic link");
        }
    }

    private static void flush(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    OwnerOnly.flushFolder(path);
                } else if (!Files.isSymbolicLink(path)) {
                    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                        channel.force(true);
                    }
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
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
}
