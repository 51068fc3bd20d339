package org.tallystick.ledger.order.cometbft;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.execute.LedgerState;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.order.CheckpointCosigning;
import org.tallystick.ledger.order.cometbft.abci.Abci;

/** The server and what it answers, before a client that speaks as CometBFT does. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AbciServerTest {
    private static final Instant BLOCK_TIME = Instant.parse("2026-11-24T12:00:00.123456789Z");

    @TempDir
    Path folder;

    private final FakeMachine machine = new FakeMachine();
    private final Heard heard = new Heard();
    private final Genesis genesis = genesis(1);
    private AbciServer server;
    private Client client;

    private static final class Heard implements AbciApplication.Observer {
        final List<String> outages = Collections.synchronizedList(new ArrayList<>());
        final List<String> rejections = Collections.synchronizedList(new ArrayList<>());
        volatile Throwable halted;
        volatile long decided;

        @Override
        public void decided(BlockResult result) {
            decided = result.block().height();
        }

        @Override
        public void rejected(byte[] transaction, String reason) {
            rejections.add(FakeMachine.text(transaction) + ": " + reason);
        }

        @Override
        public void outage(Optional<String> reason) {
            outages.add(reason.orElse("over"));
        }

        @Override
        public void halted(Throwable reason) {
            halted = reason;
        }
    }

    /** One connection: sends, and reads what comes back. */
    private static final class Client implements AutoCloseable {
        private final SocketChannel channel;
        private final InputStream in;
        private final OutputStream out;

        Client(String address) throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(address.substring("unix://".length()))));
            in = Channels.newInputStream(channel);
            out = Channels.newOutputStream(channel);
        }

        /** All in one write, as CometBFT does up to its flush. */
        void send(Abci.Request.Builder... requests) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (Abci.Request.Builder request : requests) {
                request.build().writeDelimitedTo(all);
            }
            out.write(all.toByteArray());
            out.flush();
        }

        Abci.Response read() throws IOException {
            return Abci.Response.parseDelimitedFrom(in);
        }

        Abci.Response ask(Abci.Request.Builder request) throws IOException {
            send(request, flush());
            Abci.Response response = read();
            if (!response.hasException()) {
                assertThat(read().hasFlush()).isTrue();
            }
            return response;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static Genesis genesis(long initialHeight) {
        return new Genesis(
                "test-chain",
                Instant.parse("2026-11-24T00:00:00Z"),
                initialHeight,
                List.of(new Genesis.Validator("acme", GenesisTest.key(1))),
                new Genesis.AppState(
                        new Checkpoint(FakeMachine.ORIGIN.name(), 0, MerkleTree.emptyRoot()),
                        LedgerState.empty().root(),
                        List.of()));
    }

    @BeforeEach
    void listen() throws IOException {
        listen(genesis);
    }

    private void listen(Genesis chain) throws IOException {
        AbciApplication application =
                new AbciApplication(machine, chain, Clock.fixed(BLOCK_TIME.plusSeconds(20), ZoneOffset.UTC), heard);
        server = AbciServer.listen(folder, application);
        client = new Client(server.address());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private static Abci.Request.Builder flush() {
        return Abci.Request.newBuilder().setFlush(Abci.RequestFlush.getDefaultInstance());
    }

    private static Abci.Request.Builder echo(String message) {
        return Abci.Request.newBuilder().setEcho(Abci.RequestEcho.newBuilder().setMessage(message));
    }

    private static Abci.Request.Builder info(String abciVersion) {
        return Abci.Request.newBuilder()
                .setInfo(Abci.RequestInfo.newBuilder().setVersion("0.39.0").setAbciVersion(abciVersion));
    }

    private static Abci.Request.Builder checkTx(String text) {
        return Abci.Request.newBuilder()
                .setCheckTx(Abci.RequestCheckTx.newBuilder().setTx(ByteString.copyFromUtf8(text)));
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    private static Abci.Request.Builder finalizeBlock(long height, String... texts) {
        Abci.RequestFinalizeBlock.Builder block = Abci.RequestFinalizeBlock.newBuilder()
                .setHeight(height)
                .setTime(timestamp(BLOCK_TIME.plusSeconds(height)));
        for (String text : texts) {
            block.addTxs(ByteString.copyFromUtf8(text));
        }
        return Abci.Request.newBuilder().setFinalizeBlock(block);
    }

    private static Abci.Request.Builder commit() {
        return Abci.Request.newBuilder().setCommit(Abci.RequestCommit.getDefaultInstance());
    }

    private static Abci.Request.Builder propose(Instant time, long maxBytes, String... texts) {
        Abci.RequestPrepareProposal.Builder proposal = Abci.RequestPrepareProposal.newBuilder()
                .setHeight(1)
                .setMaxTxBytes(maxBytes)
                .setTime(timestamp(time));
        for (String text : texts) {
            proposal.addTxs(ByteString.copyFromUtf8(text));
        }
        return Abci.Request.newBuilder().setPrepareProposal(proposal);
    }

    private List<String> proposed(Abci.Request.Builder request) throws IOException {
        return client.ask(request).getPrepareProposal().getTxsList().stream()
                .map(ByteString::toStringUtf8)
                .toList();
    }

    private Abci.ResponseProcessProposal.ProposalStatus processed(String... texts) throws IOException {
        Abci.RequestProcessProposal.Builder proposal =
                Abci.RequestProcessProposal.newBuilder().setHeight(1).setTime(timestamp(BLOCK_TIME));
        for (String text : texts) {
            proposal.addTxs(ByteString.copyFromUtf8(text));
        }
        return client.ask(Abci.Request.newBuilder().setProcessProposal(proposal))
                .getProcessProposal()
                .getStatus();
    }

    @Test
    void echo_isAnsweredWithItself() throws Exception {
        assertThat(client.ask(echo("hello")).getEcho().getMessage()).isEqualTo("hello");
    }

    @Test
    void checkTx_ofAnotherThatTakesLong_isAnsweredInItsTurn() throws Exception {
        client.send(checkTx("slow one"), checkTx("bad one"), checkTx("good one"), flush());
        try (ExecutorService reading = Executors.newSingleThreadExecutor()) {
            Future<Abci.Response> first = reading.submit(client::read);
            try {
                TestNetwork.await("the second was looked at meanwhile", () -> heard.rejections.size() == 1);
                assertThat(first.isDone()).isFalse();
            } finally {
                machine.slow.countDown();
            }

            assertThat(first.get(30, TimeUnit.SECONDS).getCheckTx().getCode()).isZero();
        }
        Abci.ResponseCheckTx second = client.read().getCheckTx();
        assertThat(second.getCode()).isEqualTo(1);
        assertThat(second.getLog()).isEqualTo("begins with bad");
        assertThat(client.read().getCheckTx().getCode()).isZero();
        assertThat(client.read().hasFlush()).isTrue();
        assertThat(heard.rejections).containsExactly("bad one: begins with bad");
    }

    @Test
    void fourConnections_areServedAtOnce() throws Exception {
        try (Client second = new Client(server.address());
                Client third = new Client(server.address());
                Client fourth = new Client(server.address())) {
            client.send(checkTx("slow one"), flush());
            for (Client other : List.of(second, third, fourth)) {
                assertThat(other.ask(echo("still here")).getEcho().getMessage()).isEqualTo("still here");
            }
            machine.slow.countDown();
            assertThat(client.read().hasCheckTx()).isTrue();
        }
    }

    @Test
    void info_beforeTheFirstBlockOfItsChain_isHeightZero() throws Exception {
        Abci.ResponseInfo empty = client.ask(info("2.0.0")).getInfo();
        assertThat(empty.getLastBlockHeight()).isZero();
        assertThat(empty.getLastBlockAppHash()).isEqualTo(ByteString.EMPTY);

        client.ask(finalizeBlock(1, "a"));
        client.ask(commit());
        Abci.ResponseInfo one = client.ask(info("2.0.0")).getInfo();
        assertThat(one.getLastBlockHeight()).isEqualTo(1);
        assertThat(one.getLastBlockAppHash())
                .isEqualTo(ByteString.copyFrom(machine.info().appHash().bytes()));

        // The same log, going on as another chain from height 2: its blocks until now are not that chain's.
        client.close();
        server.close();
        listen(genesis(2));
        assertThat(client.ask(info("2.0.0")).getInfo().getLastBlockHeight()).isZero();
        client.ask(finalizeBlock(2, "b"));
        client.ask(commit());
        assertThat(client.ask(info("2.0.0")).getInfo().getLastBlockHeight()).isEqualTo(2);
    }

    @Test
    void info_ofAnotherAbci_haltsByName() throws Exception {
        Abci.Response answer = client.ask(info("2.1.0"));

        assertThat(answer.getException().getError()).contains("ABCI 2.1.0", "go install");
        assertThat(heard.halted).hasMessageContaining("ABCI 2.1.0");
    }

    @Test
    void initChain_ofThisGenesis_answersTheAppHash() throws Exception {
        Abci.Response answer = client.ask(initChain("test-chain", genesis.appState()));

        assertThat(answer.getInitChain().getAppHash())
                .isEqualTo(ByteString.copyFrom(machine.info().appHash().bytes()));
    }

    @Test
    void initChain_ofAnotherChainOrLedger_halts() throws Exception {
        assertThat(client.ask(initChain("other-chain", genesis.appState()))
                        .getException()
                        .getError())
                .contains("other-chain");
        assertThat(heard.halted).isNotNull();

        client.close();
        client = new Client(server.address());
        Genesis.AppState other = new Genesis.AppState(
                new Checkpoint(FakeMachine.ORIGIN.name(), 3, MerkleTree.emptyRoot()),
                LedgerState.empty().root(),
                List.of());
        assertThat(client.ask(initChain("test-chain", other)).getException().getError())
                .contains("app_state");
    }

    @Test
    void initChain_upOnALedgerThatHoldsMore_halts() throws Exception {
        client.ask(finalizeBlock(1, "a"));
        client.ask(commit());

        assertThat(client.ask(initChain("test-chain", genesis.appState()))
                        .getException()
                        .getError())
                .contains("does not agree");
    }

    private static Abci.Request.Builder initChain(String chainId, Genesis.AppState appState) {
        return Abci.Request.newBuilder()
                .setInitChain(Abci.RequestInitChain.newBuilder()
                        .setChainId(chainId)
                        .setInitialHeight(1)
                        .setAppStateBytes(ByteString.copyFromUtf8(appState.text())));
    }

    @Test
    void prepareProposal_keepsToItsSizeAndLeavesOutWhatIsLate() throws Exception {
        // Each of two letters takes four bytes of a block: tag, length, text.
        assertThat(proposed(propose(BLOCK_TIME, 100, "aa", "late", "bb"))).containsExactly("aa", "bb");
        assertThat(proposed(propose(BLOCK_TIME, 8, "aa", "bb", "cc"))).containsExactly("aa", "bb");
        assertThat(proposed(propose(BLOCK_TIME, 7, "aa", "bb", "cc"))).containsExactly("aa");
    }

    @Test
    void prepareProposal_atATimeLongAgo_holdsNoStatement() throws Exception {
        // The clock stands 20 s after BLOCK_TIME.
        assertThat(proposed(propose(BLOCK_TIME.minusSeconds(9), 100, "aa"))).containsExactly("aa");
        assertThat(proposed(propose(BLOCK_TIME.minusSeconds(11), 100, "aa"))).isEmpty();
    }

    @Test
    void processProposal_isDecidedByTheRulesAlone() throws Exception {
        assertThat(processed("aa", "bad")).isEqualTo(Abci.ResponseProcessProposal.ProposalStatus.ACCEPT);
        assertThat(processed("aa", "late")).isEqualTo(Abci.ResponseProcessProposal.ProposalStatus.REJECT);
    }

    @Test
    void block_isExecutedThenCommitted_withOneResultForEachTransaction() throws Exception {
        Abci.ResponseFinalizeBlock finalized =
                client.ask(finalizeBlock(1, "a", "bad", "b")).getFinalizeBlock();

        assertThat(finalized.getTxResultsList().stream()
                        .map(Abci.ExecTxResult::getCode)
                        .toList())
                .containsExactly(0, 1, 0);
        assertThat(machine.calls).containsExactly("execute 1 2026-11-24T12:00:01.123Z [a, bad, b]");
        assertThat(finalized.getAppHash())
                .isNotEqualTo(ByteString.copyFrom(machine.info().appHash().bytes()));

        assertThat(client.ask(commit()).getCommit().getRetainHeight()).isZero();
        assertThat(machine.calls).endsWith("commit 1");
        assertThat(heard.decided).isEqualTo(1);
        assertThat(finalized.getAppHash())
                .isEqualTo(ByteString.copyFrom(machine.info().appHash().bytes()));
    }

    @Test
    void block_executedTwice_isCommittedOnce() throws Exception {
        client.ask(finalizeBlock(1, "a"));
        client.ask(finalizeBlock(1, "b"));
        client.ask(commit());

        assertThat(machine.calls).hasSize(3).endsWith("commit 1");
        assertThat(machine.info().height()).isEqualTo(1);
    }

    @Test
    void commit_whileTheDatabaseIsAway_waitsForIt() throws Exception {
        machine.storageFailures = 2;
        client.ask(finalizeBlock(1, "a"));

        assertThat(client.ask(commit()).hasCommit()).isTrue();
        assertThat(heard.outages).containsExactly("the database is away", "the database is away", "over");
        assertThat(heard.halted).isNull();
    }

    @Test
    void brokenInvariant_haltsByName() throws Exception {
        machine.broken = true;

        assertThat(client.ask(finalizeBlock(1, "a")).getException().getError())
                .isEqualTo("the ledger has stopped: the ledger is broken");
        assertThat(client.read()).isNull();
        assertThat(heard.halted).hasMessage("the ledger is broken");
    }

    @Test
    void query_isRefusedAndEndsNothing() throws Exception {
        Abci.Response answer = client.ask(Abci.Request.newBuilder()
                .setQuery(Abci.RequestQuery.newBuilder().setPath("/store")));

        assertThat(answer.getQuery().getCode()).isEqualTo(1);
        assertThat(client.ask(echo("still here")).hasEcho()).isTrue();
    }

    @Test
    void snapshots_areNeitherOfferedNorTaken() throws Exception {
        assertThat(client.ask(Abci.Request.newBuilder()
                                .setListSnapshots(Abci.RequestListSnapshots.getDefaultInstance()))
                        .hasListSnapshots())
                .isTrue();
        assertThat(client.ask(Abci.Request.newBuilder()
                                .setOfferSnapshot(Abci.RequestOfferSnapshot.getDefaultInstance()))
                        .getOfferSnapshot()
                        .getResult())
                .isEqualTo(Abci.ResponseOfferSnapshot.Result.ABORT);
    }

    @Test
    void bundle_comesFirstAndIsNoStatement() throws Exception {
        List<String> cosigned = new ArrayList<>();
        machine.cosigning = Optional.of(new TextCosigning(cosigned));
        Abci.Request.Builder proposal = propose(BLOCK_TIME, 100, "aa");
        proposal.getPrepareProposalBuilder()
                .getLocalLastCommitBuilder()
                .addVotes(Abci.ExtendedVoteInfo.newBuilder().setVoteExtension(ByteString.copyFromUtf8("x")))
                .addVotes(Abci.ExtendedVoteInfo.newBuilder().setVoteExtension(ByteString.copyFromUtf8("y")));

        assertThat(proposed(proposal)).containsExactly("bundle xy", "aa");
        assertThat(processed("bundle xy", "aa")).isEqualTo(Abci.ResponseProcessProposal.ProposalStatus.ACCEPT);
        assertThat(processed("bundle false", "aa")).isEqualTo(Abci.ResponseProcessProposal.ProposalStatus.REJECT);
        Abci.ResponseFinalizeBlock finalized =
                client.ask(finalizeBlock(1, "bundle xy", "a")).getFinalizeBlock();
        assertThat(finalized.getTxResultsCount()).isEqualTo(2);
        assertThat(machine.calls).containsExactly("execute 1 2026-11-24T12:00:01.123Z [a]");
        assertThat(cosigned).isEmpty();
        client.ask(commit());
        assertThat(cosigned).containsExactly("bundle xy");
    }

    @Test
    void votes_carryTheExtension_andEachOfOthersIsTaken() throws Exception {
        List<String> cosigned = new ArrayList<>();
        machine.cosigning = Optional.of(new TextCosigning(cosigned));

        assertThat(client.ask(Abci.Request.newBuilder()
                                .setExtendVote(
                                        Abci.RequestExtendVote.newBuilder().setHeight(1)))
                        .getExtendVote()
                        .getVoteExtension()
                        .toStringUtf8())
                .isEqualTo("mine");
        assertThat(client.ask(Abci.Request.newBuilder()
                                .setVerifyVoteExtension(Abci.RequestVerifyVoteExtension.newBuilder()
                                        .setVoteExtension(ByteString.copyFromUtf8("nonsense"))))
                        .getVerifyVoteExtension()
                        .getStatus())
                .isEqualTo(Abci.ResponseVerifyVoteExtension.VerifyStatus.ACCEPT);
        assertThat(cosigned).containsExactly("nonsense");
    }

    private record TextCosigning(List<String> kept) implements CheckpointCosigning {
        @Override
        public byte[] extension() {
            return "mine".getBytes();
        }

        @Override
        public void received(byte[] extension) {
            kept.add(FakeMachine.text(extension));
        }

        @Override
        public byte[] bundle(List<byte[]> extensions) {
            return ("bundle "
                            + String.join(
                                    "",
                                    extensions.stream().map(FakeMachine::text).toList()))
                    .getBytes();
        }

        @Override
        public boolean isBundle(byte[] transaction) {
            return FakeMachine.text(transaction).startsWith("bundle");
        }

        @Override
        public boolean accepts(byte[] bundle) {
            return !FakeMachine.text(bundle).contains("false");
        }

        @Override
        public void decided(byte[] bundle) {
            kept.add(FakeMachine.text(bundle));
        }
    }
}
