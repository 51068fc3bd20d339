package org.tallystick.ledger.order.cometbft;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.tallystick.ledger.crypto.Ed25519PublicKey;
import org.tallystick.ledger.crypto.MalformedKeyException;
import org.tallystick.ledger.execute.AppHash;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.note.VerifierKey;

/**
 * What the members of a chain agree on before its first block, as CometBFT's genesis.json. All members have the same bytes:
 * there is one form, and {@link #parse} refuses what {@link #text} would not print.
 *
 * @param chainId the name under which the members' engines know each other
 * @param time the first block's time: later than every block of the log before
 * @param initialHeight of the first block: 1 for a new log, one more than the last height for a log that goes on
 * @param validators who votes, each with power 1
 * @param appState what the ledger is when the chain begins
 */
public record Genesis(String chainId, Instant time, long initialHeight, List<Validator> validators, AppState appState) {
    /** CometBFT's limit. */
    public static final int MAX_CHAIN_ID_LENGTH = 50;

    /** A checkpoint has a line of each, and one of the log: one more, and no note of it could be written. */
    public static final int MAX_VALIDATORS = SignedNote.MAX_SIGNATURES - 1;

    /**
     * Blocks of this size pass through four members in some two seconds at the default rates; of 21 MiB, which older
     * CometBFT begins with, in fifteen.
     */
    static final long MAX_BLOCK_BYTES = 4L * 1024 * 1024;

    /**
     * @param name of the member, for people
     * @param key its engine votes with
     */
    public record Validator(String name, Ed25519PublicKey key) {
        /** The first 20 bytes of the key's SHA-256, as CometBFT prints them. */
        String address() {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(Arrays.copyOf(Hash.sha256(key.bytes()).bytes(), 20));
        }
    }

    /**
     * What the ledger is when the chain begins: its checkpoint and state, whose hash is the chain's first app hash.
     *
     * @param checkpoint of a log that goes on the closing one, of a new one the empty one
     * @param stateRoot of the rows of the state
     * @param cosigners the keys with which the members cosign checkpoints
     */
    public record AppState(Checkpoint checkpoint, Hash stateRoot, List<VerifierKey> cosigners) {
        public AppState {
            cosigners = List.copyOf(cosigners);
        }

        String text() {
            return "{\"checkpoint\": " + Json.quoted(checkpoint.text()) + ", \"state_root\": \"" + stateRoot
                    + "\", \"cosigners\": ["
                    + String.join(
                            ", ",
                            cosigners.stream()
                                    .map(key -> Json.quoted(key.toString()))
                                    .toList())
                    + "]}";
        }

        static AppState parse(String text) throws MalformedGenesisException {
            try {
                return of(Json.parse(text));
            } catch (MalformedJsonException e) {
                throw new MalformedGenesisException("app_state: " + e.getMessage());
            }
        }

        private static AppState of(Json json) throws MalformedJsonException, MalformedGenesisException {
            try {
                List<VerifierKey> cosigners = new ArrayList<>();
                for (Json cosigner : json.get("cosigners").items()) {
                    cosigners.add(VerifierKey.parse(cosigner.text()));
                }
                return new AppState(
                        Checkpoint.parse(json.get("checkpoint").text()),
                        Hash.parse(json.get("state_root").text()),
                        cosigners);
            } catch (MalformedLogException | MalformedNoteException e) {
                throw new MalformedGenesisException("app_state: " + e.getMessage());
            }
        }
    }

    public Genesis {
        validators = List.copyOf(validators);
        if (chainId.isEmpty() || chainId.length() > MAX_CHAIN_ID_LENGTH) {
            throw new IllegalArgumentException(
                    "chain id of " + chainId.length() + " characters, 1.." + MAX_CHAIN_ID_LENGTH);
        }
        if (initialHeight < 1) {
            throw new IllegalArgumentException("initial height " + initialHeight + ", at least 1");
        }
        if (validators.isEmpty() || validators.size() > MAX_VALIDATORS) {
            throw new IllegalArgumentException(validators.size() + " validators, 1.." + MAX_VALIDATORS);
        }
        Set<Ed25519PublicKey> keys = new HashSet<>();
        for (Validator validator : validators) {
            if (!keys.add(validator.key())) {
                throw new IllegalArgumentException("two validators have the key of " + validator.name());
            }
        }
    }

    /** Of n members that many, so that any two such groups have an honest member in common: ⌊2n/3⌋+1. */
    public int quorum() {
        return 2 * validators.size() / 3 + 1;
    }

    /** The file, the same bytes for every member. */
    public String text() {
        StringBuilder text = new StringBuilder("{\n  \"genesis_time\": ").append(Json.quoted(time.toString()));
        text.append(",\n  \"chain_id\": ").append(Json.quoted(chainId));
        text.append(",\n  \"initial_height\": \"").append(initialHeight).append('"');
        text.append(",\n  \"consensus_params\": {\n");
        text.append("    \"block\": {\"max_bytes\": \"").append(MAX_BLOCK_BYTES).append("\", \"max_gas\": \"-1\"},\n");
        // Two days, and as many blocks as a busy chain makes in one: for as long as misbehaviour is taken.
        text.append("    \"evidence\": {\"max_age_num_blocks\": \"100000\", \"max_age_duration\": \"172800000000000\","
                + " \"max_bytes\": \"1048576\"},\n");
        text.append("    \"validator\": {\"pub_key_types\": [\"ed25519\"]},\n");
        text.append("    \"version\": {\"app\": \"0\"},\n");
        text.append("    \"abci\": {\"vote_extensions_enable_height\": \"")
                .append(initialHeight)
                .append("\"}\n  },\n  \"validators\": [");
        String separator = "\n";
        for (Validator validator : validators) {
            text.append(separator)
                    .append("    {\"address\": \"")
                    .append(validator.address())
                    .append("\", \"pub_key\": {\"type\": \"tendermint/PubKeyEd25519\", \"value\": \"")
                    .append(Base64.getEncoder().encodeToString(validator.key().bytes()))
                    .append("\"}, \"power\": \"1\", \"name\": ")
                    .append(Json.quoted(validator.name()))
                    .append('}');
            separator = ",\n";
        }
        return text.append("\n  ],\n  \"app_hash\": \"")
                .append(HexFormat.of()
                        .withUpperCase()
                        .formatHex(AppHash.of(appState.checkpoint(), appState.stateRoot())
                                .bytes()))
                .append("\",\n  \"app_state\": ")
                .append(appState.text())
                .append("\n}\n")
                .toString();
    }

    byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    public static Genesis parse(String text) throws MalformedGenesisException {
        Genesis parsed;
        try {
            Json json = Json.parse(text);
            List<Validator> validators = new ArrayList<>();
            for (Json validator : json.get("validators").items()) {
                validators.add(new Validator(
                        validator.get("name").text(),
                        Ed25519PublicKey.parse(Base64.getDecoder()
                                .decode(validator.get("pub_key").get("value").text()))));
            }
            parsed = new Genesis(
                    json.get("chain_id").text(),
                    Instant.parse(json.get("genesis_time").text()),
                    json.get("initial_height").number(),
                    validators,
                    AppState.of(json.get("app_state")));
        } catch (MalformedJsonException | MalformedKeyException | DateTimeException | IllegalArgumentException e) {
            throw new MalformedGenesisException("genesis: " + e.getMessage());
        }
        if (!parsed.text().equals(text)) {
            throw new MalformedGenesisException("genesis: not in the one form that this release prints");
        }
        return parsed;
    }
}
