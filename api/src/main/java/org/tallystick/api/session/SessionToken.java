package org.tallystick.api.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tallystick.ledger.log.Hash;

/**
 * What a browser's cookie holds: 256 random bits in base64url, 43 characters. Only {@link #hash()} is stored; a plain
 * SHA-256 is right for it, as for {@link org.tallystick.api.access.ApiToken}.
 */
public final class SessionToken {
    private static final int BYTES = 32;
    private static final int CHARS = 43;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final byte[] CSRF_LABEL = "tallystick session csrf".getBytes(US_ASCII);

    private final String text;

    private SessionToken(String text) {
        this.text = text;
    }

    static SessionToken random(SecureRandom random) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return new SessionToken(BASE64.encodeToString(secret));
    }

    /** Empty for everything that {@link #text()} would not give back. */
    public static Optional<SessionToken> parse(String text) {
        if (text.length() != CHARS) {
            return Optional.empty();
        }
        try {
            byte[] secret = Base64.getUrlDecoder().decode(text);
            // The last character carries two bits that mean nothing; only one spelling is ours.
            return BASE64.encodeToString(secret).equals(text) ? Optional.of(new SessionToken(text)) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** SHA-256 of the text, 32 bytes. */
    byte[] hash() {
        return Hash.sha256(text.getBytes(US_ASCII)).bytes();
    }

    /**
     * What a page of ours sends beside the cookie with each write. A page of another origin can at most make a browser
     * send the cookie; it can neither read this nor set the header. Derived, so that there is nothing to store; from it
     * nobody gets back to the token.
     */
    String csrf() {
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(text.getBytes(US_ASCII), "HmacSHA256"));
            return BASE64.encodeToString(hmac.doFinal(CSRF_LABEL));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    /** In a time that does not depend on where the two differ. */
    public boolean isCsrf(String shown) {
        return MessageDigest.isEqual(csrf().getBytes(US_ASCII), shown.getBytes(US_ASCII));
    }

    /** The secret itself: for the cookie, and for what is derived from it. */
    public String text() {
        return text;
    }

    /** What may stand in a log. */
    @Override
    public String toString() {
        return "session token";
    }
}
