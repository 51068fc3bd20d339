package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.log.InclusionProof;
import org.tallystick.ledger.log.LogProof;
import org.tallystick.ledger.note.Cosigner;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.prove.VerificationReport.Check;
import org.tallystick.ledger.prove.VerificationReport.Verdict;
import org.tallystick.ledger.statement.CapturePath;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.testing.Json;

class EvidenceVerifierTest {
    private static final EvidenceWorld WORLD = new EvidenceWorld(1);
    private static final EvidenceVerifier VERIFIER = new EvidenceVerifier(new ToyKeyHistory());

    /** One event of issuer two, position 1 of 3, entry 5 of 11: no path is trivial. */
    private static byte[] alone() {
        return WORLD.evidence(WORLD.alone(), WORLD.event(5, 1, 11));
    }

    private static byte[] consortium() {
        Cosigner[] quorum = {
            WORLD.validators.get(0), WORLD.validators.get(1), WORLD.validators.get(2), WORLD.validators.get(3)
        };
        return WORLD.evidence(
                WORLD.consortium(),
                WORLD.event(5, 2, 11, quorum),
                WORLD.event(4, 0, 12, quorum),
                WORLD.event(5, 0, 11, quorum));
    }

    @Test
    void evidence_withoutAPolicyGiven_isConsistent() throws Exception {
        VerificationReport report = VERIFIER.verify(alone(), List.of());

        assertThat(report.verdict()).as(report.toText()).isEqualTo(Verdict.CONSISTENT);
        assertThat(report.reason()).isNull();
        assertThat(report.checks()).isNotEmpty().allMatch(Check::passed);
        assertThat(report.vouchers())
                .contains("whoever runs the log " + WORLD.origin)
                .contains("nobody else");
        assertThat(report.remarks()).anyMatch(remark -> remark.startsWith("index.html was not checked"));
        assertThat(report.events()).singleElement().satisfies(event -> {
            assertThat(event.origin()).isEqualTo(WORLD.origin.name());
            assertThat(event.index()).isEqualTo(5);
            assertThat(event.position()).isEqualTo(1);
            assertThat(event.size()).isEqualTo(11);
            assertThat(event.issuer()).isEqualTo(WORLD.issuers.get(1));
            assertThat(event.keyIsCurrent()).isTrue();
            assertThat(event.issuedAtSeconds()).isEqualTo(1_795_500_005L);
            assertThat(event.cosignedAtSeconds()).isEmpty();
        });
        assertThat(report.toText()).startsWith("consistent: ").contains("index.html was not checked");
    }

    @Test
    void evidence_underThePolicyGiven_isProven() throws Exception {
        VerificationReport report = VERIFIER.verify(alone(), List.of(WORLD.alone()));
        assertThat(report.verdict()).as(report.toText()).isEqualTo(Verdict.PROVEN);
        assertThat(report.toJson()).startsWith("{\n  \"verdict\": \"proven\",\n  \"reason\": null,\n");
    }

    @Test
    void evidence_ofSeveralEventsUnderAQuorum_isProvenInOrder() throws Exception {
        VerificationReport report = VERIFIER.verify(consortium(), List.of(WORLD.consortium()));

        assertThat(report.verdict()).as(report.toText()).isEqualTo(Verdict.PROVEN);
        assertThat(report.vouchers()).isEqualTo("4 of 4 validators vouch for them: v0, v1, v2, v3.");
        assertThat(report.events())
                .extracting(event -> event.index() + "/" + event.position())
                .containsExactly("4/0", "5/0", "5/2");
        assertThat(report.events())
                .extracting(VerificationReport.Event::cosignedAtSeconds)
                .containsOnly(OptionalLong.of(1_795_500_103L));
    }

    @Test
    void evidence_writtenTwice_isTheSameFile() {
        assertThat(consortium()).isEqualTo(consortium());
    }

