package org.tallystick.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code ./tallystick} itself, in a checkout of which everything else is made up: a Maven that makes an empty jar and a
 * JDK whose java says what it was asked. Here because the files of the root belong to no module and this one is built
 * first.
 */
class LauncherTest {
    @TempDir
    Path temporary;

    private Path checkout;
    private Path jdk;

    private record Run(int exitCode, String output, String error) {}

    @BeforeEach
    void makeCheckout() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no POSIX shell here");
        Path root = Path.of("").toAbsolutePath().getParent();
        checkout = Files.createDirectories(temporary.resolve("a checkout"));
        Files.createDirectories(checkout.resolve(".mvn"));
        Files.createDirectories(checkout.resolve("api/src/main/java"));
        Files.copy(root.resolve("tallystick"), checkout.resolve("tallystick"));
        Files.copy(root.resolve(".mvn/jdk.sh"), checkout.resolve(".mvn/jdk.sh"));
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        Files.writeString(checkout.resolve("api/pom.xml"), "<project/>");
        Files.writeString(checkout.resolve("api/src/main/java/Main.java"), "class Main {}");
        script(
                checkout.resolve("mvnw"),
                "echo \"$@\" >> builds",
                "echo '[INFO] Building Tallystick migrations 0.1.0-SNAPSHOT                     [2/7]'",
                "[ ! -e broken ] || { echo '[ERROR] Main.java:[1,2] this is no Java'; exit 1; }",
                "[ ! -e slow ] || exec sleep 60",
                "mkdir -p api/target/quarkus-app",
                ": > api/target/quarkus-app/quarkus-run.jar");
        jdk = temporary.resolve("a jdk");
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
        script(jdk.resolve("bin/javac"), "exit 1");
        script(
                jdk.resolve("bin/java"),
                "case \"$*\" in *AOTCacheOutput=*)",
                "  echo \"${QUARKUS_DATASOURCE_JDBC_URL-embedded} $*\" >> ../training",
                "  for a; do case $a in *AOTCacheOutput=*) : > \"${a#*=}\" ;; esac; done",
                "  echo ready http://localhost:1",
                "  exec sleep 60 ;;",
                "esac",
                "echo \"pid $$\"",
                "for a; do printf '<%s>\\n' \"$a\"; done",
                "exit 7");
        // What was laid down just now is older than any build that a test makes.
        age(checkout, 60);
    }

    static Stream<String> shells() {
        return Stream.of("/bin/dash", "/bin/bash", "/bin/sh").filter(shell -> Files.isExecutable(Path.of(shell)));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void run_withoutABuild_buildsAndHandsEveryArgumentOn(String shell) throws Exception {
        Run run = run(temporary, shell, "a checkout/tallystick", "verify", "a file.zip", "", "*", "--policy", "p");
        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.output())
                .endsWith("<-jar>\n<" + jar() + ">\n<verify>\n<a file.zip>\n<>\n<*>\n<--policy>\n<p>\n")
                .doesNotContain("Building");
        assertThat(run.error()).contains("tallystick: building").contains("tallystick:   migrations\n");
        assertThat(builds()).containsExactly("-B -DskipTests package");
    }

    @Test
    void run_again_buildsNothingAndSaysNothing() throws Exception {
        launch("check");
        Run run = launch("check");
        assertThat(run.error()).isEmpty();
        assertThat(builds()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api/src/main/java/Main.java", "api/pom.xml", "pom.xml", ".mvn/jdk.sh"})
    void run_afterASourceChanged_buildsAgain(String file) throws Exception {
        launch("check");
        Path source = checkout.resolve(file);
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
        launch("check");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void run_afterASourceWasDeleted_buildsAgain() throws Exception {
        Path source = checkout.resolve("api/src/main/java/Main.java");
        launch("check");
        Files.delete(source);
        Files.setLastModifiedTime(
                source.getParent(), FileTime.from(Instant.now().plusSeconds(1)));
        launch("check");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void run_afterATestChanged_buildsNothing() throws Exception {
        launch("check");
        Files.createDirectories(checkout.resolve("api/src/test/java"));
        Files.writeString(checkout.resolve("api/src/test/java/MainTest.java"), "class MainTest {}");
        launch("check");
        assertThat(builds()).hasSize(1);
    }

    @Test
    void run_buildFails_saysWhyAndIsNoVerdict() throws Exception {
        Files.createFile(checkout.resolve("broken"));
        Run run = launch("verify", "evidence.zip");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).isEmpty();
        assertThat(run.error()).contains("this is no Java").contains("target/build.log");
        Files.delete(checkout.resolve("broken"));
        assertThat(launch("verify", "evidence.zip").exitCode()).isEqualTo(7);
    }

    @Test
    void run_twiceAtOnce_buildsOnce() throws Exception {
        Process one = start(checkout, Map.of(), "./tallystick", "check");
        Process other = start(checkout, Map.of(), "./tallystick", "check");
        assertThat(one.waitFor()).isEqualTo(7);
        assertThat(other.waitFor()).isEqualTo(7);
        assertThat(builds()).hasSize(1);
    }

    @Test
    void run_lockOfABuilderThatWasKilled_isTakenOver() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectories(checkout.resolve("target"));
        Files.createSymbolicLink(checkout.resolve("target/build.lock"), Path.of(Long.toString(dead.pid())));
        assertThat(launch("check").exitCode()).isEqualTo(7);
    }

    @Test
    void run_terminatedDuringTheBuild_endsMavenToo() throws Exception {
        Files.createFile(checkout.resolve("slow"));
        Process launcher = start(checkout, Map.of(), "./tallystick", "start");
        ProcessHandle maven = null;
        while (maven == null) {
            maven = launcher.descendants()
                    .filter(process -> process.info().command().orElse("").endsWith("/sleep"))
                    .findAny()
                    .orElse(null);
        }
        launcher.destroy();
        assertThat(launcher.waitFor()).isEqualTo(143);
        maven.onExit().get();
        assertThat(checkout.resolve("target/build.lock")).doesNotExist();
    }

    @Test
    void run_command_isTheProcessItself() throws Exception {
        launch("check");
        Process process = start(checkout, Map.of(), "./tallystick", "start");
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(said).startsWith("pid " + process.pid() + "\n");
    }

    @Test
    void run_throughLinksFromElsewhere_findsTheCheckout() throws Exception {
        Path bin = Files.createDirectory(temporary.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("direct"), checkout.resolve("tallystick"));
        Files.createSymbolicLink(bin.resolve("twice"), Path.of("../bin/direct"));
        assertThat(run(Path.of("/"), bin.resolve("twice").toString(), "check").output())
                .contains("<" + jar() + ">");
        assertThat(run(bin, "./direct", "check").output()).contains("<" + jar() + ">");
    }

    @Test
    void build_done_trainsOnAHomeOfItsOwnAndLaterStartsProfit() throws Exception {
        Process process = start(
                checkout,
                Map.of("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://production/ledger"),
                "./tallystick",
                "check");
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(Files.readString(temporary.resolve("training")))
                .startsWith("embedded ")
                .containsPattern(" start --home /[^ ]+ --port 0 --no-browser\n$");
        assertThat(said).contains("<-XX:AOTCache=" + jar().resolveSibling("app.aot") + ">");
    }

    @Test
    void build_whoseTrialStartFails_isABuildAllTheSame() throws Exception {
        Path java = jdk.resolve("bin/java");
        Files.writeString(
                java, Files.readString(java).replace("exec sleep 60", "exit 1").replace(": > \"${a#*=}\"", ":"));
        Run run = launch("check");
        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.error()).contains("it left nothing for later ones");
        assertThat(run.output()).doesNotContain("AOTCache");
    }

    @Test
    void run_optionsForJava_areHandedOver() throws Exception {
        Process process = start(checkout, Map.of("TALLYSTICK_JAVA_OPTS", "-Xmx1g -Dstar=*"), "./tallystick", "check");
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(said).contains("<-Xmx1g>\n<-Dstar=*>\n<-jar>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "-h", "help", "start --help"})
    void help_withoutABuildOrAJdk_needsNeither(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("./tallystick"));
        command.addAll(arguments.isEmpty() ? List.of() : List.of(arguments.split(" ", -1)));
        Process process = start(checkout, Map.of("JAVA_HOME", ""), command.toArray(String[]::new));
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(said).contains("./tallystick start").contains("./tallystick verify FILE");
        assertThat(checkout.resolve("builds")).doesNotExist();
    }

    @Test
    void run_unknownCommand_isOneLine() throws Exception {
        Run run = launch("strat", "--port", "1");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error()).isEqualTo("tallystick: there is no command 'strat'; ./tallystick --help lists them\n");
        assertThat(checkout.resolve("builds")).doesNotExist();
    }

    @Test
    void run_unknownCommand_ofABuiltProgram_isTheProgramsToRefuse() throws Exception {
        launch("check");
        Run run = launch("strat", "--port", "1");
        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.output()).endsWith("<strat>\n<--port>\n<1>\n");
        assertThat(run.error()).isEmpty();
    }

    @Test
    void run_unknownCommand_afterASourceChanged_buildsNothing() throws Exception {
        launch("check");
        Files.setLastModifiedTime(
                checkout.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(1)));
        Run run = launch("strat");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error()).isEqualTo("tallystick: there is no command 'strat'; ./tallystick --help lists them\n");
        assertThat(builds()).hasSize(1);
    }

    @Test
    void run_noJdkNewEnough_isOneLineAndNoVerdict() throws Exception {
        // One this machine cannot have: the finder is asked for a later one than any it can meet.
        Path finder = checkout.resolve(".mvn/jdk.sh");
        Files.writeString(finder, Files.readString(finder).replace("NEED=25", "NEED=99"));
        Run run = launch("verify", "evidence.zip");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).isEmpty();
        assertThat(run.error())
                .startsWith("tallystick: needs a JDK 99 or newer")
                .hasLineCount(1);
    }

    private Run launch(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("./tallystick"));
        command.addAll(List.of(arguments));
        return run(checkout, command.toArray(String[]::new));
    }

    private Run run(Path from, String... command) throws Exception {
        Process process = start(from, Map.of(), command);
        String error = new String(process.getErrorStream().readAllBytes(), UTF_8);
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Run(process.waitFor(), output, error);
    }

    private Process start(Path from, Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().remove("TALLYSTICK_JAVA_OPTS");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private Path jar() throws IOException {
        return checkout.toRealPath().resolve("api/target/quarkus-app/quarkus-run.jar");
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(checkout.resolve("builds"));
    }

    private static void script(Path file, String... lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void age(Path folder, int seconds) throws IOException {
        FileTime then = FileTime.from(Instant.now().minusSeconds(seconds));
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Files.setLastModifiedTime(path, then);
            }
        }
    }
}
