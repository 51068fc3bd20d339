package org.tallystick.ledger.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A program that others wrote and that checks what we publish. Looked for on the PATH and where {@code go install} puts
 * programs. A test that needs one is skipped where it is absent, with the line that installs it; with
 * {@code -Dstock.tools=required} absence is a failure. (Not {@code tallystick.tools}: a node refuses to start with a setting
 * of that prefix that it does not know.)
 */
public final class StockTool {

    /** Longer than any check of a small log takes, and the end of one that hangs: fsck can, on a log that is wrong. */
    private static final long LIMIT_SECONDS = 60;

    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private final Path program;

    private StockTool(Path program) {
        this.program = program;
    }

    /** How a program ended. */
    public record Result(int exit, String output) {}

    /**
     * @param name of the program
     * @param mark text that the program file contains: another program may have the name (util-linux has an fsck too)
     * @param install the command that installs it
     */
    public static StockTool find(String name, String mark, String install) throws IOException {
        for (Path folder : folders()) {
            Path program = folder.resolve(name);
            if (Files.isExecutable(program) && contains(program, mark)) {
                return new StockTool(program);
            }
        }
        String absent = name + " is not on the PATH; to install it: " + install;
        if ("required".equals(System.getProperty("stock.tools"))) {
            throw new AssertionError(absent);
        }
        if (SAID.add(absent)) {
            // The build shows no reasons of skipped tests.
            System.out.println("[skipped] " + absent);
        }
        return abort(absent);
    }

    private static List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (!folder.isEmpty()) {
                folders.add(Path.of(folder));
            }
        }
        String goBin = System.getenv("GOBIN");
        String goPath = System.getenv("GOPATH");
        if (goBin != null) {
            folders.add(Path.of(goBin));
        }
        folders.add((goPath == null ? Path.of(System.getProperty("user.home"), "go") : Path.of(goPath)).resolve("bin"));
        return folders;
    }

    private static boolean contains(Path program, String mark) throws IOException {
        return new String(Files.readAllBytes(program), StandardCharsets.ISO_8859_1).contains(mark);
    }

    /** Runs the program to its end, or for a minute. */
    public Result run(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path output = Files.createTempFile("stock-tool", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            return new Result(ended ? process.exitValue() : -1, Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }
}