    @Test
    void policyGiven_withAnotherLogKey_isRefusedAloneAndAcceptedUnderAQuorum() throws Exception {
        EvidenceWorld neighbour = new EvidenceWorld(1, 9);
        // Alone: the log's key is all there is.
        refused(alone(), List.of(neighbour.alone()), "policy/1/policy: not a policy given: log in the file");
        // In a consortium every node has a log key of its own; the witnesses are the same.
        TrustPolicy fromTheNeighbour = TrustPolicy.ofValidators(
                neighbour.logSigner.verifierKey(), WORLD.consortium().witnesses(), TrustPolicy.Sizes.from(1));
        assertThat(VERIFIER.verify(consortium(), List.of(fromTheNeighbour)).verdict())
                .isEqualTo(Verdict.PROVEN);
        refused(consortium(), List.of(neighbour.consortium()), "policy/1/policy: not a policy given");
    }

    @Test
    void policyGiven_ofAnotherOrigin_isRefused() throws Exception {
        EvidenceWorld other = new EvidenceWorld(2, 1);
        refused(alone(), List.of(other.alone()), "policy/1/policy: not a policy given");
        TrustPolicy sameWitnesses = TrustPolicy.ofValidators(
                other.logSigner.verifierKey(), WORLD.consortium().witnesses(), TrustPolicy.Sizes.from(1));
        refused(consortium(), List.of(sameWitnesses), "policy/1/policy: not a policy given: origin");
    }

    @Test
    void policyGiven_closedLater_isTheSameAsLongAsTheSizeIsWithin() throws Exception {
        assertThat(VERIFIER.verify(alone(), List.of(WORLD.alone().closedAt(11))).verdict())
                .isEqualTo(Verdict.PROVEN);
        refused(alone(), List.of(WORLD.alone().closedAt(10)), "size 11 of the checkpoint, given for sizes 1 10");
        TrustPolicy later = TrustPolicy.ofLog(WORLD.logSigner.verifierKey(), TrustPolicy.Sizes.from(2));
        refused(alone(), List.of(later), "for sizes 1 - in the file, 2 - given");
    }

    @Test
    void policyGiven_withADemandLess_isRefused() throws Exception {
        refused(
                consortium(),
                List.of(WORLD.alone()),
                "policy/1/policy: not a policy given: the one given demands quorum none");
        refused(alone(), List.of(WORLD.consortium()), "policy/1/policy: not a policy given");
    }

