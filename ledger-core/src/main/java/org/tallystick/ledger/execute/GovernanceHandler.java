package org.tallystick.ledger.execute;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.GovernancePayload;
import org.tallystick.ledger.statement.MalformedStatementException;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * What a ledger decides about itself.
 *
 * <p>While one organisation runs it, the organisation that signed the genesis decides. Rows: {@code
 * governance/organisation} (the issuer of the genesis), {@code governance/policy} (number of the newest trust policy,
 * decimal), {@code policy/<n>} (its SHA-256), {@code rules/version}, and {@code governance/continues} (the checkpoint of
 * the log that this one continues, where there is one).
 *
 * <p>Where several run it from its first entry, the genesis is what they agreed on beforehand, word for word; any of them
 * may hand it in, and the first one is registered. Nothing is changed after it: there are no votes yet. Rows: {@code
 * governance/network} (SHA-256 of the file they agreed on), {@code governance/policy}, {@code rules/version}, and {@code
 * policy/<n>/<member>} (SHA-256 of that member's policy, members counted from 0 in the order of the file).
 */
public final class GovernanceHandler implements StatementHandler {
    private static final StateKey ORGANISATION = new StateKey("governance/organisation");
    private static final StateKey NEWEST_POLICY = new StateKey("governance/policy");
    private static final StateKey CONTINUES = new StateKey("governance/continues");
    private static final StateKey NETWORK = new StateKey("governance/network");

    private final Optional<GovernancePayload.NetworkGenesis> agreed;

    /** Of a ledger that one organisation runs. */
    public GovernanceHandler() {
        this.agreed = Optional.empty();
    }

    /** @param agreed the genesis of a ledger that several organisations run */
    public GovernanceHandler(GovernancePayload.NetworkGenesis agreed) {
        this.agreed = Optional.of(agreed);
    }

    @Override
    public ContentType contentType() {
        return ContentType.GOVERNANCE;
    }

    @Override
    public Ruling decide(SignedStatement statement, StateView state, BlockContext block) {
        try {
            return switch (GovernancePayload.parse(statement.payload())) {
                case GovernancePayload.Genesis genesis ->
                    agreed.isPresent()
                            ? Ruling.refuse(Refusal.Code.RULE, "this ledger begins with what its members agreed on")
                            : genesis(genesis, statement, state);
                case GovernancePayload.NetworkGenesis genesis -> networkGenesis(genesis, state);
                case GovernancePayload.PolicySuccession succession -> succession(succession, statement, state);
            };
        } catch (MalformedStatementException e) {
            return Ruling.refuse(Refusal.Code.BAD_PAYLOAD, String.valueOf(e.getMessage()));
        }
    }

    /** Whether the ledger of that state has its genesis. */
    public static boolean hasGenesis(StateView state) {
        return state.get(ORGANISATION).isPresent() || state.get(NETWORK).isPresent();
    }

    private static Ruling genesis(GovernancePayload.Genesis genesis, SignedStatement statement, StateView state) {
        if (hasGenesis(state)) {
            return Ruling.refuse(Refusal.Code.RULE, "the ledger has its genesis already");
        }
        if (genesis.rulesVersion() > RegistrationPolicy.NEWEST_RULES_VERSION) {
            return Ruling.refuse(
                    Refusal.Code.RULE,
                    "rules version " + genesis.rulesVersion() + ", the newest is "
                            + RegistrationPolicy.NEWEST_RULES_VERSION);
        }
        List<StateChange> changes = new ArrayList<>(policy(genesis.policyNumber(), genesis.policyHash()));
        changes.add(put(ORGANISATION, statement.header().issuer().did()));
        changes.add(put(RegistrationPolicy.RULES_VERSION, Integer.toString(genesis.rulesVersion())));
        genesis.previousCheckpoint().ifPresent(previous -> changes.add(put(CONTINUES, previous)));
        return new Ruling.Register(changes);
    }

    private Ruling networkGenesis(GovernancePayload.NetworkGenesis genesis, StateView state) {
        if (hasGenesis(state)) {
            return Ruling.refuse(Refusal.Code.RULE, "the ledger has its genesis already");
        }
        if (!agreed.equals(Optional.of(genesis))) {
            return Ruling.refuse(Refusal.Code.RULE, "not the genesis that the members of this ledger agreed on");
        }
        List<StateChange> changes = new ArrayList<>();
        changes.add(new StateChange.Put(NETWORK, genesis.network().bytes()));
        changes.add(put(NEWEST_POLICY, "1"));
        changes.add(put(RegistrationPolicy.RULES_VERSION, Integer.toString(genesis.rulesVersion())));
        for (int member = 0; member < genesis.policyHashes().size(); member++) {
            changes.add(new StateChange.Put(
                    new StateKey("policy/1/" + member),
                    genesis.policyHashes().get(member).bytes()));
        }
        return new Ruling.Register(changes);
    }

    private static Ruling succession(
            GovernancePayload.PolicySuccession succession, SignedStatement statement, StateView state) {
        String organisation =
                state.get(ORGANISATION).map(GovernanceHandler::text).orElse("");
        if (!organisation.equals(statement.header().issuer().did())) {
            return Ruling.refuse(Refusal.Code.RULE, "not the organisation that runs this ledger");
        }
        int newest = state.get(NEWEST_POLICY)
                .map(GovernanceHandler::text)
                .map(Integer::parseInt)
                .orElse(0);
        if (succession.policyNumber() != newest + 1) {
            return Ruling.refuse(
                    Refusal.Code.RULE, "policy " + succession.policyNumber() + ", the next is " + (newest + 1));
        }
        return new Ruling.Register(policy(succession.policyNumber(), succession.policyHash()));
    }

    private static List<StateChange> policy(int number, Hash hash) {
        return List.of(
                put(NEWEST_POLICY, Integer.toString(number)),
                new StateChange.Put(new StateKey("policy/" + number), hash.bytes()));
    }

    private static StateChange put(StateKey key, String text) {
        return new StateChange.Put(key, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
