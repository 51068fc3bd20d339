package org.tallystick.api.account;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * The Argon2id hash (RFC 9106) of a password with what it was made with, in the form that every library writes (PHC):
 *
 * <pre>
 *   $argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$…   memory in KiB, passes, lanes; salt; hash; base64 without padding
 * </pre>
 *
 * <p>So the parameters can be raised: a hash made with older ones is recognised ({@link #isOf}) and made anew when its
 * person signs in.
 */
record Argon2id(Parameters parameters, byte[] salt, byte[] hash) {
    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=([1-9][0-9]{0,6}),t=([1-9][0-9]?),p=([1-9])\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");

    private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** A row that asks for more than a quarter of a gigabyte was not written here. */
    private static final int MAX_MEMORY_KIB = 256 << 10;

    /** @param memoryKib what a guesser has to have for each guess at a time */
    record Parameters(int memoryKib, int passes, int lanes) {
        /**
         * OWASP's minimum (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane; some 60 ms here. More memory would be
         * better against a thief of the database and worse against whoever floods the sign-in.
         */
        static final Parameters CURRENT = new Parameters(19_456, 2, 1);
    }

    static Argon2id of(Password password, Parameters parameters, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new Argon2id(parameters, salt, derive(password.bytes(), parameters, salt));
    }

    /** Empty for everything that {@link #text} would not give back. */
    static Optional<Argon2id> parse(String text) {
        Matcher match = FORM.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        Parameters parameters = new Parameters(
                Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)), Integer.parseInt(match.group(3)));
        try {
            Argon2id parsed = new Argon2id(
                    parameters,
                    Base64.getDecoder().decode(match.group(4)),
                    Base64.getDecoder().decode(match.group(5)));
            return parameters.memoryKib() <= MAX_MEMORY_KIB && parsed.text().equals(text)
                    ? Optional.of(parsed)
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    String text() {
        return "$argon2id$v=19$m=" + parameters.memoryKib() + ",t=" + parameters.passes() + ",p=" + parameters.lanes()
                + "$" + BASE64.encodeToString(salt) + "$" + BASE64.encodeToString(hash);
    }

    /** In a time that does not depend on where the two differ. */
    boolean matches(Password password) {
        return MessageDigest.isEqual(hash, derive(password.bytes(), parameters, salt));
    }

    boolean isOf(Parameters wanted) {
        return parameters.equals(wanted);
    }

    static byte[] derive(byte[] password, Parameters parameters, byte[] salt) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(parameters.memoryKib())
                .withIterations(parameters.passes())
                .withParallelism(parameters.lanes())
                .withSalt(salt)
                .build());
        byte[] hash = new byte[HASH_BYTES];
        argon2.generateBytes(password, hash);
        return hash;
    }

    /** What may stand in a log. */
    @Override
    public String toString() {
        return "Argon2id " + parameters;
    }
}
