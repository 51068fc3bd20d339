package org.tallystick.ledger.statement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tallystick.ledger.cbor.CborReader;
import org.tallystick.ledger.cbor.CborWriter;
import org.tallystick.ledger.cbor.MalformedCborException;
import org.tallystick.ledger.log.Hash;

/**
 * The payload of a governance statement ({@link ContentType#GOVERNANCE}): what a ledger decides about itself. An array
 * that begins with a version and a name; the name says what follows, so further kinds add a name each.
 */
public sealed interface GovernancePayload {
    int VERSION = 1;

    byte[] bytes();

    /**
     * What a log begins with.
     *
     * <pre>[1, "genesis", policy number, policy SHA-256, rules version, previous checkpoint or null]</pre>
     *
     * @param policyNumber from 1
     * @param policyHash SHA-256 of the trust policy's text
     * @param rulesVersion of the registration policy, from 1
     * @param previousCheckpoint the signed note, as text, of the log that this one continues under a new origin and key
     */
    record Genesis(int policyNumber, Hash policyHash, int rulesVersion, Optional<String> previousCheckpoint)
            implements GovernancePayload {
        private static final String NAME = "genesis";

        public Genesis {
            positive("policy number", policyNumber);
            positive("rules version", rulesVersion);
        }

        @Override
        public byte[] bytes() {
            CborWriter writer = new CborWriter()
                    .array(6)
                    .integer(VERSION)
                    .text(NAME)
                    .integer(policyNumber)
                    .bytes(policyHash.bytes())
                    .integer(rulesVersion);
            if (previousCheckpoint.isPresent()) {
                writer.text(previousCheckpoint.get());
            } else {
                writer.nil();
            }
            return writer.toByteArray();
        }
    }

    /**
     * What a log begins with that several organisations run from its first entry.
     *
     * <pre>[1, "network", SHA-256 of network.json, rules version, [SHA-256 of each member's trust policy 1…]]</pre>
     *
     * @param network what the members agreed on: the file that each of them has in its home
     * @param rulesVersion of the registration policy, from 1
     * @param policyHashes in the order of the members in that file; they differ in their {@code log} line alone
     */
    record NetworkGenesis(Hash network, int rulesVersion, List<Hash> policyHashes) implements GovernancePayload {
        private static final String NAME = "network";

        public NetworkGenesis {
            positive("rules version", rulesVersion);
            policyHashes = List.copyOf(policyHashes);
            if (policyHashes.isEmpty()) {
                throw new IllegalArgumentException("a network without members");
            }
        }

        @Override
        public byte[] bytes() {
            CborWriter writer = new CborWriter()
                    .array(5)
                    .integer(VERSION)
                    .text(NAME)
                    .bytes(network.bytes())
                    .integer(rulesVersion)
                    .array(policyHashes.size());
            policyHashes.forEach(hash -> writer.bytes(hash.bytes()));
            return writer.toByteArray();
        }
    }

    /**
     * A trust policy follows the one before it, for sizes greater than that of the block which registers this.
     *
     * <pre>[1, "policy", policy number, policy SHA-256]</pre>
     */
    record PolicySuccession(int policyNumber, Hash policyHash) implements GovernancePayload {
        private static final String NAME = "policy";

        public PolicySuccession {
            positive("policy number", policyNumber);
        }

        @Override
        public byte[] bytes() {
            return new CborWriter()
                    .array(4)
                    .integer(VERSION)
                    .text(NAME)
                    .integer(policyNumber)
                    .bytes(policyHash.bytes())
                    .toByteArray();
        }
    }

    static GovernancePayload parse(byte[] payload) throws MalformedStatementException {
        try {
            CborReader reader = new CborReader(payload);
            int items = reader.array();
            reader.integer(VERSION);
            String name = reader.text();
            GovernancePayload parsed = switch (name) {
                case Genesis.NAME -> {
                    exactly(6, items, name);
                    yield new Genesis(
                            number(reader), Hash.of(reader.bytes(Hash.LENGTH)), number(reader), textOrNull(reader));
                }
                case NetworkGenesis.NAME -> {
                    exactly(5, items, name);
                    yield new NetworkGenesis(Hash.of(reader.bytes(Hash.LENGTH)), number(reader), hashes(reader));
                }
                case PolicySuccession.NAME -> {
                    exactly(4, items, name);
                    yield new PolicySuccession(number(reader), Hash.of(reader.bytes(Hash.LENGTH)));
                }
                default -> throw new MalformedStatementException("governance payload: unknown kind " + name);
            };
            reader.end();
            return parsed;
        } catch (MalformedCborException e) {
            throw new MalformedStatementException("governance payload", e);
        }
    }

    private static void exactly(int expected, int found, String name) throws MalformedStatementException {
        if (found != expected) {
            throw new MalformedStatementException(
                    "governance payload: " + name + " has " + expected + " items, found " + found);
        }
    }

    private static int number(CborReader reader) throws MalformedCborException {
        int start = reader.offset();
        long number = reader.integer();
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw new MalformedCborException(number + " is not a number from 1 to " + Integer.MAX_VALUE, start);
        }
        return (int) number;
    }

    private static List<Hash> hashes(CborReader reader) throws MalformedCborException {
        int start = reader.offset();
        List<Hash> hashes = new ArrayList<>();
        for (int left = reader.array(); left > 0; left--) {
            hashes.add(Hash.of(reader.bytes(Hash.LENGTH)));
        }
        if (hashes.isEmpty()) {
            throw new MalformedCborException("no policies", start);
        }
        return hashes;
    }

    private static Optional<String> textOrNull(CborReader reader) throws MalformedCborException {
        if (reader.peek() == CborReader.Kind.NULL) {
            reader.nil();
            return Optional.empty();
        }
        return Optional.of(reader.text());
    }

    private static void positive(String name, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(name + " " + number + " is not from 1 on");
        }
    }
}
