package org.tallystick.ledger.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.GovernancePayload;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.testing.TestOrganisation;

/** The genesis of a ledger that several organisations run. */
class GovernanceHandlerTest {
    private static final Origin ORIGIN = Origin.ofLedger(new byte[16]);
    private static final GovernancePayload.NetworkGenesis AGREED =
            new GovernancePayload.NetworkGenesis(hash("network"), 1, List.of(hash("policy of a"), hash("policy of b")));

    private final TestOrganisation organisation = new TestOrganisation("acme", ORIGIN, Clock.systemUTC());
    private final GovernanceHandler handler = new GovernanceHandler(AGREED);

    private static Hash hash(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private Ruling decide(GovernanceHandler deciding, GovernancePayload payload, LedgerState state) {
        SignedStatement statement = organisation.sign(ContentType.GOVERNANCE, payload.bytes(), Cti.of(new byte[16]));
        return deciding.decide(statement, state, new BlockContext(ORIGIN, 1, Instant.now(), 0, 1));
    }

    private static LedgerState registered(Ruling ruling) {
        assertThat(ruling).isInstanceOf(Ruling.Register.class);
        return LedgerState.empty().with(((Ruling.Register) ruling).changes());
    }

    private static void assertRefused(Ruling ruling, String why) {
        assertThat(ruling)
                .isInstanceOfSatisfying(
                        Ruling.Refuse.class,
                        refused -> assertThat(refused.refusal().detail()).contains(why));
    }

    @Test
    void decide_whatTheMembersAgreedOn_isRegisteredOnce_withThePolicyOfEach() {
        assertThat(GovernanceHandler.hasGenesis(LedgerState.empty())).isFalse();
        LedgerState state = registered(decide(handler, AGREED, LedgerState.empty()));
        assertThat(GovernanceHandler.hasGenesis(state)).isTrue();
        assertThat(state.get(new StateKey("governance/network")))
                .contains(hash("network").bytes());
        assertThat(state.get(new StateKey("policy/1/0")))
                .contains(hash("policy of a").bytes());
        assertThat(state.get(new StateKey("policy/1/1")))
                .contains(hash("policy of b").bytes());
        assertThat(RegistrationPolicy.rulesVersion(state)).isEqualTo(1);

        assertRefused(decide(handler, AGREED, state), "has its genesis already");
    }

    @Test
    void decide_anythingElseAsItsBeginning_isRefused() {
        var other = new GovernancePayload.NetworkGenesis(hash("network"), 1, List.of(hash("policy of a")));
        assertRefused(decide(handler, other, LedgerState.empty()), "not the genesis that the members");
        var alone = new GovernancePayload.Genesis(1, hash("policy"), 1, Optional.empty());
        assertRefused(decide(handler, alone, LedgerState.empty()), "begins with what its members agreed on");
        LedgerState begun = registered(decide(handler, AGREED, LedgerState.empty()));
        var succession = new GovernancePayload.PolicySuccession(2, hash("policy"));
        assertRefused(decide(handler, succession, begun), "not the organisation that runs this ledger");
    }

    @Test
    void decide_networkGenesisOnALedgerOfOneOrganisation_isRefused() {
        assertRefused(decide(new GovernanceHandler(), AGREED, LedgerState.empty()), "not the genesis that the members");
    }
}
