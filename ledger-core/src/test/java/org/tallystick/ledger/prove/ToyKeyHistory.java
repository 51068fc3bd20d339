package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.MalformedKeyException;
import org.tallystick.ledger.crypto.PublicKey;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.KeyId;

/**
 * A key history as simple as one can be in which every byte counts: the real one, of did:webvh, is another module's. Each
 * line is signed by its own key, over itself and the SHA-256 of all lines before.
 *
 * <pre>VERSION DID FRAGMENT PUBLIC-KEY SIGNATURE</pre>
 */
final class ToyKeyHistory implements KeyHistory {

    /** The lines of a history with these keys, one version each. */
    static byte[] log(Issuer issuer, SigningKey... keys) {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < keys.length; i++) {
            String line = (i + 1) + " " + issuer + " key" + (i + 1) + " "
                    + HexFormat.of().formatHex(keys[i].publicKey().bytes());
            byte[] signature = keys[i].sign((Hash.sha256(log.toString().getBytes(US_ASCII)) + line).getBytes(US_ASCII));
            log.append(line)
                    .append(' ')
                    .append(HexFormat.of().formatHex(signature))
                    .append('\n');
        }
        return log.toString().getBytes(US_ASCII);
    }

    @Override
    public Verified read(byte[] didLog) throws RefusedKeyHistoryException {
        String text = new String(didLog, US_ASCII);
        SequencedMap<String, PublicKey> keys = new LinkedHashMap<>();
        String did = null;
        int start = 0;
        for (int version = 1; start < text.length(); version++) {
            int end = text.indexOf('\n', start);
            String[] words = text.substring(start, Math.max(start, end)).split(" ", -1);
            if (end < 0 || words.length != 5 || !words[0].equals("" + version) || !words[2].equals("key" + version)) {
                throw new RefusedKeyHistoryException("entry " + version + " is malformed");
            }
            String line = String.join(" ", words[0], words[1], words[2], words[3]);
            String before =
                    Hash.sha256(text.substring(0, start).getBytes(US_ASCII)).toString();
            try {
                PublicKey key =
                        PublicKey.parse(Algorithm.ED25519, HexFormat.of().parseHex(words[3]));
                String lowerCase = words[3] + words[4];
                if (!lowerCase.equals(lowerCase.toLowerCase(Locale.ROOT))
                        || !key.verifies(
                                (before + line).getBytes(US_ASCII),
                                HexFormat.of().parseHex(words[4]))) {
                    throw new RefusedKeyHistoryException("entry " + version + " does not verify");
                }
                keys.put(words[0], key);
            } catch (MalformedKeyException | IllegalArgumentException e) {
                throw new RefusedKeyHistoryException("entry " + version + ": " + e.getMessage());
            }
            did = words[1];
            start = end + 1;
        }
        if (did == null) {
            throw new RefusedKeyHistoryException("no entry");
        }
        return new Toy(did, keys);
    }

    private record Toy(String did, SequencedMap<String, PublicKey> keys) implements Verified {
        @Override
        public boolean names(Issuer issuer) {
            return issuer.did().equals(did);
        }

        @Override
        public String latestVersionId() {
            return keys.lastEntry().getKey();
        }

        @Override
        public PublicKey key(KeyId keyId) throws RefusedKeyHistoryException {
            String version = keyId.versionId().orElse("");
            PublicKey key = keys.get(version);
            if (key == null || !keyId.fragment().equals("key" + version)) {
                throw new RefusedKeyHistoryException(keyId + " is no key of a version of " + did);
            }
            return key;
        }

        @Override
        public boolean isCurrent(KeyId keyId) {
            return keyId.versionId().orElse("").equals(latestVersionId());
        }
    }
}
