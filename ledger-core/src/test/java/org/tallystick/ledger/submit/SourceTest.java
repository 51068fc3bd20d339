package org.tallystick.ledger.submit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.ledger.commit.SourceDocuments;
import org.tallystick.ledger.commit.SourceDocuments.SourceDocument;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.CapturePayload;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.testing.TestLedger;

/** Documents that records were made of. */
class SourceTest {
    private static final byte[] DOCUMENT = "<a/>".getBytes(UTF_8);

    @TempDir
    Path folder;

    private TestLedger test;

    @BeforeEach
    void open() throws Exception {
        test = new TestLedger(folder);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private Decision decide(String record, Submission.NameRule rule, Optional<Hash> origin) throws Exception {
        return test.ledger()
                .register(new Submission.Records(
                        List.of(new Submission.NewRecord(record.getBytes(UTF_8), "name", rule, origin)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Submission.Source(new ContentType("application/xml"), DOCUMENT))))
                .decided()
                .get(30, TimeUnit.SECONDS);
    }

    private Decision decide(String record, Optional<Hash> origin) throws Exception {
        return decide(record, Submission.NameRule.SHARED, origin);
    }

    @Test
    void register_recordsOfADocument_anchorsItsSaltedDigestAndKeepsIt() throws Exception {
        decide("1", Optional.empty());

        CapturePayload payload = CapturePayload.parse(
                test.ledger().journal().entry(0).orElseThrow().statement().payload());
        SourceDocuments sources = new SourceDocuments(test.dataSource());
        SourceDocument kept = sources.find(0).orElseThrow();
        assertThat(kept.bytes()).isEqualTo(DOCUMENT);
        assertThat(payload.source())
                .hasValue(new CapturePayload.Source(
                        new ContentType("application/xml"), kept.salt().digest(DOCUMENT)));
        assertThat(sources.find(1)).isEmpty();
    }

    @Test
    void register_sameOriginInOtherBytes_isTheRecordThatWasThere() throws Exception {
        Optional<Hash> origin = Optional.of(Hash.sha256(DOCUMENT));
        decide("as one release reads it", origin);

        for (Submission.NameRule rule : Submission.NameRule.values()) {
            assertThat(decide("as the next one reads it", rule, origin))
                    .isInstanceOfSatisfying(
                            Decision.NothingNew.class,
                            known -> assertThat(known.records()).containsExactly(new RecordAddress(0, 0)));
        }
        assertThat(decide("as one release reads it", Optional.empty())).isInstanceOf(Decision.NothingNew.class);
        assertThat(decide("as the next one reads it", Optional.of(Hash.sha256(new byte[1]))))
                .isInstanceOf(Decision.Registered.class);
        assertThat(test.ledger().view().size()).isEqualTo(2);
    }
}
