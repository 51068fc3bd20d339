package org.tallystick.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.tallystick.home.OwnerOnly;

/** The process whose close() stops the server. A process id alone may be used again, so its start time stands beside. */
record Owner(long pid, long startMillis) {
    static final String FILE = "owner";

    static Owner current() {
        return of(ProcessHandle.current());
    }

    static Optional<Owner> read(Path folder) throws IOException {
        String[] words;
        try {
            words = Files.readString(folder.resolve(FILE), US_ASCII).strip().split(" ", -1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Owner(Long.parseLong(words[0]), Long.parseLong(words[1])));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new EmbeddedPostgresException(folder.resolve(FILE) + " is damaged; remove it", e);
        }
    }

    void write(Path folder) throws IOException {
        OwnerOnly.write(folder.resolve(FILE), (pid + " " + startMillis + "\n").getBytes(US_ASCII));
    }

    boolean alive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> of(process).equals(this))
                .isPresent();
    }

    private static Owner of(ProcessHandle process) {
        return new Owner(
                process.pid(),
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }
}
