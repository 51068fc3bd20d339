package org.tallystick.api.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tallystick.ledger.log.Hash;

/**
 * The bearer token of an API key: what its holder keeps secret.
 *
 * <pre>
 *   tally_k3f9q2m7xd_Jx0…  "tally_", the key's id (10 of a-z2-7, not secret), "_", 256 random bits in base64url
 * </pre>
 *
 * <p>The fixed beginning lets scanners for leaked secrets recognise it, and the id lets people and rows name a key
 * without its secret. Only {@link #hash()} is stored. A plain SHA-256 is right for it: slow hashes make guessing a
 * human's password expensive, but nobody guesses 256 random bits, and a slow hash on each request would hand everyone
 * who can reach the port a way to keep the processor busy.
 */
public final class ApiToken {
    private static final String PREFIX = "tally_";
    private static final int ID_CHARS = 10;
    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_CHARS = 43;
    private static final int LENGTH = PREFIX.length() + ID_CHARS + 1 + SECRET_CHARS;
    private static final Pattern ID = Pattern.compile("[a-z2-7]{" + ID_CHARS + "}");
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String text;

    private ApiToken(String text) {
        this.text = text;
    }

    public static ApiToken random(SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return of(randomId(random), secret);
    }

    /** @param secret 32 bytes that nobody can guess */
    public static ApiToken of(String id, byte[] secret) {
        if (!ID.matcher(id).matches() || secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("id " + id + ", secret of " + secret.length + " bytes");
        }
        return new ApiToken(PREFIX + id + "_" + BASE64.encodeToString(secret));
    }

    static String randomId(SecureRandom random) {
        StringBuilder id = new StringBuilder(ID_CHARS);
        for (int i = 0; i < ID_CHARS; i++) {
            id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
        }
        return id.toString();
    }

    /** Empty for everything that {@link #text()} would not give back. */
    public static Optional<ApiToken> parse(String text) {
        if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        int separator = PREFIX.length() + ID_CHARS;
        String id = text.substring(PREFIX.length(), separator);
        if (text.charAt(separator) != '_' || !ID.matcher(id).matches()) {
            return Optional.empty();
        }
        try {
            byte[] secret = Base64.getUrlDecoder().decode(text.substring(separator + 1));
            ApiToken token = of(id, secret);
            // The last character carries two bits that mean nothing; only one spelling is ours.
            return token.text.equals(text) ? Optional.of(token) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    public String id() {
        return text.substring(PREFIX.length(), PREFIX.length() + ID_CHARS);
    }

    /** SHA-256 of the text, 32 bytes. */
    public byte[] hash() {
        return Hash.sha256(text.getBytes(US_ASCII)).bytes();
    }

    /** The secret itself: for its holder, once. */
    public String text() {
        return text;
    }

    /** What may stand in a log. */
    @Override
    public String toString() {
        return PREFIX + id() + "_…";
    }
}
