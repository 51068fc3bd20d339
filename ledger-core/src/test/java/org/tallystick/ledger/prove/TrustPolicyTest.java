package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.MlDsa44SigningKey;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.note.Cosigner;
import org.tallystick.ledger.note.NoteSignature;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.note.SignatureType;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.note.VerifierKey;
import org.tallystick.ledger.prove.PolicyVerdict.Signed;
import org.tallystick.ledger.prove.PolicyVerdict.Signer;
import org.tallystick.ledger.prove.TrustPolicy.Group;
import org.tallystick.ledger.prove.TrustPolicy.Sizes;
import org.tallystick.ledger.prove.TrustPolicy.Witness;
import org.tallystick.ledger.testing.Json;
import org.tallystick.ledger.testing.TestData;

class TrustPolicyTest {

    private static final String ORIGIN = "tallystick.localhost/00112233445566778899aabbccddeeff";
    private static final Checkpoint CHECKPOINT = new Checkpoint(ORIGIN, 42, Hash.sha256("root".getBytes(UTF_8)));
    private static final NoteSigner LOG = new NoteSigner(ORIGIN, key(100));

    private static Ed25519SigningKey key(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return Ed25519SigningKey.ofSeed(seed);
    }

    private static Cosigner cosigner(int number) {
        return new Cosigner("org" + number + ".example", key(number));
    }

