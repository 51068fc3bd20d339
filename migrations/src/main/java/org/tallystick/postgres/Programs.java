package org.tallystick.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's programs, run to their end; as root by way of {@code unshare}. */
final class Programs {
    /** A fast stop ends sessions and writes one checkpoint. */
    private static final Duration STOP_MAX = Duration.ofSeconds(60);

    private final PostgresBinaries binaries;
    private final List<String> prefix;

    record Result(int exitCode, String output) {
        boolean succeeded() {
            return exitCode == 0;
        }
    }

    Programs(PostgresBinaries binaries) throws IOException {
        this.binaries = binaries;
        this.prefix = userNamespace();
    }

    /** PostgreSQL refuses to run as root. In a user namespace without a mapping the same files are an ordinary user's. */
    private static List<String> userNamespace() throws IOException {
        if (!System.getProperty("user.name").equals("root")
                || !System.getProperty("os.name").equals("Linux")) {
            return List.of();
        }
        @Nullable String reason;
        try {
            Result id = run(List.of("unshare", "-U", "id", "-u"));
            reason = id.succeeded() && !id.output().strip().equals("0")
                    ? null
                    : id.output().strip();
        } catch (IOException e) {
            reason = e.getMessage();
        }
        if (reason != null) {
            throw new EmbeddedPostgresException("PostgreSQL does not run as root, and this machine gives root no user"
                    + " namespace (unshare -U: " + reason + "); run as an ordinary user, or set"
                    + " QUARKUS_DATASOURCE_JDBC_URL to a PostgreSQL of your own");
        }
        return List.of("unshare", "-U");
    }

    void initialise(Path data, Path passwordFile, boolean durable) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-D",
                data.toString(),
                "-U",
                RunningServer.USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                // Sorts by code point, on every machine and for ever: no index depends on a system's locale data.
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--data-checksums"));
        if (!durable) {
            arguments.add("--no-sync");
        }
        demand("initdb", arguments);
    }

    /**
     * Starts the server and returns when it is ready or has given up. By pg_ctl, not postgres itself: it gives the server
     * a session of its own, and on Windows takes an administrator's rights from it.
     */
    Result start(Path data, Path log, Duration atMost) throws IOException {
        return run(
                "pg_ctl",
                List.of("start", "-D", data.toString(), "-l", log.toString(), "-s", "-w", "-t", seconds(atMost)));
    }

    void stop(Path data) throws IOException {
        Result fast = run("pg_ctl", stopping(data, "fast"));
        if (!fast.succeeded()) {
            // What was committed is in the write-ahead log; the next start replays it.
            demand("pg_ctl", stopping(data, "immediate"));
        }
    }

    private static List<String> stopping(Path data, String mode) {
        return List.of("stop", "-D", data.toString(), "-m", mode, "-s", "-w", "-t", seconds(STOP_MAX));
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }

    private void demand(String program, List<String> arguments) throws IOException {
        Result result = run(program, arguments);
        if (!result.succeeded()) {
            throw new EmbeddedPostgresException(program + " failed (exit code " + result.exitCode() + "):\n"
                    + result.output().strip());
        }
    }

    private Result run(String program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(binaries.program(program));
        command.addAll(arguments);
        return run(command);
    }

    private static Result run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return new Result(process.waitFor(), output);
                } catch (InterruptedException e) {
                    // Leaving now would leave the program running in a folder that others may then take.
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
