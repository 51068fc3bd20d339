package org.tallystick.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Optional;
import org.tallystick.home.OwnerOnly;

/**
 * The process whose {@code close()} stops the server: {@code PID STARTMILLIS} in the file {@code owner}. A process id
 * alone may be used again, so the start time stands beside it.
 */
record Owner(long pid, long startMillis) {
    static Owner current() {
        return of(ProcessHandle.current());
    }

    /** The owner, if that process lives. */
    static Optional<Owner> living(ServerFolder folder) throws IOException {
        String[] words;
        try {
            words = Files.readString(folder.ownerFile(), US_ASCII).strip().split(" ", -1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Owner(Long.parseLong(words[0]), Long.parseLong(words[1])))
                    .filter(Owner::lives);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new EmbeddedPostgresException(folder.ownerFile() + " is damaged; remove it", e);
        }
    }

    void write(ServerFolder folder) throws IOException {
        OwnerOnly.write(folder.ownerFile(), (pid + " " + startMillis + "\n").getBytes(US_ASCII));
    }

    private boolean lives() {
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
