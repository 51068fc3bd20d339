package org.tallystick.postgres;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What we set in PostgreSQL and why: many small group commits, few connections, a machine shared with the node.
 *
 * <p>Written at every start to {@code tallystick.conf} of the data directory, so that a new release's settings reach an
 * old home. {@code postgresql.conf} includes that file; what an operator adds below the include line wins.
 */
final class PostgresSettings {
    static final String FILE = "tallystick.conf";
    static final String INCLUDE_LINE =
            "include = '" + FILE + "'    # written at every start; your own settings go below\n";

    private PostgresSettings() {}

    static String text(int port, boolean durable, String osName) {
        Map<String, String> settings = new LinkedHashMap<>();
        // Reachable from this machine only, by TCP and password; a socket file would need a folder of its own.
        settings.put("listen_addresses", "'127.0.0.1'");
        settings.put("unix_socket_directories", "''");
        settings.put("port", Integer.toString(port));
        // The node's pool, a command beside it, and an operator; each connection is a process.
        settings.put("max_connections", "60");

        // Acknowledged means on disk. Tests that do not kill anything may trade that for speed.
        String onDisk = durable ? "on" : "off";
        settings.put("fsync", onDisk);
        settings.put("synchronous_commit", onDisk);
        settings.put("full_page_writes", onDisk);
        if (durable && osName.startsWith("Mac")) {
            // fsync alone stops at the drive's cache there.
            settings.put("wal_sync_method", "fsync_writethrough");
        }
        // The ledger gathers many callers into one commit before it comes here; a wait for more would only add to it.
        settings.put("commit_delay", "0");

        // No replica reads this server and no tool here takes base backups: our backup is logical.
        settings.put("wal_level", "minimal");
        settings.put("max_wal_senders", "0");
        // The first change of a page after a checkpoint logs the page whole. Compressing those was measured: a third
        // more
        // processor time a commit and no fewer bytes, since our pages are hashes and signatures. Rare checkpoints serve
        // better; 1 GB bounds the disk used, and the replay after a crash to seconds.
        settings.put("wal_compression", "off");
        settings.put("checkpoint_timeout", "'15min'");
        settings.put("max_wal_size", "'1GB'");
        if (osName.equals("Linux")) {
            // Before the replay everything must be on disk: one call a file system instead of one a file.
            settings.put("recovery_init_sync_method", "syncfs");
        }
        // Segments are reused, not created: creating one is 16 MB of zeros and two fsyncs in the middle of a commit.
        settings.put("min_wal_size", "'256MB'");

        // A quarter of a small machine of 1 GB; beyond that the system's own cache serves as well.
        settings.put("shared_buffers", "'256MB'");
        // Solid state everywhere: an index read costs about what a sequential one does.
        settings.put("random_page_cost", "1.1");
        // Queries are short; compiling one costs more than it saves. (These binaries have no LLVM either.)
        settings.put("jit", "off");
        // Two cores are common; more workers would only take them from the node.
        settings.put("autovacuum_max_workers", "2");

        settings.put("timezone", "'UTC'");
        settings.put("log_timezone", "'UTC'");
        settings.put("log_min_messages", "warning");
        // Routine, and the log is for what is not.
        settings.put("log_checkpoints", "off");
        return settings.entrySet().stream()
                .map(setting -> String.format(Locale.ROOT, "%s = %s%n", setting.getKey(), setting.getValue()))
                .collect(Collectors.joining());
    }
}
