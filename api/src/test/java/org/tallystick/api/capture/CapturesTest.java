package org.tallystick.api.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.Settings;
import org.tallystick.api.access.Call;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.api.testing.Events;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.submit.Acceptance;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.ledger.submit.Submission;
import org.tallystick.ledger.testing.PatientEngine;
import org.tallystick.ledger.testing.TestLedger;
import org.tallystick.provenance.capture.CaptureReader;
import org.tallystick.provenance.epcis.DocumentLimits;
import org.tallystick.provenance.epcis.EpcisSchema;
import org.tallystick.provenance.epcis.EventIdSecret;

/** What callers hear while no block comes, as in a consortium without a quorum. */
class CapturesTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    Path folder;

    private PatientEngine engine;
    private TestLedger test;

    @BeforeEach
    void open() throws Exception {
        test = TestLedger.orderedBy(folder, dataSource -> {
            engine = new PatientEngine(dataSource);
            return engine;
        });
    }

    private Captures captures(Duration wait) {
        return new Captures(
                test.ledger(),
                new CaptureReader(EpcisSchema.load(), DocumentLimits.DEFAULT, new EventIdSecret(new byte[32])),
                settings(wait));
    }

    /** Of all settings the one that is asked for here. */
    private static Settings settings(Duration wait) {
        Settings.Limits limits = answering(Settings.Limits.class, "decisionWait", wait);
        return answering(Settings.class, "limits", limits);
    }

    private static <T> T answering(Class<T> type, String name, Object answer) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals(name)) {
                        return answer;
                    }
                    throw new UnsupportedOperationException(method.getName());
                }));
    }

    @AfterEach
    void close() {
        test.close();
    }

    private static Call call() {
        RoutingContext http = (RoutingContext) Proxy.newProxyInstance(
                RoutingContext.class.getClassLoader(),
                new Class<?>[] {RoutingContext.class},
                (self, method, arguments) -> self);
        return Call.begin(http, "request-1", true, "127.0.0.1", false, Instant.EPOCH);
    }

    private static Submission.Records submission(String event, Optional<String> key) {
        byte[] bytes = event.getBytes(UTF_8);
        Hash digest = Hash.sha256(bytes);
        return new Submission.Records(
                List.of(new Submission.NewRecord(bytes, digest.toString(), Submission.NameRule.UNIQUE)),
                key.map(name -> new Submission.IdempotencyKey("clerk", name, digest)),
                Optional.empty());
    }

    /** The first request: it is durable, and no block comes. */
    private Cti stored(Submission submission) {
        return captures(LONG).accept(submission, call()).job();
    }

    private static Submission event(Optional<String> key) {
        return submission(Events.bare(Events.newId(), Events.newEpc()), key);
    }

    @Test
    void complete_whileNoBlockComes_is503WithTheFirstOnesJob() {
        for (Optional<String> key : List.of(Optional.<String>empty(), Optional.of("k1"))) {
            Submission submission = event(key);
            Cti job = stored(submission);

            for (int retry = 0; retry < 2; retry++) {
                assertThatThrownBy(() -> captures(SHORT).complete(submission, call()))
                        .isInstanceOfSatisfying(ProblemException.class, refused -> {
                            assertThat(refused.problem().type()).isEqualTo(ProblemType.UNAVAILABLE);
                            assertThat(refused.problem().detail()).startsWith("It is stored");
                            assertThat(refused.problem().headers())
                                    .containsEntry("Link", "</epcis/capture/" + job + ">; rel=\"monitor\"")
                                    .containsKey("Retry-After");
                        });
            }
        }
        assertThat(test.ledger().waiting()).isEqualTo(2);
    }

    @Test
    void complete_onceABlockComes_answersTheRetryWithTheFirstOnesPlace() {
        Submission submission = event(Optional.empty());
        stored(submission);
        Thread.ofVirtual().start(engine::decide);

        assertThat(captures(LONG).complete(submission, call()).records()).containsExactly(new RecordAddress(0, 0));
        assertThat(test.ledger().view().size()).isEqualTo(1);
    }

    @Test
    void accept_whileNoBlockComes_isTheSameJobAgain() {
        Submission submission = event(Optional.of("k1"));
        Cti job = stored(submission);

        assertThat(captures(SHORT).accept(submission, call())).isEqualTo(new Acceptance.Accepted(job, true));
    }

    @Test
    void complete_anotherRequestUnderTheKey_isRefusedWhileTheFirstWaits() {
        stored(event(Optional.of("k1")));

        assertThatThrownBy(() -> captures(SHORT).complete(event(Optional.of("k1")), call()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().type()).isEqualTo(ProblemType.IDEMPOTENCY_KEY_REUSED));
    }
}
