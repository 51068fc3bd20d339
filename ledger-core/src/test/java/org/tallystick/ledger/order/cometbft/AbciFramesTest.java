package org.tallystick.ledger.order.cometbft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tallystick.ledger.order.cometbft.abci.Abci;

/** The bytes on an ABCI socket. */
class AbciFramesTest {

    private static Optional<Abci.Request> read(String hex) throws IOException {
        return AbciFrames.read(new ByteArrayInputStream(HexFormat.of().parseHex(hex)));
    }

    @Test
    void read_flush_isTwoBytesAndTheirLength() throws Exception {
        assertThat(read("021200").orElseThrow().hasFlush()).isTrue();
    }

    /** What CometBFT asks first, recorded at a socket. v0.40.0 takes itself for v0.39.0. */
    @ParameterizedTest
    @CsvSource({
        "0.39.0, 151a130a06302e33392e30100b18082205322e302e30",
        "0.38.25, 161a140a07302e33382e3235100b18082205322e302e30"
    })
    void read_infoOfCometBft_namesItsAbci(String version, String frame) throws Exception {
        Abci.RequestInfo info = read(frame).orElseThrow().getInfo();

        assertThat(info.getVersion()).isEqualTo(version);
        assertThat(info.getAbciVersion()).isEqualTo(AbciApplication.ABCI_VERSION);
        assertThat(info.getBlockVersion()).isEqualTo(11);
        assertThat(info.getP2PVersion()).isEqualTo(8);
    }

    @Test
    void read_endBetweenFrames_isTheEnd() throws Exception {
        assertThat(read("")).isEmpty();
    }

    @Test
    void read_endWithinAFrame_isMalformed() {
        assertThatThrownBy(() -> read("0312")).isInstanceOf(EOFException.class).hasMessageContaining("1 of 3");
        assertThatThrownBy(() -> read("80")).isInstanceOf(EOFException.class);
    }

    @Test
    void read_longerThanTheLimit_isRefusedBeforeItIsRead() {
        InputStream endless = new InputStream() {
            private int sent;

            @Override
            public int read() {
                // 0x04000001 as a varint: one more than 64 MiB; then nothing that could be read.
                int[] length = {0x81, 0x80, 0x80, 0x20};
                if (sent == length.length) {
                    throw new AssertionError("reads on");
                }
                return length[sent++];
            }
        };
        assertThatThrownBy(() -> AbciFrames.read(endless))
                .isInstanceOf(InvalidProtocolBufferException.class)
                .hasMessageContaining("67108865");
        assertThatThrownBy(() -> read("ffffffffff01")).isInstanceOf(InvalidProtocolBufferException.class);
    }

    @Test
    void read_noRequest_isMalformed() {
        assertThatThrownBy(() -> read("02ffff")).isInstanceOf(InvalidProtocolBufferException.class);
    }

    @Test
    void read_whatIsNotTranscribed_isSkipped() throws Exception {
        // InsertTx (21), of the mempool that applications keep themselves, which is not configured.
        assertThat(read("03aa0100").orElseThrow().getValueCase()).isEqualTo(Abci.Request.ValueCase.VALUE_NOT_SET);
    }

    @Test
    void write_finalizeBlock_hasTheFieldNumbersOfCometBft() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AbciFrames.write(
                Abci.Response.newBuilder()
                        .setFinalizeBlock(Abci.ResponseFinalizeBlock.newBuilder()
                                .addTxResults(Abci.ExecTxResult.getDefaultInstance())
                                .addTxResults(Abci.ExecTxResult.newBuilder().setCode(1))
                                .setAppHash(ByteString.copyFrom(new byte[] {1, 2})))
                        .build(),
                out);
        // length 13; field 21, 10 bytes: tx_results (2) empty, tx_results (2) {code (1): 1}, app_hash (5) 0102
        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo("0daa010a1200120208012a020102");
    }

    @Test
    void requests_ofEachCall_comeBackAsTheyWent() throws Exception {
        Abci.Request request = Abci.Request.newBuilder()
                .setPrepareProposal(Abci.RequestPrepareProposal.newBuilder()
                        .setMaxTxBytes(4_000_000)
                        .addTxs(ByteString.copyFromUtf8("one"))
                        .setHeight(7)
                        .setTime(Timestamp.newBuilder().setSeconds(12).setNanos(34))
                        .setLocalLastCommit(Abci.ExtendedCommitInfo.newBuilder()
                                .addVotes(Abci.ExtendedVoteInfo.newBuilder()
                                        .setVoteExtension(ByteString.copyFromUtf8("two")))))
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        request.writeDelimitedTo(out);
        assertThat(AbciFrames.read(new ByteArrayInputStream(out.toByteArray()))).contains(request);
    }
}
