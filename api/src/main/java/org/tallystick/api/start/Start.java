package org.tallystick.api.start;

import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.tallystick.api.Arguments;
import org.tallystick.api.Command;
import org.tallystick.api.network.Membership;
import org.tallystick.home.Home;
import org.tallystick.postgres.EmbeddedPostgres;
import org.tallystick.postgres.Schema;

/**
 * {@code start}: the home's lock, the port, PostgreSQL, the schema, then the application; back in the other order.
 *
 * <p><b>Stopping.</b> TERM and Ctrl-C begin the JVM's end, which runs all shutdown hooks at once and halts when they
 * return. Quarkus' hook stops the application; ours waits until the thread that called {@link #run} has then stopped
 * PostgreSQL and let the home go, so that nothing is cut short and nothing is left running.
 */
public final class Start implements Command {
    private static final String JDBC_URL = "quarkus.datasource.jdbc.url";

    /** The application gets 10 s for requests under way, PostgreSQL 60 s for its last checkpoint. */
    private static final long STOP_SECONDS_MAX = 90;

    private final String command;
    private final Opening opening;
    /** Whether the JVM was told to end. */
    private volatile boolean stopping;

    public Start() {
        this("start", url -> {});
    }

    /** @param command whose messages these are */
    public Start(String command, Opening opening) {
        this.command = command;
        this.opening = opening;
    }

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String summary() {
        return "serve the ledger of a home";
    }

    @Override
    public String help() {
        return StartOptions.HELP;
    }

    @Override
    public int run(Arguments arguments, PrintStream out, PrintStream err) throws IOException {
        return run(StartOptions.parse(arguments), out, err);
    }

    /** Serves until it is told to stop; for a command that is a start and something more. */
    public int run(StartOptions options, PrintStream out, PrintStream err) throws IOException {
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook = new Thread(() -> await(stopped), "wait for the stop");
        if (!options.home().exists()) {
            requireFree(options); // A start that cannot be leaves no home behind.
        }
        try (Home.Lock lock = options.home().lock()) {
            requireFree(options);
            requireEngine(options);
            Runtime.getRuntime().addShutdownHook(hook);
            return serve(options, lock, out, err);
        } finally {
            stopped.countDown();
        }
    }

    private int serve(StartOptions options, Home.Lock lock, PrintStream out, PrintStream err) throws IOException {
        configure(options, err);
        Optional<EmbeddedPostgres> embedded =
                configuredDatabase().isPresent() ? Optional.empty() : embedded(options, err);
        try {
            embedded.ifPresent(Start::configure);
            embedded.ifPresent(postgres -> postgres.keepRunning(err::println));
            migrate(configuredDatabase().orElseThrow());
            return serve(options, out, err);
        } finally {
            if (embedded.isPresent()) {
                embedded.get().close();
            }
        }
    }

    private int serve(StartOptions options, PrintStream out, PrintStream err) {
        AtomicInteger exitCode = new AtomicInteger();
        Serving.Announcement.set(new Serving.Announcement(options, opening, out, err));
        Quarkus.run(Serving.class, (code, failure) -> {
            exitCode.set(code);
            // What an opening meets when the server beneath it is told to stop is no failure.
            if (failure != null && !stopping) {
                err.println("tallystick " + command + ": " + reason(failure));
                exitCode.set(1);
            }
        });
        return exitCode.get();
    }

    /** The innermost message says what went wrong; the outer ones that something did. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
    }

    /** Quarkus finds a taken port late and says so at length; this finds it first and says so in a line. */
    private static void requireFree(StartOptions options) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(options.listen(), options.port()));
        } catch (BindException e) {
            throw new IOException(
                    "port " + options.port() + " of " + options.listenText() + " cannot be had (" + e.getMessage()
                            + "); choose another --port",
                    e);
        }
    }

    /** Of a network's member: its file is right, and CometBFT is here. Said before anything is started. */
    private static void requireEngine(StartOptions options) throws IOException {
        if (Membership.of(options.home()).isPresent()) {
            System.setProperty(
                    "tallystick.cometbft",
                    Membership.program(options.cometbft(), System.getenv())
                            .file()
                            .toString());
        }
    }

    // ---- what the application reads as its configuration

    private static void configure(StartOptions options, PrintStream err) throws IOException {
        System.setProperty("tallystick.home", options.home().folder().toString());
        System.setProperty("quarkus.http.host", options.listen().getHostAddress());
        if (options.tls().isEmpty()) {
            System.setProperty("quarkus.http.port", Integer.toString(options.port()));
            return;
        }
        TlsFiles files = switch (options.tls().get()) {
            case StartOptions.Tls.Given given -> new TlsFiles(given.certificate(), given.key());
            case StartOptions.Tls.Local local ->
                LocalAuthority.in(options.home(), err).serverFiles(options.listen(), options.listenText());
        };
        System.setProperty("quarkus.http.insecure-requests", "disabled");
        System.setProperty("quarkus.http.ssl-port", Integer.toString(options.port()));
        System.setProperty("quarkus.tls.key-store.pem.0.cert", absolute(files.certificate()));
        System.setProperty("quarkus.tls.key-store.pem.0.key", absolute(files.key()));
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }

    private static void configure(EmbeddedPostgres postgres) {
        System.setProperty(JDBC_URL, postgres.jdbcUrl());
        System.setProperty("quarkus.datasource.username", postgres.user());
        System.setProperty("quarkus.datasource.password", postgres.password());
    }

    private static Optional<EmbeddedPostgres> embedded(StartOptions options, PrintStream err) throws IOException {
        err.println("starting PostgreSQL in " + options.home().postgres());
        return Optional.of(EmbeddedPostgres.start(options.home().postgres()));
    }

    private static Optional<DataSource> configuredDatabase() {
        Config config = ConfigProvider.getConfig();
        return config.getOptionalValue(JDBC_URL, String.class).map(url -> {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setURL(url);
            source.setUser(setting(config, "quarkus.datasource.username"));
            source.setPassword(setting(config, "quarkus.datasource.password"));
            return source;
        });
    }

    private static @Nullable String setting(Config config, String name) {
        return config.getOptionalValue(name, String.class).orElse(null);
    }

    private static void migrate(DataSource database) throws IOException {
        try {
            database.getConnection().close();
            Schema.migrate(database);
        } catch (SQLException | FlywayException e) {
            throw new IOException("the database cannot be used: " + e.getMessage(), e);
        }
    }

    private void await(CountDownLatch stopped) {
        stopping = true;
        try {
            if (!stopped.await(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                System.err.println("tallystick " + command + ": still not stopped after " + STOP_SECONDS_MAX + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
