package org.tallystick.identity.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tallystick-verify.jar} as an auditor has it: one file, a JDK, no network. */
class VerifyJarIT {
    private static final Path JAR = Path.of(System.getProperty("tallystick.verify.jar"));

    @TempDir
    Path folder;

    private String file;
    private String policy;

    private record Result(int exitCode, String output) {}

    @BeforeEach
    void write() throws Exception {
        TestEvidence evidence = new TestEvidence();
        file = Files.write(folder.resolve("evidence.zip"), evidence.file()).toString();
        policy = Files.writeString(folder.resolve("policy"), evidence.policy().text())
                .toString();
    }

    private Result java(List<String> prefix, String... words) throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("JAVA") || name.equals("CLASSPATH"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    /** A network of its own with nothing in it, where this system lets us make one; else the same without. */
    private List<String> offline() throws Exception {
        List<String> unshare = List.of("unshare", "--user", "--map-root-user", "--net");
        try {
            List<String> probe = new ArrayList<>(unshare);
            probe.add("true");
            return new ProcessBuilder(probe).redirectErrorStream(true).start().waitFor() == 0 ? unshare : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    @Test
    void jar_alone_givesEveryVerdict() throws Exception {
        List<String> offline = offline();
        assertThat(java(offline, file, "--policy", policy))
                .satisfies(result -> assertThat(result.output()).startsWith("proven: "))
                .extracting(Result::exitCode)
                .isEqualTo(0);
        assertThat(java(offline, file).exitCode()).isEqualTo(3);
        assertThat(java(offline, policy).exitCode()).isEqualTo(2);
        byte[] damaged = Files.readAllBytes(Path.of(file));
        damaged[damaged.length / 2] ^= 1;
        Files.write(Path.of(file), damaged);
        assertThat(java(offline, file).exitCode()).isEqualTo(1);
    }

    @Test
    void jar_holdsTheVerifierAndBouncyCastle_andNothingElse() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream()
                            .map(entry -> entry.getName())
                            .filter(name -> name.endsWith(".class"))
                            .map(name -> name.replaceFirst("^META-INF/versions/[0-9]+/", "")))
                    .allMatch(name -> name.startsWith("org/bouncycastle/")
                            || name.startsWith("org/tallystick/ledger/")
                            || name.startsWith("org/tallystick/identity/")
                            || name.equals("module-info.class"));
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .noneMatch(name -> name.endsWith(".SF") || name.endsWith(".RSA") || name.endsWith(".DSA"));
        }
    }
}
