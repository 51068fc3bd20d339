package org.tallystick.ledger.order.cometbft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.ledger.crypto.Ed25519PublicKey;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.order.CheckpointCosigning;
import org.tallystick.ledger.order.cometbft.abci.Abci;
import org.tallystick.ledger.statement.Origin;

/**
 * The first blocks of a chain of four members, as CometBFT asked one of them over its consensus connection: bytes recorded at
 * the socket, of both lines that the adapter drives. They are read without CometBFT, so the adapter is held to them where it
 * is not installed, and by every later release.
 */
class RecordedConnectionTest {
    private static final String ORIGIN = "tallystick.localhost/05050505050505050505050505050505";

    private static List<Abci.Request> recorded(String version) throws IOException {
        List<Abci.Request> requests = new ArrayList<>();
        try (InputStream in = RecordedConnectionTest.class.getResourceAsStream("/abci/consensus-" + version + ".bin")) {
            for (var request = AbciFrames.read(in); request.isPresent(); request = AbciFrames.read(in)) {
                requests.add(request.get());
            }
        }
        return requests;
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.40.0", "v0.38.25"})
    void requests_keepAllTheirBytes(String version) throws Exception {
        try (InputStream in = RecordedConnectionTest.class.getResourceAsStream("/abci/consensus-" + version + ".bin")) {
            byte[] all = in.readAllBytes();
            int length = 0;
            for (Abci.Request request : recorded(version)) {
                // What is not transcribed is kept apart, so the order may differ; the length does not.
                length += com.google.protobuf.CodedOutputStream.computeUInt32SizeNoTag(request.getSerializedSize())
                        + request.getSerializedSize();
                assertThat(Abci.Request.parseFrom(request.toByteArray())).isEqualTo(request);
            }
            assertThat(length).isEqualTo(all.length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.40.0", "v0.38.25"})
    void requests_areAnsweredInKind_blockAfterBlock(String version) throws Exception {
        List<Abci.Request> requests = recorded(version);
        Abci.RequestInitChain begins = requests.getFirst().getInitChain();
        List<Genesis.Validator> validators = new ArrayList<>();
        for (Abci.ValidatorUpdate validator : begins.getValidatorsList()) {
            assertThat(validator.getPower()).isEqualTo(1);
            validators.add(new Genesis.Validator(
                    "",
                    Ed25519PublicKey.parse(validator.getPubKey().getEd25519().toByteArray())));
        }
        Genesis genesis = new Genesis(
                begins.getChainId(),
                Instant.EPOCH,
                begins.getInitialHeight(),
                validators,
                Genesis.AppState.parse(begins.getAppStateBytes().toStringUtf8()));
        assertThat(genesis.validators()).hasSize(4);
        assertThat(genesis.appState().cosigners()).hasSize(4);
        FakeMachine machine = new FakeMachine(Origin.parse(ORIGIN));
        Notes notes = new Notes();
        machine.cosigning = Optional.of(notes);
        AbciApplication application =
                new AbciApplication(machine, genesis, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), new NothingHalts());

        long blocks = 0;
        long prepared = 0;
        for (Abci.Request request : requests) {
            Abci.Response response = application.answer(request);
            assertThat(response.getValueCase().name())
                    .isEqualTo(request.getValueCase().name());
            switch (request.getValueCase()) {
                case PREPARE_PROPOSAL -> {
                    prepared++;
                    assertThat(request.getPrepareProposal().getMaxTxBytes())
                            .isBetween(4_000_000L, Genesis.MAX_BLOCK_BYTES);
                }
                case PROCESS_PROPOSAL ->
                    assertThat(response.getProcessProposal().getStatus())
                            .isEqualTo(Abci.ResponseProcessProposal.ProposalStatus.ACCEPT);
                case FINALIZE_BLOCK -> {
                    blocks++;
                    assertThat(request.getFinalizeBlock().getHeight()).isEqualTo(blocks);
                    assertThat(request.getFinalizeBlock().getTime().getSeconds())
                            .isGreaterThan(1_795_000_000L);
                    assertThat(response.getFinalizeBlock().getTxResultsCount())
                            .isEqualTo(request.getFinalizeBlock().getTxsCount());
                }
                default -> {}
            }
        }

        assertThat(blocks).isGreaterThanOrEqualTo(5);
        assertThat(prepared).isEqualTo(1);
        assertThat(machine.info().height()).isEqualTo(blocks);
        assertThat(notes.received)
                .as("votes of the others with cosigned checkpoints")
                .isPositive();
        assertThat(notes.bundles).as("blocks with a bundle").isPositive();
    }

    /** Both lines send the same messages but for their version. */
    @Test
    void bothLines_askTheSameKinds() throws Exception {
        assertThat(recorded("v0.40.0").stream()
                        .map(Abci.Request::getValueCase)
                        .distinct()
                        .sorted())
                .isEqualTo(recorded("v0.38.25").stream()
                        .map(Abci.Request::getValueCase)
                        .distinct()
                        .sorted()
                        .toList());
    }

    private static final class NothingHalts implements AbciApplication.Observer {
        @Override
        public void decided(BlockResult result) {}

        @Override
        public void rejected(byte[] transaction, String reason) {}

        @Override
        public void outage(Optional<String> reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void halted(Throwable reason) {
            throw new AssertionError(reason);
        }
    }

    /** Takes every note of the log for good: whose lines verify is another test's. */
    private static final class Notes implements CheckpointCosigning {
        int received;
        int bundles;

        @Override
        public byte[] extension() {
            return new byte[0];
        }

        @Override
        public void received(byte[] extension) {
            if (isBundle(extension)) {
                received++;
            }
        }

        @Override
        public byte[] bundle(List<byte[]> extensions) {
            return new byte[0];
        }

        @Override
        public boolean isBundle(byte[] transaction) {
            return new String(transaction, StandardCharsets.UTF_8).startsWith(ORIGIN + "\n");
        }

        @Override
        public boolean accepts(byte[] bundle) {
            return new String(bundle, StandardCharsets.UTF_8).contains("\n\n\u2014 member");
        }

        @Override
        public void decided(byte[] bundle) {
            bundles++;
        }
    }
}
