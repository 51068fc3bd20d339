package org.tallystick.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code postmaster.pid}, which a running server keeps in its data directory:
 *
 * <pre>
 *   line 1  pid
 *   line 4  TCP port
 *   line 8  "ready   " once connections are served ("starting", "stopping" else)
 * </pre>
 *
 * <p>A killed server leaves the file behind, so that it is there says nothing about a process.
 */
record PostmasterFile(long pid, int port, boolean ready) {
    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;

    /** Empty when there is no file, or when the server has not come to write its last line. */
    static Optional<PostmasterFile> read(Path dataDirectory) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(path(dataDirectory));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.size() <= STATUS_LINE) {
            return Optional.empty();
        }
        try {
            // A standalone backend writes its pid negated: not a server.
            long pid = Long.parseLong(lines.get(PID_LINE).strip());
            int port = Integer.parseInt(lines.get(PORT_LINE).strip());
            return pid > 0
                    ? Optional.of(new PostmasterFile(
                            pid, port, lines.get(STATUS_LINE).strip().equals("ready")))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            throw new EmbeddedPostgresException(path(dataDirectory) + " is damaged: " + e.getMessage(), e);
        }
    }

    static Path path(Path dataDirectory) {
        return dataDirectory.resolve("postmaster.pid");
    }
}
