package org.tallystick.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's programs, run to their end; as root by way of {@code unshare}. */
record Programs(PostgresBinaries binaries, List<String> prefix) {
    record Result(int exitCode, String output) {}

    Programs(PostgresBinaries binaries) throws IOException {
        this(binaries, userNamespace());
    }

    private static List<String> userNamespace() throws IOException {
        if (!System.getProperty("user.name").equals("root")
                || !System.getProperty("os.name").equals("Linux")) {
            return List.of();
        }
        @Nullable String reason;
        try {
            Result id = run(List.of("unshare", "-U", "id", "-u"));
            reason = id.exitCode() == 0 && !id.output().strip().equals("0")
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

    void demand(String program, String... arguments) throws IOException {
        Result result = run(program, arguments);
        if (result.exitCode() != 0) {
            throw new EmbeddedPostgresException(program + " failed (exit code " + result.exitCode() + "):\n"
                    + result.output().strip());
        }
    }

    Result run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(binaries.program(program));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static Result run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        boolean interrupted = false;
        while (true) {
            try {
                int exitCode = process.waitFor();
                return new Result(exitCode, output);
            } catch (InterruptedException e) {
                // Leaving now would leave the program running in a folder that others may then take.
                interrupted = true;
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
