package org.tallystick.ledger.submit;

import java.util.List;
import java.util.Optional;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.ContentType;

/** What a caller hands in. */
public sealed interface Submission {
    /** The caller's name for this request; a retry with the same name joins the first. */
    Optional<IdempotencyKey> idempotencyKey();

    /** What the submitter wants to find again with the job; opaque here. */
    Optional<String> memo();

    /**
     * Records for this node to commit to in one statement that it signs: registered whole or not at all.
     *
     * @param records in the order of the document they came in
     * @param source the document, where the records are not its own bytes
     */
    record Records(
            List<NewRecord> records,
            Optional<IdempotencyKey> idempotencyKey,
            Optional<String> memo,
            Optional<Source> source)
            implements Submission {
        /**
         * Records in one statement. Their salts, digests and rows share one transaction and one tree; a larger document
         * is a job of several.
         */
        public static final int MAX_RECORDS = 20_000;

        /** Bytes of records in one statement, so that a transaction and a page of the journal stay within memory. */
        public static final long MAX_BYTES = 64L * 1024 * 1024;

        public Records(List<NewRecord> records, Optional<IdempotencyKey> idempotencyKey, Optional<String> memo) {
            this(records, idempotencyKey, memo, Optional.empty());
        }

        public Records {
            records = List.copyOf(records);
            if (records.isEmpty() || records.size() > MAX_RECORDS) {
                throw new IllegalArgumentException(records.size() + " records, 1.." + MAX_RECORDS);
            }
            long bytes =
                    records.stream().mapToLong(record -> record.bytes().length).sum();
            if (bytes > MAX_BYTES) {
                throw new IllegalArgumentException(bytes + " bytes of records, at most " + MAX_BYTES);
            }
        }
    }

    /** A payload of another content type for this node to sign, such as a governance decision. */
    record Payload(
            ContentType contentType, byte[] payload, Optional<IdempotencyKey> idempotencyKey, Optional<String> memo)
            implements Submission {}

    /**
     * @param bytes exactly what is stored, hashed and returned
     * @param name its name among the issuer's records (an eventID)
     * @param nameRule what to do when another record has that name
     * @param origin a hash of what the record was made of, where that is not the record itself: the same again is the same
     *     record, although another release makes other bytes of it
     */
    record NewRecord(byte[] bytes, String name, NameRule nameRule, Optional<Hash> origin) {
        public NewRecord(byte[] bytes, String name, NameRule nameRule) {
            this(bytes, name, nameRule, Optional.empty());
        }

        Hash fingerprint() {
            return Hash.sha256(bytes);
        }
    }

    /**
     * The document that records were made of: kept beside them, and anchored by the salted digest in their statement.
     *
     * @param document octet for octet as it came
     */
    record Source(ContentType mediaType, byte[] document) {}

    enum NameRule {
        /** A further record of that name is welcome. */
        SHARED,
        /** Another record of that name is a conflict: nothing is registered. */
        UNIQUE
    }

    /**
     * @param scope whose key it is: two callers may use the same key
     * @param key as the caller sent it
     * @param digest of the whole request: the same key for another request is an error, not a retry
     */
    record IdempotencyKey(String scope, String key, Hash digest) {
        /** As long as a caller may send; longer names are refused at the door. */
        public static final int MAX_KEY_LENGTH = 255;

        public IdempotencyKey {
            if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
                throw new IllegalArgumentException(
                        "idempotency key of " + key.length() + " characters, 1.." + MAX_KEY_LENGTH);
            }
        }

        Name name() {
            return new Name(scope, key);
        }

        record Name(String scope, String key) {}
    }
}