    private static List<Witness> witnesses(int count) {
        List<Witness> witnesses = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            witnesses.add(new Witness("org" + i, cosigner(i).verifierKey()));
        }
        return witnesses;
    }

    private static SignedNote signed(NoteSignature... more) {
        SignedNote note = new SignedNote(CHECKPOINT.text(), List.of(LOG.sign(CHECKPOINT.text())));
        for (NoteSignature signature : more) {
            note = note.with(signature);
        }
        return note;
    }

    private static NoteSignature cosignature(int number) {
        return cosigner(number).cosign(CHECKPOINT.text(), 1_700_000_000L + number);
    }

    @Test
    void check_aloneAndSignedByTheLog_holds() throws Exception {
        TrustPolicy policy = TrustPolicy.ofLog(LOG.verifierKey(), Sizes.from(0));
        PolicyVerdict verdict = policy.check(signed());

        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.signers()).map(Signer::signed).containsExactly(Signed.YES);
        assertThat(policy.onlyLog()).isEqualTo(LOG.verifierKey());
        assertThat(policy.quorum()).isEqualTo("none");
    }

    @Test
    void check_threeOfFourValidators_holdsAndNamesThem() throws Exception {
        TrustPolicy policy = TrustPolicy.ofValidators(LOG.verifierKey(), witnesses(4), Sizes.from(10));
        PolicyVerdict verdict = policy.check(signed(cosignature(4), cosignature(1), cosignature(2)));

        assertThat(verdict.refusals()).isEmpty();
        assertThat(verdict.signers()).map(Signer::name).containsExactly(ORIGIN, "org1", "org2", "org3", "org4");
        assertThat(verdict.signers())
                .map(Signer::signed)
                .containsExactly(Signed.YES, Signed.YES, Signed.YES, Signed.NO, Signed.YES);
        assertThat(verdict.signers().get(1).timestampSeconds()).isEqualTo(OptionalLong.of(1_700_000_001L));
        assertThat(verdict.signers().get(0).timestampSeconds()).isEmpty();
    }

    @Test
    void check_twoOfFourValidators_isRefusedNamingTheMissing() throws Exception {
        TrustPolicy policy = TrustPolicy.ofValidators(LOG.verifierKey(), witnesses(4), Sizes.from(10));

        assertThat(policy.check(signed(cosignature(4), cosignature(1))).refusals())
                .containsExactly("the quorum validators needs 3 of 4 and has 2 (org1, org4); missing: org2, org3");
    }

    @Test
    void check_sameWitnessTwice_countsOnce() throws Exception {
        TrustPolicy policy = TrustPolicy.ofValidators(LOG.verifierKey(), witnesses(2), Sizes.from(10));
        SignedNote once = signed(cosignature(1));
        List<NoteSignature> lines = new ArrayList<>(once.signatures());
        lines.add(cosigner(1).cosign(CHECKPOINT.text(), 1_700_000_099L));

        assertThat(policy.check(new SignedNote(CHECKPOINT.text(), lines)).holds())
                .isFalse();
    }

    @Test
    void check_logDidNotSign_isRefusedDespiteQuorum() throws Exception {
        TrustPolicy policy = TrustPolicy.ofValidators(LOG.verifierKey(), witnesses(1), Sizes.from(0));
        SignedNote note = new SignedNote(CHECKPOINT.text(), List.of(cosignature(1)));

        assertThat(policy.check(note).refusals()).containsExactly("the log " + ORIGIN + " did not sign");
    }

    @Test
    void check_otherOrigin_isRefused() throws Exception {
        // The log's key under another name: the note is well signed, but not by a log of that name.
        TrustPolicy policy =
                TrustPolicy.ofLog(new NoteSigner("other.example/log", key(100)).verifierKey(), Sizes.from(0));

        assertThat(policy.check(signed()).refusals())
                .containsExactly("the checkpoint's origin " + ORIGIN + " is no log of the policy");
    }

    @Test
    void check_knownKeySignedWrongly_isRefusedThoughTheRestSuffices() throws Exception {
        TrustPolicy policy = TrustPolicy.ofValidators(LOG.verifierKey(), witnesses(4), Sizes.from(0));
        Checkpoint other = new Checkpoint(ORIGIN, 43, CHECKPOINT.root());
        PolicyVerdict verdict = policy.check(signed(
                cosignature(1), cosignature(2), cosignature(3), cosigner(4).cosign(other.text(), 1_700_000_000L)));

        assertThat(verdict.refusals()).containsExactly("the signature of witness org4 does not verify");
        assertThat(verdict.signers().getLast().signed()).isEqualTo(Signed.WRONGLY);
    }

    @Test
    void check_unknownSigners_areIgnored() throws Exception {
        TrustPolicy policy = TrustPolicy.ofLog(LOG.verifierKey(), Sizes.from(0));

        assertThat(policy.check(signed(cosignature(9), cosignature(8))).holds()).isTrue();
    }

    @Test
    void check_sizeOutsideThePolicy_isRefused() throws Exception {
        for (Sizes in :
                List.of(Sizes.from(42), new Sizes(42, OptionalLong.of(42)), new Sizes(0, OptionalLong.of(99)))) {
            assertThat(TrustPolicy.ofLog(LOG.verifierKey(), in).check(signed()).holds())
                    .isTrue();
        }
        for (Sizes out : List.of(Sizes.from(43), new Sizes(0, OptionalLong.of(41)))) {
            assertThat(TrustPolicy.ofLog(LOG.verifierKey(), out).check(signed()).refusals())
                    .containsExactly("the checkpoint's size 42 is outside the policy's sizes " + out);
        }
    }

    @Test
    void check_groupsOfGroups_asInTheSpecificationsExample() throws Exception {
        List<Witness> six = witnesses(6);
        TrustPolicy policy = TrustPolicy.of(
                Sizes.from(0),
                LOG.verifierKey(),
                six,
                List.of(
                        new Group("X-witnesses", 2, List.of("org1", "org2", "org3")),
                        new Group("Y-witnesses", 1, List.of("org4", "org5", "org6")),
                        new Group("X-and-Y", 2, List.of("X-witnesses", "Y-witnesses"))),
                "X-and-Y");

        assertThat(holds(policy, 1, 2, 4)).isTrue();
        assertThat(holds(policy, 3, 1, 6)).isTrue();
        assertThat(holds(policy, 1, 2, 3)).isFalse();
        assertThat(holds(policy, 1, 4, 5, 6)).isFalse();
    }

    @Test
    void check_singleWitnessQuorum_isThatWitness() throws Exception {
        TrustPolicy policy = TrustPolicy.of(Sizes.from(0), LOG.verifierKey(), witnesses(2), List.of(), "org2");

        assertThat(holds(policy, 2)).isTrue();
        assertThat(policy.check(signed(cosignature(1))).refusals()).containsExactly("the witness org2 did not sign");
    }

    @Test
    void check_mlDsaWitness_counts() throws Exception {
        Cosigner quantum = new Cosigner("org1.example", MlDsa44SigningKey.ofSeed(new byte[32]));
        TrustPolicy policy = TrustPolicy.ofValidators(
                LOG.verifierKey(), List.of(new Witness("org1", quantum.verifierKey())), Sizes.from(0));

        assertThat(policy.check(signed(quantum.cosign(CHECKPOINT.text(), 5))).holds())
                .isTrue();
        assertThat(policy.check(signed(cosignature(1))).holds()).isFalse();
    }

    @Test
    void own_quorumOfAWitnessThatBearsTheGroupsName_isNoLedgersPolicy() throws Exception {
        TrustPolicy policy = TrustPolicy.of(
                Sizes.from(0),
                LOG.verifierKey(),
                List.of(new Witness(TrustPolicy.VALIDATORS, cosigner(1).verifierKey())),
                List.of(new Group("others", 1, List.of(TrustPolicy.VALIDATORS))),
                TrustPolicy.VALIDATORS);

        assertThatThrownBy(() -> PolicyForm.own(policy)).isInstanceOf(MalformedPolicyException.class);

        TrustPolicy ours = TrustPolicy.ofValidators(LOG.verifierKey(), witnesses(4), Sizes.from(0));
        assertThat(PolicyForm.own(ours)).isEqualTo(ours);
    }

    @Test
    void ofValidators_anyNumber_needsMoreThanTwoThirds() {
        for (int n = 1; n <= 20; n++) {
            Group group = TrustPolicy.ofValidators(LOG.verifierKey(), witnesses(n), Sizes.from(0))
                    .groups()
                    .getFirst();
            assertThat(3 * group.threshold()).isGreaterThan(2 * n);
            assertThat(3 * (group.threshold() - 1)).isLessThanOrEqualTo(2 * n);
        }
    }

    private static boolean holds(TrustPolicy policy, int... cosigners) throws Exception {
        return policy.check(signed(Arrays.stream(cosigners)
                        .mapToObj(TrustPolicyTest::cosignature)
                        .toArray(NoteSignature[]::new)))
                .holds();
    }

    @Test
    void closedAt_policyInForce_keepsItsIdentity() throws Exception {
        TrustPolicy open = TrustPolicy.ofValidators(LOG.verifierKey(), witnesses(4), Sizes.from(7));
        TrustPolicy closed = open.closedAt(41);

        assertThat(closed.sizes()).isEqualTo(new Sizes(7, OptionalLong.of(41)));
        assertThat(closed.identity()).isEqualTo(open.identity());
        assertThat(closed.text()).startsWith("# sizes 7 41\n");
        assertThat(open.text()).startsWith("# sizes 7 -\n");
        assertThat(closed.check(signed()).holds()).isFalse();
        assertThatThrownBy(() -> closed.closedAt(50)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> open.closedAt(6)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void identity_commentsAside_isTheHashOfTheText() throws Exception {
        String rules = "log " + LOG.verifierKey() + "\nquorum none\n";
        TrustPolicy policy = TrustPolicy.parse("# sizes 0 -\n \t# a comment\n" + rules + "#\n");

        assertThat(policy.identity()).isEqualTo(Hash.sha256(rules.getBytes(UTF_8)));
        assertThat(TrustPolicy.parse(rules).identity()).isEqualTo(policy.identity());
        assertThat(TrustPolicy.parse(rules.replace("quorum none", "quorum  none"))
                        .identity())
                .isNotEqualTo(policy.identity());
    }

    @Test
    void demandsTheSameAs_otherLogAndLayout_onlyTheRuleCounts() throws Exception {
        TrustPolicy mine = TrustPolicy.ofValidators(LOG.verifierKey(), witnesses(3), Sizes.from(0));
        TrustPolicy theirs =
                TrustPolicy.ofValidators(new NoteSigner(ORIGIN, key(101)).verifierKey(), witnesses(3), Sizes.from(5));
        TrustPolicy spaced = TrustPolicy.parse(mine.text().replace("group validators 3", "group\tvalidators  all"));

        assertThat(mine.demandsTheSameAs(theirs)).isTrue();
        assertThat(mine.demandsTheSameAs(spaced)).isTrue();
        assertThat(mine.demandsTheSameAs(TrustPolicy.ofValidators(LOG.verifierKey(), witnesses(4), Sizes.from(0))))
                .isFalse();
        assertThat(mine.demandsTheSameAs(
                        TrustPolicy.parse(mine.text().replace("group validators 3", "group validators 2"))))
                .isFalse();
    }

    @Test
    void parse_noLogOrSeveral_isAPolicyButNotOneOfOurs() throws Exception {
        assertThat(TrustPolicy.parse("quorum none\n").onlyLog()).isNull();
        assertThat(TrustPolicy.parse("quorum none\n").check(signed()).holds()).isFalse();
        TrustPolicy two = TrustPolicy.parse(
                "log " + LOG.verifierKey() + "\nlog " + new NoteSigner("other.example", key(101)).verifierKey()
                        + " https://other.example/log\nquorum none\n");
        assertThat(two.onlyLog()).isNull();
        assertThat(two.check(signed()).holds()).isTrue();
    }

    private static final String W1 = "witness w1 " + cosigner(1).verifierKey() + "\n";
    private static final String W2 = "witness w2 " + cosigner(2).verifierKey() + "\n";

    @Test
    void parse_whatTheSpecificationAllows_isRead() {
        for (String text : List.of(
                "quorum none\n",
                "\n \t \nquorum none\n\n",
                "\tquorum\t none \t\n",
                "# \u00e9 comment + with # anything\nquorum none\n",
                W1 + "quorum w1\n",
                W1 + "quorum w1 # as Tessera and torchwood read it\n",
                W1 + W2 + "group g 1 w1 w2\nquorum w1\n",
                W1 + W2 + "group g any w1\ngroup h all g w2\nquorum h\n",
                "quorum none\n" + W1,
                "witness \u00e9t\u00e9 " + cosigner(1).verifierKey()
                        + " https://\u00e9.example/\nquorum \u00e9t\u00e9\n",
                "# sizes 0 0\nquorum none\n",
                "#sizes whatever\nquorum none\n")) {
            assertThatCode(() -> assertThat(TrustPolicy.parse(text).text()).isEqualTo(text))
                    .as(text)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void parse_malformed_isRefusedNamingTheLine() {
        VerifierKey logKey = LOG.verifierKey();
        VerifierKey again = new VerifierKey("again.example", SignatureType.COSIGNATURE_V1, key(1).publicKey());
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put("", "does not end with a newline");
        reasons.put("quorum none", "does not end with a newline");
        reasons.put("\n", "policy has no quorum line");
        reasons.put("log " + logKey + "\n", "policy has no quorum line");
        reasons.put("quorum none\nquorum none\n", "line 2: a second quorum");
        reasons.put("quorum\n", "line 1: 'quorum NAME|none' expected");
        reasons.put("quorum none none\n", "line 1: 'quorum NAME|none' expected");
        reasons.put("quorum w1\n" + W1, "line 1: quorum w1 is not defined before");
        reasons.put("quorum any\n", "line 1: quorum any is not defined before");
        reasons.put("Quorum none\n", "line 1: unknown keyword Quorum");
        reasons.put("quorum\u00a0none\n", "line 1: a space that is neither");
        reasons.put("quorum none\r\n", "line 1: control character");
        reasons.put("quorum none\u007f\n", "line 1: control character");
        reasons.put("quorum none\n# \u0000\n", "line 2: control character");
        reasons.put("log\nquorum none\n", "line 1: 'log VKEY [URL]' expected");
        reasons.put("log " + logKey + " a b\nquorum none\n", "line 1: 'log VKEY [URL]' expected");
        reasons.put("log " + logKey + "=\nquorum none\n", "line 1: key: verifier key");
        reasons.put("log " + cosigner(1).verifierKey() + "\nquorum none\n", "line 1: a log does not sign");
        reasons.put("log " + logKey + "\nlog " + logKey + "\nquorum none\n", "line 2: a second log with the same key");
        reasons.put("witness w1\nquorum none\n", "line 1: 'witness NAME VKEY [URL]' expected");
        reasons.put("witness w1 " + logKey + "\nquorum none\n", "line 1: a witness does not sign");
        reasons.put(W1 + W1 + "quorum none\n", "line 2: a second definition of w1");
        reasons.put(W1 + "witness w2 " + again + "\nquorum none\n", "line 2: a second witness with the same key");
        reasons.put(W1.replace("w1", "none") + "quorum none\n", "line 1: none is a keyword");
        reasons.put(W1.replace("w1", "any") + "quorum none\n", "line 1: any is a keyword");
        reasons.put(W1.replace("w1", "all") + "quorum none\n", "line 1: all is a keyword");
        reasons.put(W1.replace("w1", "w#1") + "quorum none\n", "line 1: # inside a word");
        reasons.put(W1.replace("w1", "w+1") + "quorum none\n", "line 1: name w+1");
        reasons.put(W1 + "group g 1\nquorum g\n", "line 2: 'group NAME K|any|all MEMBER...' expected");
        reasons.put(W1 + "group g 0 w1\nquorum g\n", "line 2: threshold 0 of 1 members");
        reasons.put(W1 + "group g 2 w1\nquorum g\n", "line 2: threshold 2 of 1 members");
        reasons.put(W1 + "group g 01 w1\nquorum g\n", "line 2: threshold 01 of 1 members");
        reasons.put(W1 + "group g +1 w1\nquorum g\n", "line 2: threshold +1 of 1 members");
        reasons.put(W1 + "group g -1 w1\nquorum g\n", "line 2: threshold -1 of 1 members");
        reasons.put(W1 + "group g all w1 w1\nquorum g\n", "line 2: w1 is a group's member already");
        reasons.put(W1 + "group g all w1\ngroup h all w1\nquorum g\n", "line 3: w1 is a group's member already");
        reasons.put(W1 + "group g all g\nquorum g\n", "line 2: group member g is not defined before");
        reasons.put(W1 + "group g all none\nquorum g\n", "line 2: group member none is not defined before");
        reasons.put("group g all w1\n" + W1 + "quorum g\n", "line 1: group member w1 is not defined before");
        reasons.put(W1 + "group w1 all w1\nquorum w1\n", "line 2: a second definition of w1");
        for (String sizes :
                List.of("", " ", " 1", " 1 ", " 1 2 3", " 01 -", " 2 1", " -1 -", " 1  2", " 1 - ", " x -", ": 1 -")) {
            reasons.put("# sizes" + sizes + "\nquorum none\n", "line 1: '# sizes FIRST LAST'");
        }
        for (String nearly :
                new String[] {" # sizes 1 -", "#  sizes 0 3", "#\tsizes 0 3", "#sizes 0 3", "# Sizes 0 3"}) {
            reasons.put(nearly + "\nquorum none\n", "line 1: '# sizes FIRST LAST'");
        }
        reasons.put("# sizes 1 -\n# sizes 1 -\nquorum none\n", "line 2: a second line of sizes");
        reasons.put("#" + "x".repeat(TrustPolicy.MAX_BYTES) + "\nquorum none\n", "more than");
        reasons.forEach((text, reason) -> assertThatThrownBy(() -> TrustPolicy.parse(text))
                .as(text)
                .isInstanceOf(MalformedPolicyException.class)
                .hasMessageContaining(reason));
    }

    @Test
    void parse_bytesThatAreNoUtf8_areMalformed() {
        byte[] bytes = "# \u00e9\nquorum none\n".getBytes(UTF_8);
        bytes[2] = (byte) 0xff;

        assertThatThrownBy(() -> TrustPolicy.parse(bytes)).isInstanceOf(MalformedPolicyException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64})
    void parse_anyLineDropped_isRefusedOrAnotherPolicy(int seed) throws Exception {
        TrustPolicy policy = TrustPolicy.ofValidators(LOG.verifierKey(), witnesses(4), Sizes.from(seed));
        String[] lines = policy.text().split("\n");
        for (int dropped = 0; dropped < lines.length; dropped++) {
            List<String> rest = new ArrayList<>(Arrays.asList(lines));
            rest.remove(dropped);
            try {
                TrustPolicy other = TrustPolicy.parse(String.join("\n", rest) + "\n");
                assertThat(other).isNotEqualTo(policy);
                assertThat(lines[dropped]).matches("# sizes .*|log .*");
            } catch (MalformedPolicyException e) {
                assertThat(e).hasMessageMatching("line .*|policy has no quorum line");
            }
        }
    }

    /**
     * Tessera's witness policies. They differ from the specification in two ways: witnesses' keys stand there as plain
     * Ed25519 keys (type 0x01) and are used for cosignatures, and two witnesses may have the same key. So each policy is
     * first given as it is, then with the keys as what they are used for and, where a key repeats, with others.
     */
    @Test
    void parse_tesserasPolicies_asFarAsTheSpecificationGoes() throws Exception {
        List<Object> policies = Json.array(Json.read(TestData.path("c2sp/policies/policies.json")));
        assertThat(policies).hasSize(12);
        for (Object each : policies) {
            Map<String, Object> vector = Json.object(each);
            String text = (String) vector.get("policy");
            String name = (String) vector.get("name");
            if (vector.containsKey("quorumN")) {
                assertThatThrownBy(() -> TrustPolicy.parse(text))
                        .as(name)
                        .hasMessageContaining("a witness does not sign with keys of type ED25519");
                TrustPolicy policy = TrustPolicy.parse(withCosignerKeys(text));
                assertThat(policy.groups().getLast().threshold()).as(name).isEqualTo(Math.toIntExact((Long)
                        vector.get("quorumN")));
                assertThat(policy.quorum()).isEqualTo("g1");
            } else if (vector.get("error").toString().contains("multiple witness signer names")) {
                // Tessera submits to witnesses by their URL; to verify, two at one URL are two.
                assertThat(TrustPolicy.parse(withCosignerKeys(text) + "\n").witnesses())
                        .hasSize(2);
            } else {
                assertThatThrownBy(() -> TrustPolicy.parse(withCosignerKeys(text) + "\n"))
                        .as(name)
                        .isInstanceOf(MalformedPolicyException.class);
            }
        }
    }

    private static String withCosignerKeys(String policy) throws Exception {
        List<VerifierKey> seen = new ArrayList<>();
        Matcher matcher =
                Pattern.compile("[^\\s+]+\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]+").matcher(policy);
        StringBuilder rewritten = new StringBuilder();
        while (matcher.find()) {
            VerifierKey key = VerifierKey.parse(matcher.group());
            VerifierKey used = new VerifierKey(key.name(), SignatureType.COSIGNATURE_V1, key.key());
            if (seen.contains(used)) {
                used = new VerifierKey(
                        key.name(),
                        SignatureType.COSIGNATURE_V1,
                        key(200 + seen.size()).publicKey());
            }
            seen.add(used);
            matcher.appendReplacement(rewritten, Matcher.quoteReplacement(used.toString()));
        }
        return matcher.appendTail(rewritten).toString();
    }
}
