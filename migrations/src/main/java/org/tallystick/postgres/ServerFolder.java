package org.tallystick.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tallystick.home.Folders;
import org.tallystick.home.OwnerOnly;

/** The files of one embedded server, under a real path (no symbolic links), as the class comment of {@link EmbeddedPostgres} lists them. */
record ServerFolder(Path path) {
    /** In a data directory that was made without fsync: it must never pass for a durable one. */
    private static final String NOT_DURABLE = "not-durable";

    private static final String INITDB_PREFIX = "initdb-";
    private static final int PASSWORD_BYTES = 24;
    /** Starts, stops and warnings: ten megabytes are years, or a fault whose beginning matters less than the disk. */
    private static final long LOG_BYTES_MAX = 10_000_000;
    /** What of a failed start is repeated to the operator. */
    private static final int LOG_LINES_SHOWN = 12;

    /** Makes the folder where it is missing. */
    static ServerFolder create(Path folder) throws IOException {
        OwnerOnly.createFolder(folder);
        Path real = folder.toRealPath();
        checkSpelling(real);
        return new ServerFolder(real);
    }

    static Optional<ServerFolder> existing(Path folder) throws IOException {
        return Files.isDirectory(folder) ? Optional.of(new ServerFolder(folder.toRealPath())) : Optional.empty();
    }

    /**
     * PostgreSQL's programs call each other through a shell, with paths in double quotes: these characters would end the
     * quotes or mean something inside them.
     */
    private static void checkSpelling(Path folder) throws EmbeddedPostgresException {
        String path = folder.toString();
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        for (char c : (windows ? "\"%\n" : "\"$`\\\n").toCharArray()) {
            if (path.indexOf(c) >= 0) {
                throw new EmbeddedPostgresException("PostgreSQL cannot run in a folder whose path holds the character "
                        + (c == '\n' ? "line feed" : c) + ": " + path);
            }
        }
    }

    Path data() {
        return path.resolve("data18");
    }

    Path log() {
        return path.resolve("postgres.log");
    }

    Path passwordFile() {
        return path.resolve("password");
    }

    Path ownerFile() {
        return path.resolve("owner");
    }

    FileChannel startLock() throws IOException {
        return FileChannel.open(path.resolve("start.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    String password() throws IOException {
        return Files.readString(passwordFile(), US_ASCII).strip();
    }

    void createPassword() throws IOException {
        if (!Files.exists(passwordFile())) {
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            OwnerOnly.write(passwordFile(), (HexFormat.of().formatHex(random) + "\n").getBytes(US_ASCII));
        }
    }

    /** Makes the data directory where it is missing. */
    void createData(Programs programs, boolean durable) throws IOException {
        if (!Files.exists(data())) {
            Path temporary = OwnerOnly.createTemporaryFolder(path, INITDB_PREFIX);
            programs.initialise(temporary, passwordFile(), durable);
            Files.writeString(
                    temporary.resolve("postgresql.conf"),
                    "\n" + PostgresSettings.INCLUDE_LINE,
                    StandardOpenOption.APPEND);
            if (!durable) {
                Files.createFile(temporary.resolve(NOT_DURABLE));
            }
            OwnerOnly.flushFolder(temporary);
            Files.move(temporary, data(), StandardCopyOption.ATOMIC_MOVE);
            OwnerOnly.flushFolder(path);
        }
    }

    /** A data directory keeps the durability it was made with. */
    void demandDurability(boolean durable) throws EmbeddedPostgresException {
        if (Files.exists(data().resolve(NOT_DURABLE)) == durable) {
            throw new EmbeddedPostgresException(data() + " was made " + (durable ? "without" : "with")
                    + " fsync and is now asked to run " + (durable ? "with it" : "without it"));
        }
    }

    void writeSettings(int port, boolean durable) throws IOException {
        String text = PostgresSettings.text(port, durable, System.getProperty("os.name"));
        OwnerOnly.write(data().resolve(PostgresSettings.FILE), text.getBytes(UTF_8));
    }

    /** Removes what a killed start left under a temporary name; no program of this folder may be running. */
    void sweep() throws IOException {
        List<Path> left;
        try (Stream<Path> entries = Files.list(path)) {
            left = entries.filter(entry -> isTemporary(String.valueOf(entry.getFileName())))
                    .toList();
        }
        for (Path entry : left) {
            Folders.delete(entry);
        }
    }

    private static boolean isTemporary(String name) {
        return name.startsWith(PostgresBinaries.UNPACK_PREFIX) || name.startsWith(INITDB_PREFIX);
    }

    void turnLog() throws IOException {
        if (Files.exists(log()) && Files.size(log()) > LOG_BYTES_MAX) {
            Files.move(log(), path.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    int logBytes() throws IOException {
        return Files.exists(log()) ? Math.toIntExact(Files.size(log())) : 0;
    }

    /** The last lines that were written to the log behind its first {@code start} bytes. */
    String logSince(int start) throws IOException {
        byte[] all;
        try {
            all = Files.readAllBytes(log());
        } catch (NoSuchFileException e) {
            return "";
        }
        List<String> lines =
                new String(all, start, all.length - start, UTF_8).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
