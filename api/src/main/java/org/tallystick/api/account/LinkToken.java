package org.tallystick.api.account;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The secret of a one-time link: 256 random bits in base64url, 43 characters.
 *
 * <pre>
 *   /welcome#Jx0…      behind the #, which browsers send to no server: it is in nobody's log
 * </pre>
 *
 * <p>Only {@link #hash()} is stored; a plain SHA-256 is right for it, as for {@link org.tallystick.api.access.ApiToken}.
 */
final class LinkToken {
    private static final int BYTES = 32;
    private static final int CHARS = 43;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String text;

    private LinkToken(String text) {
        this.text = text;
    }

    static LinkToken random(SecureRandom random) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return new LinkToken(BASE64.encodeToString(secret));
    }

    /** Empty for everything that {@link #text()} would not give back. */
    static Optional<LinkToken> parse(String text) {
        if (text.length() != CHARS) {
            return Optional.empty();
        }
        try {
            byte[] secret = Base64.getUrlDecoder().decode(text);
            // The last character carries two bits that mean nothing; only one spelling is ours.
            return BASE64.encodeToString(secret).equals(text) ? Optional.of(new LinkToken(text)) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** SHA-256 of the text, 32 bytes. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The secret itself: for its holder, once. */
    String text() {
        return text;
    }

    String path() {
        return "/welcome#" + text;
    }

    /** What may stand in a log. */
    @Override
    public String toString() {
        return "one-time link";
    }
}
