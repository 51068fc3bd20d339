package org.tallystick.api.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.client.ChildNode;

/** The packaged jar as a user starts it: a process of its own, its own PostgreSQL, signals. */
class StartIT {
    private static final Path JAR = Path.of(System.getProperty("tallystick.jar", "target/quarkus-app/quarkus-run.jar"));

    /** A first start makes a database; the machine may be busy with other tests. */
    private static final long START_SECONDS_MAX = 120;

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();

    /** A test that fails half way must not leave a node behind, nor the PostgreSQL beneath it. */
    @AfterEach
    void stopAll() throws InterruptedException {
        for (Process process : processes) {
            process.toHandle().destroy();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** A process that was started, its first line of standard output, and where its standard error goes. */
    private record Started(Process process, BufferedReader out, Path err) {
        String firstLine() throws IOException {
            String line = out.readLine();
            assertThat(line).as(Files.readString(err)).isNotNull();
            return line;
        }

        String restOfOut() throws IOException {
            return String.join("\n", out.lines().toList());
        }

        int stop() throws InterruptedException {
            process.toHandle().destroy(); // TERM, and the streams stay open
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }
    }

    private Started start(String... options) throws IOException {
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = ChildNode.process(JAR, List.of(), List.of(), List.of(options))
                .redirectError(err.toFile())
                .start();
        processes.add(process);
        process.onExit()
                .orTimeout(START_SECONDS_MAX * 5, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly());
        return new Started(process, process.inputReader(), err);
    }

    private static HttpResponse<String> get(HttpClient client, String url, String token)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void start_firstAndAgain_servesWithTheSameKeyAndStopsCleanly() throws Exception {
        Path home = folder.resolve("home");
        Started first = start("start", "--home", home.toString(), "--port", "0", "--no-browser");
        String line = first.firstLine();
        assertThat(line).matches("ready http://localhost:[0-9]+");
        String url = line.substring("ready ".length());

        String token = Files.readAllLines(home.resolve("admin.key")).getFirst();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("admin.key"))))
                .isEqualTo("rw-------");
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(get(client, url + "/api/v1/keys", token).statusCode()).isEqualTo(200);
            assertThat(get(client, url + "/q/health/ready", token).body()).contains("UP");
            assertThat(get(client, url + "/", token).body()).contains("<title>Tallystick</title>");
        }

        Started second = start("start", "--home", home.toString(), "--port", "0", "--no-browser");
        assertThat(second.process().waitFor(START_SECONDS_MAX, TimeUnit.SECONDS))
                .isTrue();
        assertThat(second.process().exitValue()).isEqualTo(1);
        assertThat(second.restOfOut()).isEmpty();
        assertThat(Files.readString(second.err()).strip())
                .startsWith("tallystick start: the home ")
                .contains("in use by process " + first.process().pid())
                .hasLineCount(1);

        assertThat(first.stop()).isIn(0, 143);
        assertThat(first.restOfOut()).isEmpty();
        assertThat(Files.readString(first.err())).doesNotContain("Exception").doesNotContain("ERROR");
        assertThat(postgresRunsIn(home)).isFalse();

        Started again = start("start", "--home", home.toString(), "--port", "0", "--no-browser");
        String readyAgain = again.firstLine().substring("ready ".length());
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(get(client, readyAgain + "/api/v1/audit", token).statusCode())
                    .isEqualTo(200);
        }
        again.stop();
        assertThat(postgresRunsIn(home)).isFalse();
    }

    @Test
    void start_withTls_isTrustedThroughTheAuthorityOfTheHome() throws Exception {
        Path home = folder.resolve("home");
        Started node = start(
                "start", "--home", home.toString(), "--port", "0", "--no-browser", "--listen", "0.0.0.0", "--tls");
        String line = node.firstLine();
        assertThat(line).matches("ready https://localhost:[0-9]+");
        String token = Files.readAllLines(home.resolve("admin.key")).getFirst();
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(trusting(home.resolve("tls/authority.pem")))
                .build()) {
            String url = line.substring("ready ".length());
            assertThat(get(client, url + "/api/v1/keys", token).statusCode()).isEqualTo(200);
            String byAddress = url.replace("localhost", "127.0.0.1");
            assertThat(get(client, byAddress + "/api/v1/keys", token).statusCode())
                    .isEqualTo(200);
        }
        node.stop();
    }

    @Test
    void start_onATakenPort_saysSoInOneLine() throws Exception {
        try (java.net.ServerSocket taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Started node = start(
                    "start",
                    "--home",
                    folder.resolve("home").toString(),
                    "--port",
                    Integer.toString(taken.getLocalPort()),
                    "--no-browser");
            assertThat(node.process().waitFor(START_SECONDS_MAX, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(node.process().exitValue()).isEqualTo(1);
            assertThat(Files.readString(node.err()).strip())
                    .contains("port " + taken.getLocalPort())
                    .hasLineCount(1);
        }
    }

    @Test
    void wrongUse_isOneLineAndExitCode2() throws Exception {
        for (String[] words : new String[][] {{"start", "--colour"}, {"start", "--listen", "0.0.0.0"}, {"fly"}}) {
            Started node = start(words);
            assertThat(node.process().waitFor(START_SECONDS_MAX, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(node.process().exitValue()).isEqualTo(2);
            assertThat(node.restOfOut()).isEmpty();
            assertThat(Files.readString(node.err()).strip())
                    .startsWith("tallystick")
                    .hasLineCount(1);
        }
        Started help = start("start", "--help");
        assertThat(help.restOfOut()).contains("--home").contains("--tls");
        assertThat(help.process().waitFor()).isZero();
    }

    /** Looks at command lines, not at files: a server that forgot its pid file runs all the same. */
    private static boolean postgresRunsIn(Path home) {
        Pattern here = Pattern.compile(Pattern.quote(home.toString()));
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .anyMatch(command ->
                        command.contains("postgres") && here.matcher(command).find());
    }

    private static SSLContext trusting(Path authority) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var in = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
