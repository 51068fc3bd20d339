package org.tallystick.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Another process on this machine, for what only two processes show: it runs a {@code main} of the tests, says one line
 * when it is where the test wants it, and then waits on its standard input.
 */
public final class OtherJvm implements AutoCloseable {
    private static final long END_SECONDS_MAX = 90;

    private final Process process;
    private final BufferedReader output;

    private OtherJvm(List<String> command) throws IOException {
        this.process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.output = process.inputReader(UTF_8);
    }

    public static OtherJvm run(Class<?> main, String... arguments) throws IOException {
        return new OtherJvm(command(classPath(), main, arguments));
    }

    /** As another user of this machine, whom we must be root to become; it reads a copy of the class path. */
    public static OtherJvm runAs(int uid, Path readableByAll, Class<?> main, String... arguments) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : classPath().split(File.pathSeparator, -1)) {
            Path target =
                    readableByAll.resolve(copies.size() + "-" + Path.of(entry).getFileName());
            copy(Path.of(entry), target);
            copies.add(target.toString());
        }
        List<String> command = new ArrayList<>(
                List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups", "--reset-env"));
        command.addAll(command(String.join(File.pathSeparator, copies), main, arguments));
        return new OtherJvm(command);
    }

    private static List<String> command(String classPath, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It lives for seconds: the second compiler would not earn its time back.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath, main.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    /** The next line it says; fails when it ends without. */
    public String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new AssertionError("the other process ended without a word");
        }
        return line;
    }

    public long pid() {
        return process.pid();
    }

    /** As kill -9. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Lets it go on from its standard input, and waits for its end. */
    public void end() throws IOException, InterruptedException {
        process.outputWriter(UTF_8).close();
        if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the other process did not end");
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
