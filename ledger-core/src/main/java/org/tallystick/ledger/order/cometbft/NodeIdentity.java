package org.tallystick.ledger.order.cometbft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.tallystick.ledger.crypto.Ed25519PublicKey;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.file.PrivateFiles;
import org.tallystick.ledger.log.Hash;

/**
 * Who a member's engine is to the others: the key it votes with, and the one it is reached by. Both are files of CometBFT in
 * its home, in CometBFT's own form; they are made here so that a chain can be agreed on before the program is installed.
 *
 * <p>The vote key comes with a file that says how far it has voted. That file is never made a second time: a key that forgot
 * its votes can vote for two blocks of one height, which is the one thing a validator must not do.
 *
 * @param nodeId by which the others' engines reach this one: 40 hex digits
 * @param voteKey as the genesis names it
 */
public record NodeIdentity(String nodeId, Ed25519PublicKey voteKey) {
    private static final String NODE_KEY = "config/node_key.json";
    private static final String VOTE_KEY = "config/priv_validator_key.json";
    private static final String VOTES = "data/priv_validator_state.json";

    /**
     * The identity in CometBFT's home; a new one, where there is none.
     *
     * @throws IOException when it cannot be read, was readable by others, or when the vote key has lost its memory
     */
    public static NodeIdentity loadOrCreate(Path home) throws IOException {
        PrivateFiles.createFolder(home);
        PrivateFiles.createFolder(home.resolve("config"));
        PrivateFiles.createFolder(home.resolve("data"));
        Path nodeKey = home.resolve(NODE_KEY);
        Path voteKey = home.resolve(VOTE_KEY);
        Path votes = home.resolve(VOTES);
        if (!Files.exists(nodeKey)) {
            KeyBytes key = KeyBytes.generate();
            write(nodeKey, "{\"priv_key\": " + key.privateJson() + "}\n");
        }
        if (!Files.exists(voteKey)) {
            // The votes first: a key without them is one that has lost its memory.
            write(votes, "{\n  \"height\": \"0\",\n  \"round\": 0,\n  \"step\": 0\n}\n");
            KeyBytes key = KeyBytes.generate();
            write(
                    voteKey,
                    "{\"address\": \"" + new Genesis.Validator("", key.publicKey()).address() + "\", \"pub_key\": "
                            + key.publicJson() + ", \"priv_key\": " + key.privateJson() + "}\n");
        }
        if (!Files.exists(votes)) {
            throw new IOException(votes + " is gone: the vote key does not know any more what it voted for. Make a new"
                    + " one (delete " + voteKey + ") and have the members vote it in");
        }
        byte[] nodePublic = KeyBytes.read(nodeKey).publicKey().bytes();
        return new NodeIdentity(
                HexFormat.of().formatHex(Arrays.copyOf(Hash.sha256(nodePublic).bytes(), 20)),
                KeyBytes.read(voteKey).publicKey());
    }

    private static void write(Path file, String text) throws IOException {
        PrivateFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** An Ed25519 key as Go has it: the seed and the public key, 64 bytes together. */
    private record KeyBytes(byte[] seed, Ed25519PublicKey publicKey) {
        private static final int SEED_LENGTH = 32;

        static KeyBytes generate() {
            byte[] seed = new byte[SEED_LENGTH];
            new SecureRandom().nextBytes(seed);
            return new KeyBytes(seed, Ed25519SigningKey.ofSeed(seed).publicKey());
        }

        static KeyBytes read(Path file) throws IOException {
            PrivateFiles.requirePrivate(file);
            try {
                byte[] both = Base64.getDecoder()
                        .decode(Json.parse(Files.readString(file))
                                .get("priv_key")
                                .get("value")
                                .text());
                byte[] seed = Arrays.copyOf(both, SEED_LENGTH);
                KeyBytes key = new KeyBytes(seed, Ed25519SigningKey.ofSeed(seed).publicKey());
                if (!Arrays.equals(both, key.both())) {
                    throw new IOException(file + " holds no Ed25519 key of CometBFT");
                }
                return key;
            } catch (MalformedJsonException | IllegalArgumentException e) {
                throw new IOException(file + " holds no key of CometBFT: " + e.getMessage());
            }
        }

        private byte[] both() {
            return ByteBuffer.allocate(2 * SEED_LENGTH)
                    .put(seed)
                    .put(publicKey.bytes())
                    .array();
        }

        String privateJson() {
            return json("tendermint/PrivKeyEd25519", both());
        }

        String publicJson() {
            return json("tendermint/PubKeyEd25519", publicKey.bytes());
        }

        private static String json(String type, byte[] value) {
            return "{\"type\": \"" + type + "\", \"value\": \""
                    + Base64.getEncoder().encodeToString(value) + "\"}";
        }
    }
}
