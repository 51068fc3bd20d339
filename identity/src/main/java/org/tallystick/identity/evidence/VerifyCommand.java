package org.tallystick.identity.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.prove.EvidenceFile;
import org.tallystick.ledger.prove.EvidenceVerifier;
import org.tallystick.ledger.prove.MalformedPolicyException;
import org.tallystick.ledger.prove.TrustPolicy;
import org.tallystick.ledger.prove.UnreadableEvidenceException;
import org.tallystick.ledger.prove.VerificationReport;

/**
 * {@code verify FILE}: an evidence file in, a verdict out. Needs the JDK, BouncyCastle, and nothing else: no network, no
 * node, no clock. The main class of {@code tallystick-verify.jar}, which an auditor can keep beside the files.
 */
public final class VerifyCommand {
    public static final int PROVEN = 0;
    public static final int REFUSED = 1;
    public static final int UNREADABLE = 2;
    public static final int CONSISTENT = 3;

    public static final String HELP = """
            usage: verify FILE [--policy FILE]... [--json]

            Checks an evidence file offline: record, salt, path in the capture, signed statement, the signer's key
            history, the way to the log's checkpoint, and the signatures on it. The page in the file is for reading;
            it is not checked.

              --policy FILE   a trust policy that you got elsewhere, such as the log's /log/policy; of several,
                              each checkpoint needs the one for its size
              --json          the report as one JSON object

            Exit code: 0 proven under the policy, 3 consistent in itself but no policy was given, 1 refused, with the
            reason, 2 unreadable or misused.
            """;

    private VerifyCommand() {}

    public static void main(String... words) {
        System.exit(run(List.of(words), System.out, System.err));
    }

    /** Arguments that are none, in one line. */
    private static final class MisuseException extends Exception {
        private static final long serialVersionUID = 1L;

        MisuseException(String message) {
            super(message);
        }
    }

    private record Options(Path file, List<Path> policies, boolean json) {
        static Options parse(List<String> words) throws MisuseException {
            @Nullable Path file = null;
            List<Path> policies = new ArrayList<>();
            boolean json = false;
            for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
                String word = rest.next();
                if (word.equals("--json")) {
                    json = true;
                } else if (word.equals("--policy")) {
                    if (!rest.hasNext()) {
                        throw new MisuseException("--policy needs a file");
                    }
                    policies.add(path(rest.next()));
                } else if (word.startsWith("--policy=")) {
                    policies.add(path(word.substring("--policy=".length())));
                } else if (word.startsWith("-") || file != null) {
                    throw new MisuseException("'" + word + "' was not expected; try --help");
                } else {
                    file = path(word);
                }
            }
            if (file == null) {
                throw new MisuseException("verify needs an evidence file; try --help");
            }
            return new Options(file, policies, json);
        }

        private static Path path(String text) throws MisuseException {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new MisuseException(text + " is no path");
            }
        }
    }

    /**
     * @param out the report
     * @param err one line when there is none
     * @return the exit code
     */
    public static int run(List<String> words, PrintStream out, PrintStream err) {
        if (words.contains("--help")) {
            out.print(HELP);
            return PROVEN;
        }
        try {
            Options options = Options.parse(words);
            List<TrustPolicy> policies = new ArrayList<>();
            for (Path policy : options.policies()) {
                policies.add(policy(policy));
            }
            VerificationReport report =
                    new EvidenceVerifier(new WebvhKeyHistory()).verify(evidence(options.file()), policies);
            byte[] text = (options.json() ? report.toJson() : report.toText()).getBytes(StandardCharsets.UTF_8);
            out.write(text, 0, text.length);
            out.flush();
            return switch (report.verdict()) {
                case PROVEN -> PROVEN;
                case CONSISTENT -> CONSISTENT;
                case REFUSED -> REFUSED;
            };
        } catch (NoSuchFileException e) {
            err.println("verify: there is no file " + e.getFile());
            return UNREADABLE;
        } catch (IOException | MisuseException | UnreadableEvidenceException e) {
            err.println("verify: " + e.getMessage());
            return UNREADABLE;
        } catch (OutOfMemoryError e) {
            // The JVM's own exit code for it would be taken for a verdict.
            err.println("verify: not enough memory for this file; give more, as by java -Xmx1g");
            return UNREADABLE;
        }
    }

    private static byte[] evidence(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder");
        }
        byte[] bytes = read(file, EvidenceFile.SIZE_MAX_BYTES);
        if (bytes.length > EvidenceFile.SIZE_MAX_BYTES) {
            throw new IOException(
                    file + " is larger than any evidence file (" + EvidenceFile.SIZE_MAX_BYTES + " bytes)");
        }
        return bytes;
    }

    /** One byte more than may be tells that it is too large; a device says of itself that it is empty. */
    private static byte[] read(Path file, long max) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(Math.toIntExact(max + 1));
        }
    }

    private static TrustPolicy policy(Path file) throws IOException, MisuseException {
        byte[] bytes = read(file, TrustPolicy.MAX_BYTES);
        if (bytes.length == 0) {
            throw new MisuseException(file + " is empty: no policy");
        }
        if (bytes.length > TrustPolicy.MAX_BYTES) {
            throw new MisuseException(file + " is larger than any policy (" + TrustPolicy.MAX_BYTES + " bytes)");
        }
        try {
            return TrustPolicy.parse(bytes);
        } catch (MalformedPolicyException e) {
            throw new MisuseException(file + " is no policy: " + e.getMessage());
        }
    }
}
