package org.tallystick.ledger.order.cometbft;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.execute.AppHash;
import org.tallystick.ledger.execute.BlockResult;
import org.tallystick.ledger.execute.DecidedBlock;
import org.tallystick.ledger.execute.Outcome;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.order.CheckpointCosigning;
import org.tallystick.ledger.order.LedgerStateMachine;
import org.tallystick.ledger.order.StorageFailureException;
import org.tallystick.ledger.order.cometbft.abci.Abci;

/**
 * The ledger as CometBFT asks for it: each ABCI request answered by the {@link LedgerStateMachine}.
 *
 * <p>A block goes PrepareProposal (the proposer), ProcessProposal, ExtendVote, FinalizeBlock, Commit. FinalizeBlock executes
 * and writes nothing; what it came to waits for Commit, which is the one transaction. So a crash anywhere leaves all of the
 * block or nothing of it, and Info, asked when the two meet again, says which; CometBFT then repeats what is missing.
 *
 * <p>The block's time is CometBFT's, its fraction of a millisecond left off: two blocks are at least a millisecond apart,
 * since every vote's time is that much later than the block before, so times still grow.
 *
 * <p>An outage of the database is no answer: the block is tried again until it is stored, and CometBFT waits. What cannot
 * be waited for (a ledger that differs from the chain, a broken invariant) is thrown: it halts this member, by name, and
 * CometBFT with it, before anything more is signed.
 */
final class AbciApplication {
    /** The version of ABCI of both lines that this adapter drives, v0.40.x and v0.38.x; the retracted v1.x has another. */
    static final String ABCI_VERSION = "2.0.0";

    /**
     * The first block after a quiet night carries the time of the night's last votes. A proposer whose clock is further
     * ahead of the proposed time than this leaves the block empty; the next one has the time of today.
     */
    static final Duration STALE_AFTER = Duration.ofSeconds(30);

    /** An outage is not hammered, and its end is noticed within half a second. */
    private static final Duration RETRY_AFTER = Duration.ofMillis(500);

    private static final int OK = 0;
    private static final int REFUSED = 1;

    private static final System.Logger LOGGER = System.getLogger(AbciApplication.class.getName());

    /** Who hears what happens here, in the connection's thread. */
    interface Observer {
        /** A block is durable. */
        void decided(BlockResult result);

        /** This member's own CheckTx turned a transaction down: it will not come into a block by this node. */
        void rejected(byte[] transaction, String reason);

        /** The ledger's storage fails, or, empty, works again. */
        void outage(Optional<String> reason);

        /** This member can go on no more. */
        void halted(Throwable reason);
    }