    @Test
    void policies_oneAfterTheOther_coverTheirOwnSizes() throws Exception {
        TrustPolicy first = WORLD.alone().closedAt(8);
        TrustPolicy second = TrustPolicy.ofValidators(
                WORLD.logSigner.verifierKey(), WORLD.consortium().witnesses(), TrustPolicy.Sizes.from(9));
        Cosigner[] quorum = {WORLD.validators.get(3), WORLD.validators.get(0), WORLD.validators.get(1)};
        EvidenceFile.Event early = WORLD.event(2, 0, 7);
        EvidenceFile.Event late = WORLD.event(8, 0, 10, quorum);
        List<EvidenceFile.Event> both = List.of(late, early);

        byte[] file = EvidenceFile.write(both, WORLD.didLogs(), List.of(second, first), "");

        assertThat(VERIFIER.verify(file, List.of()).verdict()).isEqualTo(Verdict.CONSISTENT);
        assertThat(VERIFIER.verify(file, List.of(second, first)).verdict()).isEqualTo(Verdict.PROVEN);
        refused(file, List.of(second), "policy/1/policy: not a policy given");
        assertThatThrownBy(() -> EvidenceFile.write(both, WORLD.didLogs(), List.of(first), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no policy for a checkpoint of size 10");
    }

    @Test
    void quorum_oneShort_isRefused() throws Exception {
        Cosigner[] two = {WORLD.validators.get(0), WORLD.validators.get(2)};
        byte[] file = WORLD.evidence(WORLD.consortium(), WORLD.event(5, 1, 11, two));
        refused(file, List.of(), "the quorum validators needs 3 of 4 and has 2 (v0, v2); missing: v1, v3");
    }

    @Test
    void quorum_loweredInThePolicy_isRefused() throws Exception {
        Cosigner[] two = {WORLD.validators.get(0), WORLD.validators.get(2)};
        TrustPolicy lowered = TrustPolicy.parse(WORLD.consortium().text().replace("validators 3 ", "validators 2 "));
        byte[] file = WORLD.evidence(lowered, WORLD.event(5, 1, 11, two));
        refused(file, List.of(), "policy/1/policy: not as a ledger prints it");
    }

    @Test
    void policy_whoseQuorumIsNoGroupOfValidators_isRefused() throws Exception {
        String validators = WORLD.consortium().text();
        String oneWitness =
                validators.replace("witness v0 ", "witness validators ").replaceAll("group .*\n", "");
        policy(oneWitness, "policy/1/policy: quorum validators, a ledger's is none or the one group validators");
        policy(validators.replace("validators", "members"), "policy/1/policy: quorum members, a ledger's is none");
        policy(validators.replace("quorum validators", "quorum none"), "policy/1/policy: not as a ledger prints it");
        policy(validators.replace("quorum validators", "quorum v0"), "policy/1/policy: quorum v0, a ledger's is none");
        policy(validators.replaceFirst("# sizes.*\n", ""), "policy/1/policy: 1 log lines, not 1, or no line of sizes");
        policy(validators + "# a note\n", "policy/1/policy: not as a ledger prints it");
        policy(validators.replace("witness v1 ", "witness  v1 "), "policy/1/policy: not as a ledger prints it");
        policy("quorum none\n", "policy/1/policy: 0 log lines, not 1");
    }

    private static void policy(String text, String reason) throws Exception {
        SequencedMap<String, byte[]> parts = ClosedZip.read(consortium());
        parts.put("policy/1/policy", text.getBytes(UTF_8));
        refused(summed(parts), List.of(), reason);
    }

    @Test
    void policies_ofTwoLogs_areRefused() throws Exception {
        EvidenceWorld other = new EvidenceWorld(2);
        TrustPolicy ofOther = TrustPolicy.ofLog(other.logSigner.verifierKey(), TrustPolicy.Sizes.from(9));
        List<EvidenceFile.Event> events = List.of(WORLD.event(2, 0, 7), other.event(8, 0, 10));
        Map<Issuer, byte[]> didLogs = new LinkedHashMap<>(WORLD.didLogs());
        didLogs.putAll(other.didLogs());
        byte[] file = EvidenceFile.write(events, didLogs, List.of(WORLD.alone().closedAt(8), ofOther), "");
        refused(file, List.of(), "policy/2/policy: log " + other.origin + ", before it " + WORLD.origin);
    }

    @Test
    void report_asJson_isReadByAnotherReader() throws Exception {
        Map<String, Object> json = Json.object(Json.parse(
                VERIFIER.verify(consortium(), List.of(WORLD.consortium())).toJson()));
        assertThat(json.keySet()).containsExactly("verdict", "reason", "events", "vouchers", "remarks", "checks");
        assertThat(json).containsEntry("verdict", "proven").containsEntry("reason", null);
        assertThat((List<?>) json.get("events"))
                .hasSize(3)
                .first()
                .satisfies(event -> assertThat(Json.object(event))
                        .containsEntry("index", 4L)
                        .containsEntry("position", 0L)
                        .containsEntry("cosignedAt", "2026-11-24T06:01:43Z"));
        assertThat((List<?>) json.get("checks")).hasSizeGreaterThan(30);
        Map<String, Object> refused = Json.object(
                Json.parse(VERIFIER.verify(alone(), List.of(WORLD.consortium())).toJson()));
        assertThat(refused).containsEntry("verdict", "refused");
        assertThat((String) refused.get("reason")).startsWith("policy/1/policy: ");
    }

    @Test
    void key_rotatedLater_isStillProvenAndTheReportSaysSo() throws Exception {
        Issuer issuer = WORLD.issuers.get(1);
        byte[] rotated = ToyKeyHistory.log(issuer, WORLD.issuerKeys.get(1), EvidenceWorld.key(1, 77));
        List<EvidenceFile.Event> events = List.of(WORLD.event(5, 1, 11));
        byte[] file = EvidenceFile.write(events, Map.of(issuer, rotated), List.of(WORLD.alone()), "");

        VerificationReport report = VERIFIER.verify(file, List.of(WORLD.alone()));

        assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
        assertThat(report.events().getFirst().keyIsCurrent()).isFalse();
        assertThat(report.toText()).contains("replaced in a later version of the DID");
    }

    @Test
    void keyHistory_ofAnotherIssuerOrKey_isRefused() throws Exception {
        List<EvidenceFile.Event> events = List.of(WORLD.event(5, 1, 11));
        Issuer issuer = WORLD.issuers.get(1);
        byte[] ofTheOther = ToyKeyHistory.log(WORLD.issuers.get(0), WORLD.issuerKeys.get(0));
        refused(
                EvidenceFile.write(events, Map.of(issuer, ofTheOther), List.of(WORLD.alone()), ""),
                List.of(),
                "did/1/did.jsonl: DID of the history did:example:acme1, iss in the statement did:example:bolt1");
        byte[] otherKey = ToyKeyHistory.log(issuer, EvidenceWorld.key(1, 77));
        refused(
                EvidenceFile.write(events, Map.of(issuer, otherKey), List.of(WORLD.alone()), ""),
                List.of(),
                "event/1/statement.cose: the signature is not one of");
        assertThatThrownBy(() -> EvidenceFile.write(events, Map.of(), List.of(WORLD.alone()), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no DID log of did:example:bolt1");
    }

    @Test
    void place_thatIsNotTheRecords_isRefused() throws Exception {
        var path = CapturePath.of(WORLD.tree(5).path(1));
        replaced("capture-path", new CapturePath(0, path.hashes()).bytes(), "event/1/record.json: inclusion of leaf 0");
        replaced("capture-path", new CapturePath(2, path.hashes()).bytes(), "event/1/record.json: inclusion of leaf 2");
        replaced("capture-path", new CapturePath(3, path.hashes()).bytes(), "no leaf 3 in a tree of size 3");
        replaced("salt", WORLD.salt(5, 2).bytes(), "event/1/record.json: inclusion of leaf 1");
        replaced("salt", new byte[31], "event/1/salt: 31 bytes, not 32");
        replaced("record.json", WORLD.record(5, 0), "event/1/record.json: inclusion of leaf 1");
        replaced("statement.cose", WORLD.statements.get(7).bytes(), "event/1/record.json: inclusion of leaf 1");
        InclusionProof inclusion = InclusionProof.prove(WORLD.leaves(11), 5);
        for (int index = 0; index < 11; index++) {
            if (index != 5) {
                var wrong = new InclusionProof(index, 11, inclusion.path());
                replaced(
                        "statement.tlog-proof",
                        LogProof.of(wrong, WORLD.checkpoint(11)).bytes(),
                        "event/1/statement.tlog-proof: inclusion of leaf " + index + " in size 11");
            }
        }
        for (int size = 6; size <= 12; size++) {
            if (size != 11) {
                var wrong = new InclusionProof(5, size, inclusion.path());
                replaced(
                        "statement.tlog-proof",
                        LogProof.of(wrong, WORLD.checkpoint(size)).bytes(),
                        "event/1/statement.tlog-proof: inclusion of leaf 5 in size " + size);
            }
        }
    }

    @Test
    void proof_ofAnotherLogOrSigner_isRefused() throws Exception {
        EvidenceWorld otherKeys = new EvidenceWorld(1, 3);
        SignedNote forged = new SignedNote(
                WORLD.checkpoint(11).text(),
                List.of(otherKeys.logSigner.sign(WORLD.checkpoint(11).text())));
        InclusionProof inclusion = InclusionProof.prove(WORLD.leaves(11), 5);
        replaced("statement.tlog-proof", LogProof.of(inclusion, forged).bytes(), "event/1/statement.tlog-proof:");
        EvidenceWorld otherLog = new EvidenceWorld(2);
        replaced("statement.tlog-proof", otherLog.proof(5, 11).bytes(), "event/1/statement.tlog-proof:");
        String extra = WORLD.proof(5, 11).toString().replace("index 5", "extra AA==\nindex 5");
        replaced("statement.tlog-proof", extra.getBytes(UTF_8), "event/1/statement.tlog-proof: extra data");
        SignedNote twoLines = WORLD.checkpoint(11)
                .with(otherKeys
                        .validators
                        .getFirst()
                        .cosign(WORLD.checkpoint(11).text(), 1));
        replaced("statement.tlog-proof", LogProof.of(inclusion, twoLines).bytes(), "event/1/statement.tlog-proof: [");
    }

    @Test
    void statement_madeForAnotherLog_isRefused() throws Exception {
        // A world in which the log registered a statement that names another log.
        EvidenceWorld mixed = new EvidenceWorld(1);
        EvidenceWorld other = new EvidenceWorld(2);
        mixed.statements.set(5, other.statements.get(5));
        EvidenceFile.Event event = new EvidenceFile.Event(
                other.record(5, 1),
                other.salt(5, 1),
                CapturePath.of(other.tree(5).path(1)),
                other.statements.get(5),
                mixed.proof(5, 11));
        byte[] file = EvidenceFile.write(List.of(event), other.didLogs(), List.of(mixed.alone()), "");
        refused(file, List.of(), "event/1/statement.cose: aud in the statement tallystick.localhost/02");
    }

    @Test
    void parts_unknownMissingMovedOrTwice_areRefused() throws Exception {
        byte[] file = consortium();
        SequencedMap<String, byte[]> parts = ClosedZip.read(file);
        for (String name : List.of(
                "x",
                "event/1/x",
                "event/5/salt",
                "policy/1/policy2",
                "did/1/did-witness.json",
                "event/1/newest.tlog-proof",
                "event/01/salt",
                "event/0/salt",
                "../x",
                "META-INF/MANIFEST.MF")) {
            SequencedMap<String, byte[]> more = new LinkedHashMap<>(parts);
            more.put(name, new byte[] {1});
            refused(
                    ClosedZip.write(more),
                    List.of(),
                    name.equals("event/5/salt") ? "event/4/record.json: missing" : name + ": unknown part");
        }
        for (String name : parts.keySet()) {
            SequencedMap<String, byte[]> fewer = new LinkedHashMap<>(parts);
            fewer.remove(name);
            assertThat(refused(ClosedZip.write(fewer), List.of())).isNotEmpty();
        }
        List<String> names = new ArrayList<>(parts.keySet());
        for (int i = 0; i + 1 < names.size(); i++) {
            List<String> moved = new ArrayList<>(names);
            moved.set(i, names.get(i + 1));
            moved.set(i + 1, names.get(i));
            SequencedMap<String, byte[]> swapped = new LinkedHashMap<>();
            moved.forEach(name -> swapped.put(name, parts.getOrDefault(name, new byte[0])));
            refused(ClosedZip.write(swapped), List.of(), names.get(i + 1) + ": out of order");
        }
    }

    @Test
    void parts_thatNoEventNeeds_areRefused() throws Exception {
        SequencedMap<String, byte[]> parts = ClosedZip.read(alone());
        SequencedMap<String, byte[]> policies = new LinkedHashMap<>();
        parts.forEach((name, content) -> {
            policies.put(name, content);
            if (name.equals("policy/1/policy")) {
                policies.put(name, WORLD.alone().closedAt(11).text().getBytes(UTF_8));
                policies.put(
                        "policy/2/policy",
                        TrustPolicy.ofLog(WORLD.logSigner.verifierKey(), TrustPolicy.Sizes.from(12))
                                .text()
                                .getBytes(UTF_8));
            }
        });
        refused(summed(policies), List.of(), "policy/2/policy: no event's checkpoint has such a size");
        SequencedMap<String, byte[]> dids = new LinkedHashMap<>();
        parts.forEach((name, content) -> {
            dids.put(name, content);
            if (name.equals("did/1/did.jsonl")) {
                dids.put("did/2/did.jsonl", ToyKeyHistory.log(WORLD.issuers.get(0), WORLD.issuerKeys.get(0)));
            }
        });
        refused(summed(dids), List.of(), "did/2/did.jsonl: no event has such an issuer");
    }

    @Test
    void events_twiceOrOutOfOrder_areRefused() throws Exception {
        SequencedMap<String, byte[]> parts = ClosedZip.read(consortium());
        SequencedMap<String, byte[]> swapped = new LinkedHashMap<>();
        parts.forEach((name, content) -> swapped.put(
                name,
                parts.getOrDefault(
                        name.startsWith("event/2/")
                                ? name.replace("event/2/", "event/3/")
                                : name.replace("event/3/", "event/2/"),
                        content)));
        refused(summed(swapped), List.of(), "event/3: index 5 position 0, before it index 5 position 2");
        SequencedMap<String, byte[]> twice = new LinkedHashMap<>();
        parts.forEach(
                (name, content) -> twice.put(name, parts.getOrDefault(name.replace("event/3/", "event/2/"), content)));
        refused(summed(twice), List.of(), "event/3: index 5 position 0, before it index 5 position 0");
        assertThatThrownBy(() -> WORLD.evidence(WORLD.alone(), WORLD.event(5, 1, 11), WORLD.event(5, 1, 12)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("entry 5 position 1 twice");
    }

    @Test
    void page_ofAnyContent_isNotTheVerifiersBusiness() throws Exception {
        SequencedMap<String, byte[]> parts = ClosedZip.read(alone());
        parts.put(EvidenceFile.PAGE, "<h1>Anything</h1>".getBytes(UTF_8));
        assertThat(VERIFIER.verify(ClosedZip.write(parts), List.of(WORLD.alone()))
                        .verdict())
                .isEqualTo(Verdict.PROVEN);
    }

    @Test
    void page_ofARecordWithMarkup_showsItAsText() {
        EvidenceFile.Event event = new EvidenceFile.Event(
                "{\"x\":\"</pre><script>alert(1)</script>\"}".getBytes(UTF_8),
                WORLD.salt(0, 0),
                CapturePath.of(WORLD.tree(0).path(0)),
                WORLD.statements.getFirst(),
                WORLD.proof(0, 1));
        assertThat(EvidencePage.of(List.of(event)))
                .doesNotContain("<script")
                .contains("&lt;script&gt;")
                .contains("Nobody vouches for it");
    }

    @Test
    void file_ofAnotherKind_isUnreadable() {
        assertThatThrownBy(() -> VERIFIER.verify(new byte[0], List.of()))
                .isInstanceOf(UnreadableEvidenceException.class);
        assertThatThrownBy(() -> VERIFIER.verify("%PDF-1.7".repeat(20).getBytes(UTF_8), List.of()))
                .isInstanceOf(UnreadableEvidenceException.class);
    }

    @Test
    void report_ofControlCharactersInTheFile_printsNone() throws Exception {
        SequencedMap<String, byte[]> parts = ClosedZip.read(alone());
        parts.put("policy/1/policy", "log \u001b[2J\n".getBytes(UTF_8));
        VerificationReport report = VERIFIER.verify(summed(parts), List.of());
        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(report.toText().chars().filter(c -> c < 0x20 && c != '\n')).isEmpty();
        parts.put(
                "policy/1/policy",
                WORLD.alone().text().replace("quorum none", "quorum \u202eenon").getBytes(UTF_8));
        assertThat(VERIFIER.verify(summed(parts), List.of()).toText()).doesNotContain("\u202e");
    }

    // Helpers

    private static void replaced(String part, byte[] content, String reason) throws Exception {
        SequencedMap<String, byte[]> parts = ClosedZip.read(alone());
        assertThat(parts.put("event/1/" + part, content)).isNotNull();
        refused(summed(parts), List.of(), reason);
    }

    private static void refused(byte[] file, List<TrustPolicy> given, String reason) throws Exception {
        assertThat(refused(file, given)).contains(reason);
    }

    private static String refused(byte[] file, List<TrustPolicy> given) throws Exception {
        VerificationReport report = VERIFIER.verify(file, given);
        assertThat(report.verdict()).as(report.toText()).isEqualTo(Verdict.REFUSED);
        assertThat(report.toText()).startsWith("refused: " + report.reason()).contains("FAILED");
        return String.valueOf(report.reason());
    }

    /** The parts in a container and with sums that fit them, as an attacker would make it. */
    static byte[] summed(SequencedMap<String, byte[]> parts) {
        SequencedMap<String, byte[]> all = new LinkedHashMap<>(parts);
        byte[] page = all.remove(EvidenceFile.PAGE);
        all.remove(EvidenceFile.SUMS);
        byte[] sums = EvidenceFile.sums(all);
        all.putFirst(EvidenceFile.SUMS, sums);
        all.putFirst(EvidenceFile.PAGE, page == null ? new byte[0] : page);
        return ClosedZip.write(all);
    }

    static byte[] flipped(byte[] bytes, int position, int mask) {
        byte[] flipped = Arrays.copyOf(bytes, bytes.length);
        flipped[position] ^= (byte) mask;
        return flipped;
    }
}
