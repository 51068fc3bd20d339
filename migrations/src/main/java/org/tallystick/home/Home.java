package org.tallystick.home;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a node: {@code ~/.tallystick} or what {@code --home} says.
 *
 * <pre>
 *   admin.key     the administrator's bearer token, alone on the first line
 *   keys/         the organisation's and the log's private keys, and the secret of generated event ids
 *   checkpoint    the last checkpoint published, outside the database on purpose
 *   tls/          the authority that the node made for itself, and what it signed; absent without it
 *   postgres/     the embedded PostgreSQL: password, data, log; absent when a JDBC URL is configured
 *   network.json  who runs the ledger together; absent where one organisation runs it alone
 *   member.json   what this home said of itself before that was agreed on
 *   cometbft/     CometBFT's own: blocks, votes, its keys; beside a network.json
 *   address       the URL of the node that runs, on one line; there while it serves
 *   node.lock     held, not merely present, while a process has the home; its text is that process's pid
 * </pre>
 *
 * <p>Naming a home touches nothing; {@link #lock} makes the folder (mode 0700) and takes it for this process. Two nodes
 * on one home would be two signers of one log, so the lock is one that the operating system drops when the process dies,
 * however it dies: there is no stale lock to clear by hand.
 */
public final class Home {
    /** The log key's name in a backup: its path in the home, with slashes everywhere. */
    public static final String LOG_KEY = "keys/log.key";

    /** The name of the network's file. */
    public static final String NETWORK = "network.json";

    /** The name of the kept checkpoint. */
    public static final String CHECKPOINT = "checkpoint";

    private static final String ADDRESS = "address";
    private static final String COMETBFT = "cometbft";
    private static final String COMETBFT_VOTES = "priv_validator_state.json";
    private static final String LOG_KEY_SIGNED = "log.signed";
    private static final String LOCK_FILE = "node.lock";
    /** A Windows lock hides the bytes it covers, so the locked byte lies where no text ever is. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    /** A pid has at most 10 digits; more than a line of a lock file is not ours. */
    private static final int PID_BYTES_MAX = 32;

    private final Path folder;

    private Home(Path folder) {
        this.folder = folder;
    }

    public static Home at(Path folder) {
        return new Home(folder.toAbsolutePath().normalize());
    }

    /** {@code .tallystick} in the user's home directory. */
    public static Home ofUser() {
        return at(Path.of(System.getProperty("user.home"), ".tallystick"));
    }

    public Path folder() {
        return folder;
    }

    public Path adminKey() {
        return folder.resolve("admin.key");
    }

    public Path keys() {
        return folder.resolve("keys");
    }

    public Path logKey() {
        return folder.resolve(LOG_KEY);
    }

    /**
     * Lies beside the log key from before anyone can be shown a checkpoint by it. A home that is set up from its keys alone
     * would otherwise begin another log under the same name and key, and two histories would be signed.
     */
    public Path logKeySigned() {
        return keys().resolve(LOG_KEY_SIGNED);
    }

    public Path organisationKeys() {
        return keys().resolve("organisation");
    }

    public Path eventIdSecret() {
        return keys().resolve("event-id.secret");
    }

    public Path checkpoint() {
        return folder.resolve(CHECKPOINT);
    }

    public Path tls() {
        return folder.resolve("tls");
    }

    /** The certificate that vouches for the node's own, where the node made one. */
    public Path tlsAuthority() {
        return tls().resolve("authority.pem");
    }

    /** Where the node that runs here serves. */
    public Path address() {
        return folder.resolve(ADDRESS);
    }

    /** The members of a ledger that several organisations run. */
    public Path network() {
        return folder.resolve(NETWORK);
    }

    /** What this home's organisation tells the others of itself. */
    public Path memberFile() {
        return folder.resolve("member.json");
    }

    /** With which this member cosigns the checkpoints of its network. */
    public Path cosignerKey() {
        return keys().resolve("cosigner.key");
    }

    /** The log key before its log has a name, which the members' agreement gives it. */
    public Path unnamedLogKey() {
        return keys().resolve("log-unnamed.key");
    }

    /** CometBFT's folder. Its votes must never be set back to an older state, so it is no part of a backup. */
    public Path cometbft() {
        return folder.resolve(COMETBFT);
    }

    public Path postgres() {
        return folder.resolve("postgres");
    }

    /** A file's name in a backup: its path in the home, with slashes everywhere. */
    public String nameOf(Path file) {
        return StreamSupport.stream(folder.relativize(file).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    /** Locks, notes of the moment, CometBFT's own, and files that are being written: no part of a backup. */
    public static boolean isPassing(String name) {
        return name.equals(CHECKPOINT)
                || name.equals(LOCK_FILE)
                || name.equals(ADDRESS)
                || name.equals("keys/" + LOG_KEY_SIGNED) // a restore to a new log has a key that has signed nothing
                || name.startsWith(COMETBFT + "/")
                || name.equals(COMETBFT_VOTES)
                || name.endsWith(
                        "/" + COMETBFT_VOTES) // wherever somebody put it: votes set back are two for one height
                || name.endsWith(".tmp")
                || name.endsWith(".next")
                || name.endsWith(".unfinished");
    }

    /** Whether a node was ever started here. */
    public boolean exists() {
        return Files.exists(folder.resolve(LOCK_FILE));
    }

    /**
     * Takes the home for this process until the lock is closed or the process ends.
     *
     * @throws HomeInUseException when another process, or another part of this one, has it
     * @throws IOException also when the folder holds other things, so that a mistyped {@code --home /srv} is not made
     *     private under everyone else
     */
    public Lock lock() throws IOException {
        prepare();
        return Lock.take(folder);
    }

    private void prepare() throws IOException {
        if (!Files.exists(folder)) {
            OwnerOnly.createFolder(folder);
        } else if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder + " is a file; a home is a folder");
        } else if (!OwnerOnly.isPrivate(folder)) {
            if (!exists() && !isEmpty()) {
                throw new IOException(folder + " is open to other users and holds files that are not Tallystick's;"
                        + " choose an empty folder as --home");
            }
            OwnerOnly.tighten(folder);
        }
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    /** A home held by this process. Closing twice is closing once. */
    public static final class Lock implements AutoCloseable {
        /**
         * The lock files held by this JVM, by file identity. POSIX drops a process's locks on a file as soon as the
         * process closes any handle of it, so a second attempt here must be refused before the file is opened.
         */
        private static final Set<Object> HELD_HERE = new HashSet<>();

        private final Object identity;
        private final FileChannel channel;

        private Lock(Object identity, FileChannel channel) {
            this.identity = identity;
            this.channel = channel;
        }

        static Lock take(Path folder) throws IOException {
            Object identity = identityOf(folder);
            synchronized (HELD_HERE) {
                if (HELD_HERE.contains(identity)) {
                    throw new HomeInUseException(folder, ProcessHandle.current().pid() + " (this one)");
                }
                @Nullable FileChannel channel = open(folder);
                if (channel == null) {
                    throw new HomeInUseException(folder, holder(folder));
                }
                HELD_HERE.add(identity);
                return new Lock(identity, channel);
            }
        }

        /** The folder itself, not its spelling: a symbolic link leads to the same home. */
        private static Object identityOf(Path folder) throws IOException {
            Path real = folder.toRealPath();
            Object key = Files.readAttributes(real, BasicFileAttributes.class).fileKey();
            return key == null ? real : key;
        }

        private static @Nullable FileChannel open(Path folder) throws IOException {
            Path file = folder.resolve(LOCK_FILE);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            boolean taken = false;
            try {
                @Nullable FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
                if (lock != null) {
                    byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(US_ASCII);
                    channel.truncate(0);
                    channel.write(ByteBuffer.wrap(pid), 0);
                    taken = true;
                    return channel;
                }
                return null;
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
        }

        private static String holder(Path folder) throws IOException {
            try (FileChannel channel = FileChannel.open(folder.resolve(LOCK_FILE), StandardOpenOption.READ)) {
                ByteBuffer text = ByteBuffer.allocate(PID_BYTES_MAX);
                channel.read(text, 0);
                String pid = US_ASCII.decode(text.flip()).toString().strip();
                // Between taking the lock and writing the pid the holder is nameless.
                return pid.isEmpty() ? "(just starting)" : pid;
            }
        }

        @Override
        public void close() {
            synchronized (HELD_HERE) {
                if (HELD_HERE.remove(identity)) {
                    try {
                        channel.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        }
    }
}