    /** Not a halt: the ledger is being closed while a block waits for its storage. */
    private static final class ClosingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ClosingException() {
            super("the ledger is closing");
        }
    }

    private record Executed(BlockResult result, Optional<byte[]> bundle) {}

    private final LedgerStateMachine machine;
    private final Genesis genesis;
    private final Clock clock;
    private final Observer observer;

    /** One request of the consensus at a time, whatever connects. */
    private final ReentrantLock consensus = new ReentrantLock();

    /** Open until the ledger closes; nobody needs the lock for it, which a block may hold for as long as it waits. */
    private final CountDownLatch closing = new CountDownLatch(1);

    /** What FinalizeBlock came to, until Commit. */
    private @Nullable Executed executed;

    AbciApplication(LedgerStateMachine machine, Genesis genesis, Clock clock, Observer observer) {
        this.machine = machine;
        this.genesis = genesis;
        this.clock = clock;
        this.observer = observer;
    }

    /** Lets go of a block that waits for its storage. */
    void close() {
        closing.countDown();
    }

    /**
     * @throws RuntimeException when this member must halt; the observer has heard of it
     */
    Abci.Response answer(Abci.Request request) {
        try {
            return switch (request.getValueCase()) {
                case ECHO, FLUSH, INFO, QUERY, CHECK_TX -> answerAtAnyTime(request);
                default -> {
                    consensus.lock();
                    try {
                        yield answerInTurn(request);
                    } finally {
                        consensus.unlock();
                    }
                }
            };
        } catch (ClosingException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            observer.halted(e);
            throw e;
        }
    }

    private Abci.Response answerAtAnyTime(Abci.Request request) {
        Abci.Response.Builder response = Abci.Response.newBuilder();
        switch (request.getValueCase()) {
            case ECHO ->
                response.setEcho(Abci.ResponseEcho.newBuilder()
                        .setMessage(request.getEcho().getMessage()));
            case FLUSH -> response.setFlush(Abci.ResponseFlush.getDefaultInstance());
            case INFO -> response.setInfo(info(request.getInfo()));
            case QUERY ->
                response.setQuery(Abci.ResponseQuery.newBuilder()
                        .setCode(REFUSED)
                        .setLog("this ledger is asked through its own interface, not through CometBFT's"));
            case CHECK_TX -> response.setCheckTx(checkTx(request.getCheckTx()));
            default -> throw new IllegalArgumentException(request.getValueCase().toString());
        }
        return response.build();
    }

    private Abci.Response answerInTurn(Abci.Request request) {
        Abci.Response.Builder response = Abci.Response.newBuilder();
        switch (request.getValueCase()) {
            case INIT_CHAIN -> response.setInitChain(initChain(request.getInitChain()));
            case PREPARE_PROPOSAL -> response.setPrepareProposal(prepareProposal(request.getPrepareProposal()));
            case PROCESS_PROPOSAL -> response.setProcessProposal(processProposal(request.getProcessProposal()));
            case EXTEND_VOTE ->
                response.setExtendVote(Abci.ResponseExtendVote.newBuilder()
                        .setVoteExtension(ByteString.copyFrom(machine.cosigning()
                                .map(CheckpointCosigning::extension)
                                .orElseGet(() -> new byte[0]))));
            case VERIFY_VOTE_EXTENSION -> {
                byte[] extension =
                        request.getVerifyVoteExtension().getVoteExtension().toByteArray();
                machine.cosigning().ifPresent(cosigning -> cosigning.received(extension));
                response.setVerifyVoteExtension(Abci.ResponseVerifyVoteExtension.newBuilder()
                        .setStatus(Abci.ResponseVerifyVoteExtension.VerifyStatus.ACCEPT));
            }
            case FINALIZE_BLOCK -> response.setFinalizeBlock(finalizeBlock(request.getFinalizeBlock()));
            case COMMIT -> response.setCommit(commit());
            // No snapshots are offered and none is taken: a member that joins fetches the blocks.
            case LIST_SNAPSHOTS -> response.setListSnapshots(Abci.ResponseListSnapshots.getDefaultInstance());
            case OFFER_SNAPSHOT ->
                response.setOfferSnapshot(
                        Abci.ResponseOfferSnapshot.newBuilder().setResult(Abci.ResponseOfferSnapshot.Result.ABORT));
            case LOAD_SNAPSHOT_CHUNK ->
                response.setLoadSnapshotChunk(Abci.ResponseLoadSnapshotChunk.getDefaultInstance());
            case APPLY_SNAPSHOT_CHUNK ->
                response.setApplySnapshotChunk(Abci.ResponseApplySnapshotChunk.newBuilder()
                        .setResult(Abci.ResponseApplySnapshotChunk.Result.ABORT));
            default ->
                throw new IllegalStateException(
                        "CometBFT asks what ABCI " + ABCI_VERSION + " does not have; is mempool.type \"flood\"?");
        }
        return response.build();
    }

    /** Before the first block of its chain is committed the ledger is at height 0, whatever it held before. */
    private Abci.ResponseInfo info(Abci.RequestInfo request) {
        if (!request.getAbciVersion().equals(ABCI_VERSION)) {
            throw new IllegalStateException("CometBFT speaks ABCI " + request.getAbciVersion() + ", this node "
                    + ABCI_VERSION + ": install " + CometBftProgram.INSTALL);
        }
        LedgerStateMachine.Info info = machine.info();
        Abci.ResponseInfo.Builder response = Abci.ResponseInfo.newBuilder().setData("tallystick");
        if (info.height() >= genesis.initialHeight()) {
            response.setLastBlockHeight(info.height()).setLastBlockAppHash(bytes(info.appHash()));
        }
        return response.build();
    }

    private Abci.ResponseCheckTx checkTx(Abci.RequestCheckTx request) {
        byte[] transaction = request.getTx().toByteArray();
        return switch (machine.admit(transaction)) {
            case LedgerStateMachine.Admission.Admitted() -> Abci.ResponseCheckTx.getDefaultInstance();
            case LedgerStateMachine.Admission.Rejected(String reason) -> {
                observer.rejected(transaction, reason);
                yield Abci.ResponseCheckTx.newBuilder()
                        .setCode(REFUSED)
                        .setLog(reason)
                        .build();
            }
        };
    }

    /** The chain must begin with what this ledger holds: the app hash binds origin, size, root and state. */
    private Abci.ResponseInitChain initChain(Abci.RequestInitChain request) {
        if (!request.getChainId().equals(genesis.chainId())) {
            throw new IllegalStateException(
                    "CometBFT's genesis is of chain " + request.getChainId() + ", this node's of " + genesis.chainId());
        }
        Genesis.AppState begins;
        try {
            begins = Genesis.AppState.parse(request.getAppStateBytes().toStringUtf8());
        } catch (MalformedGenesisException e) {
            throw new IllegalStateException("CometBFT's genesis: " + e.getMessage(), e);
        }
        if (!begins.equals(genesis.appState())) {
            throw new IllegalStateException("the app_state of CometBFT's genesis is not that of this node's");
        }
        Hash here = machine.info().appHash();
        if (!AppHash.of(begins.checkpoint(), begins.stateRoot()).equals(here)) {
            throw new IllegalStateException("the chain " + genesis.chainId() + " begins with " + begins.checkpoint()
                    + ", with which this ledger does not agree");
        }
        return Abci.ResponseInitChain.newBuilder().setAppHash(bytes(here)).build();
    }

    private Abci.ResponsePrepareProposal prepareProposal(Abci.RequestPrepareProposal request) {
        Instant time = time(request.getTime());
        Abci.ResponsePrepareProposal.Builder response = Abci.ResponsePrepareProposal.newBuilder();
        long room = request.getMaxTxBytes();
        Optional<ByteString> bundle = machine.cosigning()
                .map(cosigning -> cosigning.bundle(request.getLocalLastCommit().getVotesList().stream()
                        .map(vote -> vote.getVoteExtension().toByteArray())
                        .toList()))
                .filter(bytes -> bytes.length > 0)
                .map(ByteString::copyFrom);
        if (bundle.isPresent() && sizeInBlock(bundle.get()) <= room) {
            response.addTxs(bundle.get());
            room -= sizeInBlock(bundle.get());
        }
        if (clock.instant().isAfter(time.plus(STALE_AFTER))) {
            return response.build();
        }
        List<byte[]> candidates = new ArrayList<>();
        for (ByteString candidate : request.getTxsList()) {
            room -= sizeInBlock(candidate);
            if (room < 0) {
                break;
            }
            candidates.add(candidate.toByteArray());
        }
        machine.propose(time, candidates).forEach(statement -> response.addTxs(ByteString.copyFrom(statement)));
        return response.build();
    }

    /** What a transaction adds to the block's list of them: its bytes, their length, and the field's tag. */
    private static long sizeInBlock(ByteString transaction) {
        return CodedOutputStream.computeBytesSize(1, transaction);
    }

    private Abci.ResponseProcessProposal processProposal(Abci.RequestProcessProposal request) {
        DecidedBlock block = block(request.getHeight(), request.getTime(), request.getTxsList());
        Optional<byte[]> bundle = bundle(request.getTxsList());
        boolean accepted = (bundle.isEmpty() || cosigning().accepts(bundle.get())) && machine.accept(block);
        if (accepted) {
            // Execution finds the signatures verified: most were at CheckTx, the rest are now, on all cores.
            block.statements().parallelStream().forEach(machine::admit);
        } else {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "a proposed block of height " + block.height() + " is not voted for: its cosignatures or the times"
                            + " of its statements break the rules");
        }
        return Abci.ResponseProcessProposal.newBuilder()
                .setStatus(
                        accepted
                                ? Abci.ResponseProcessProposal.ProposalStatus.ACCEPT
                                : Abci.ResponseProcessProposal.ProposalStatus.REJECT)
                .build();
    }

    private Abci.ResponseFinalizeBlock finalizeBlock(Abci.RequestFinalizeBlock request) {
        for (Abci.Misbehavior misbehavior : request.getMisbehaviorList()) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "the validator " + hex(misbehavior.getValidator().getAddress()) + " misbehaved at height "
                            + misbehavior.getHeight() + ": " + misbehavior.getType());
        }
        DecidedBlock block = block(request.getHeight(), request.getTime(), request.getTxsList());
        Optional<byte[]> bundle = bundle(request.getTxsList());
        BlockResult result = untilStored(() -> machine.execute(block));
        executed = new Executed(result, bundle);
        Abci.ResponseFinalizeBlock.Builder response = Abci.ResponseFinalizeBlock.newBuilder();
        if (bundle.isPresent()) {
            response.addTxResults(Abci.ExecTxResult.getDefaultInstance());
        }
        for (BlockResult.Decision decision : result.decisions()) {
            response.addTxResults(result(decision.outcome()));
        }
        return response.setAppHash(bytes(result.appHash())).build();
    }

    /**
     * The code is hashed into the next header, so it says only what no release words otherwise; the reason stands in the
     * log, which is not.
     */
    private static Abci.ExecTxResult result(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Registered registered -> Abci.ExecTxResult.getDefaultInstance();
            case Outcome.AlreadyRegistered already -> Abci.ExecTxResult.getDefaultInstance();
            case Outcome.Refused(var refusal) ->
                Abci.ExecTxResult.newBuilder()
                        .setCode(REFUSED)
                        .setLog(refusal.toString())
                        .build();
        };
    }

    private Abci.ResponseCommit commit() {
        Executed block = Objects.requireNonNull(executed, "CometBFT commits a block that was not finalized");
        block.bundle().ifPresent(bundle -> cosigning().decided(bundle));
        untilStored(() -> {
            machine.commit(block.result(), List.of());
            return OK;
        });
        executed = null;
        observer.decided(block.result());
        return Abci.ResponseCommit.getDefaultInstance();
    }

    private <T> T untilStored(Supplier<T> work) {
        boolean failed = false;
        for (; ; ) {
            try {
                T result = work.get();
                if (failed) {
                    observer.outage(Optional.empty());
                }
                return result;
            } catch (StorageFailureException e) {
                failed = true;
                observer.outage(Optional.of(String.valueOf(e.getMessage())));
                pause();
            }
        }
    }

    private void pause() {
        boolean closes;
        try {
            closes = closing.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closes = true;
        }
        if (closes) {
            throw new ClosingException();
        }
    }

    private CheckpointCosigning cosigning() {
        return machine.cosigning().orElseThrow(() -> new IllegalStateException("no bundle without cosigning"));
    }

    /** The block's first transaction, where that is the members' cosignatures. */
    private Optional<byte[]> bundle(List<ByteString> transactions) {
        Optional<CheckpointCosigning> cosigning = machine.cosigning();
        if (cosigning.isEmpty() || transactions.isEmpty()) {
            return Optional.empty();
        }
        byte[] first = transactions.get(0).toByteArray();
        return cosigning.get().isBundle(first) ? Optional.of(first) : Optional.empty();
    }

    private DecidedBlock block(long height, Timestamp time, List<ByteString> transactions) {
        int first = bundle(transactions).isPresent() ? 1 : 0;
        return new DecidedBlock(
                height,
                time(time),
                transactions.subList(first, transactions.size()).stream()
                        .map(ByteString::toByteArray)
                        .toList());
    }

    private static Instant time(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).truncatedTo(ChronoUnit.MILLIS);
    }

    private static ByteString bytes(Hash hash) {
        return ByteString.copyFrom(hash.bytes());
    }

    private static String hex(ByteString bytes) {
        return java.util.HexFormat.of().withUpperCase().formatHex(bytes.toByteArray());
    }
}
