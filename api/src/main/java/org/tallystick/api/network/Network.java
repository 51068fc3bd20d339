package org.tallystick.api.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tallystick.home.Home;
import org.tallystick.identity.did.Multihash;
import org.tallystick.identity.json.JsonArray;
import org.tallystick.identity.json.JsonNumber;
import org.tallystick.identity.json.JsonObject;
import org.tallystick.identity.json.JsonValue;
import org.tallystick.ledger.execute.LedgerState;
import org.tallystick.ledger.execute.RegistrationPolicy;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.note.SignatureType;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.order.cometbft.Genesis;
import org.tallystick.ledger.prove.TrustPolicy;
import org.tallystick.ledger.statement.GovernancePayload;
import org.tallystick.ledger.statement.Origin;

/**
 * What the members of a ledger agreed on before its first block: who they are. The file {@code network.json} in each
 * member's home, the same bytes everywhere, one line of JSON in its one form (RFC 8785):
 *
 * <pre>{"members":[{…},{…}],"version":1}          (in the order of their names)</pre>
 *
 * <p>All else follows from these bytes, so that nobody has to be trusted with choosing it: the ledger's origin and the chain
 * id are taken from their SHA-256, the genesis time is the newest {@code made}, validators, cosigners, admitted DIDs and
 * policies are the members'. Engines of members who hold other bytes have another chain id, and do not talk to each other.
 *
 * @param members at least one, by name
 */
public record Network(List<Member> members) {
    private static final int VERSION = 1;

    private static final int MAX_BYTES = Genesis.MAX_VALIDATORS * Member.MAX_BYTES;

    private static final String CHAIN_ID_PREFIX = "tallystick-";

    /** As many as CometBFT's chain id has room for is more than anyone can forge. */
    private static final int CHAIN_ID_BYTES = 16;

    private static final int ORIGIN_BYTES = 16;

    /** @throws IllegalArgumentException when they are no network; {@link #of} says it to people */
    public Network {
        members = List.copyOf(members);
        String fault = fault(members);
        if (!fault.isEmpty()) {
            throw new IllegalArgumentException(fault);
        }
    }

    /** The network of these members, in whatever order they come. */
    public static Network of(Collection<Member> members) throws MalformedNetworkException {
        List<Member> sorted =
                members.stream().sorted(Comparator.comparing(Member::name)).toList();
        String fault = fault(sorted);
        if (!fault.isEmpty()) {
            throw new MalformedNetworkException(fault);
        }
        return new Network(sorted);
    }

    private static String fault(List<Member> members) {
        if (members.isEmpty() || members.size() > Genesis.MAX_VALIDATORS) {
            return members.size() + " members, 1 to " + Genesis.MAX_VALIDATORS;
        }
        Set<Object> seen = new HashSet<>();
        String before = "";
        for (Member member : members) {
            if (member.name().compareTo(before) < 0) {
                return member.name() + " stands after " + before + ": members stand in the order of their names";
            }
            before = member.name();
            // Keys of one kind or another: one that serves two purposes would sign what it is not asked for.
            for (Object own : List.of(
                    member.name(),
                    member.did().scid(),
                    member.logKey(),
                    member.cosigner().key(),
                    member.voteKey(),
                    member.nodeId(),
                    member.p2p())) {
                if (!seen.add(own)) {
                    return own + " is " + member.name() + "'s and another's";
                }
            }
        }
        return "";
    }

    // ---- the file

    public byte[] bytes() {
        JsonObject json = JsonObject.EMPTY
                .with("members", JsonArray.of(members.stream().map(Member::json).toArray(JsonValue[]::new)))
                .with("version", JsonNumber.of(VERSION));
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }

    public static Network parse(byte[] file) throws MalformedNetworkException {
        JsonObject json = Member.object("network.json", Member.line("network.json", file, MAX_BYTES));
        Member.requireVersion(json, VERSION);
        if (!json.names().equals(Set.of("members", "version"))
                || !(json.get("members") instanceof JsonArray(List<JsonValue> values))) {
            throw new MalformedNetworkException("network.json has members and version, nothing else");
        }
        List<Member> members = new ArrayList<>();
        for (JsonValue value : values) {
            members.add(Member.of(Member.object("a member", value)));
        }
        String fault = fault(members);
        if (!fault.isEmpty()) {
            throw new MalformedNetworkException("network.json: " + fault);
        }
        return new Network(members);
    }

    /** The network of a home; empty where one organisation runs its ledger alone. */
    public static Optional<Network> in(Home home) throws IOException {
        Path file = home.network();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(Files.readAllBytes(file)));
        } catch (MalformedNetworkException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    // ---- what follows from it

    /** SHA-256 of the file: what members read to each other. */
    public Hash digest() {
        return Hash.sha256(bytes());
    }

    public Origin origin() {
        return Origin.ofLedger(Arrays.copyOf(digest().bytes(), ORIGIN_BYTES));
    }

    public Genesis genesis() {
        return new Genesis(
                CHAIN_ID_PREFIX + HexFormat.of().formatHex(digest().bytes(), 0, CHAIN_ID_BYTES),
                members.stream().map(Member::made).max(Instant::compareTo).orElseThrow(),
                1,
                members.stream()
                        .map(member -> new Genesis.Validator(member.name(), member.voteKey()))
                        .toList(),
                new Genesis.AppState(
                        new Checkpoint(origin().name(), 0, MerkleTree.emptyRoot()),
                        LedgerState.empty().root(),
                        members.stream().map(Member::cosigner).toList()));
    }

    /** The key that signs that member's checkpoints. */
    VerifierKey logVerifierKey(Member member) {
        return new VerifierKey(origin().name(), SignatureType.ED25519, member.logKey());
    }

    /** The trust policy that that member's node publishes. */
    public TrustPolicy policy(Member member) {
        return TrustPolicy.ofValidators(
                logVerifierKey(member),
                members.stream()
                        .map(each -> new TrustPolicy.Witness(each.name(), each.cosigner()))
                        .toList(),
                TrustPolicy.Sizes.from(0));
    }

    /** The DIDs that are registered without a vote, by what stays of them. */
    public Set<Multihash> admitted() {
        return members.stream().map(member -> member.did().scid()).collect(Collectors.toSet());
    }

    /** The statement with which the ledger says what it begins with. */
    public GovernancePayload.NetworkGenesis ledgerGenesis() {
        return new GovernancePayload.NetworkGenesis(
                digest(),
                RegistrationPolicy.NEWEST_RULES_VERSION,
                members.stream().map(member -> policy(member).identity()).toList());
    }
}
