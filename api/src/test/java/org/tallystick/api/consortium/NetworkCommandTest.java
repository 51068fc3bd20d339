package org.tallystick.api.consortium;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.Arguments;
import org.tallystick.api.UsageException;
import org.tallystick.api.network.MalformedNetworkException;
import org.tallystick.api.network.Member;
import org.tallystick.api.network.Membership;
import org.tallystick.api.network.Network;
import org.tallystick.home.Home;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.order.cometbft.CometBftProgram;
import org.tallystick.ledger.order.cometbft.CometBftSettings;
import org.tallystick.ledger.order.cometbft.Genesis;
import org.tallystick.ledger.prove.TrustPolicy;

/** The ceremony: what four organisations do before the first block of their ledger, each in a home of its own. */
class NetworkCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-24T17:00:00Z");
    private static final List<String> NAMES = List.of("north", "east", "south", "west");

    @TempDir
    Path folder;

    private Path home(String name) {
        return folder.resolve("home of " + name);
    }

    private static String run(Clock clock, String... words) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exitCode = new NetworkCommand(clock)
                .run(
                        new Arguments(List.of(words)),
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(new ByteArrayOutputStream(), true, UTF_8));
        assertThat(exitCode).isZero();
        return out.toString(UTF_8);
    }

    private String introduce(String name, String... more) throws IOException {
        int number = NAMES.indexOf(name);
        List<String> words = new ArrayList<>(List.of(
                "member",
                "--home",
                home(name).toString(),
                "--name",
                name,
                "--p2p",
                name + ".example:26656",
                "--api",
                "https://" + name + ".example"));
        words.addAll(List.of(more));
        return run(Clock.fixed(NOW.plusSeconds(number), ZoneOffset.UTC), words.toArray(String[]::new));
    }

    private List<Path> introduceAll() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : NAMES) {
            files.add(Files.writeString(folder.resolve(name + ".member.json"), introduce(name)));
        }
        return files;
    }

    private String init(String name, List<Path> files) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("init", "--home", home(name).toString(), "--members"));
        files.forEach(file -> words.add(file.toString()));
        return run(Clock.systemUTC(), words.toArray(String[]::new));
    }

    @Test
    void ceremony_ofFour_givesEachTheSameFileInWhateverOrderTheirsCome() throws Exception {
        List<Path> files = introduceAll();
        List<String> sums = new ArrayList<>();
        Set<String> contents = new HashSet<>();
        for (String name : NAMES) {
            Collections.rotate(files, 1);
            String said = init(name, files);
            byte[] content = Files.readAllBytes(home(name).resolve("network.json"));
            assertThat(said)
                    .isEqualTo(HexFormat.of().formatHex(Hash.sha256(content).bytes()) + "  "
                            + home(name).resolve("network.json") + "\n");
            sums.add(said.substring(0, 64));
            contents.add(new String(content, UTF_8));
        }
        assertThat(Set.copyOf(sums)).hasSize(1);
        assertThat(contents).hasSize(1);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home("east").resolve("keys/cosigner.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void network_ofFour_saysWhatFollowsFromIt() throws Exception {
        List<Path> files = introduceAll();
        List<TrustPolicy> policies = new ArrayList<>();
        for (String name : NAMES) {
            init(name, files);
            Membership membership = Membership.of(Home.at(home(name))).orElseThrow();
            assertThat(membership.member().name()).isEqualTo(name);
            policies.add(membership.policy());
            assertThat(membership.cosigners().quorum()).isEqualTo(3);
        }
        Membership east = Membership.of(Home.at(home("east"))).orElseThrow();
        Network network = east.network();
        String digits = network.digest().toString().substring(0, 32);
        assertThat(network.members()).extracting(Member::name).containsExactly("east", "north", "south", "west");
        assertThat(network.origin().name()).isEqualTo("tallystick.localhost/" + digits);
        Genesis genesis = network.genesis();
        assertThat(genesis.chainId()).isEqualTo("tallystick-" + digits);
        assertThat(genesis.time()).isEqualTo(NOW.plus(Duration.ofSeconds(3)));
        assertThat(Genesis.parse(genesis.text())).isEqualTo(genesis);
        assertThat(genesis.quorum()).isEqualTo(3);

        // One log line each, its own; the same witness lines.
        assertThat(policies)
                .extracting(TrustPolicy::onlyLog)
                .doesNotHaveDuplicates()
                .allSatisfy(
                        key -> assertThat(key.name()).isEqualTo(network.origin().name()));
        assertThat(policies).allMatch(policy -> policy.demandsTheSameAs(policies.getFirst()));
        assertThat(network.ledgerGenesis().policyHashes())
                .containsExactlyInAnyOrderElementsOf(
                        policies.stream().map(TrustPolicy::identity).toList());

        CometBftSettings engine = east.engine(new CometBftProgram(Path.of("cometbft")));
        assertThat(engine.peers())
                .extracting(CometBftSettings.Peer::host)
                .containsExactly("north.example", "south.example", "west.example");
        assertThat(engine.p2pPort()).isEqualTo(26656);
        assertThat(engine.p2pHost()).isEqualTo("0.0.0.0");
    }

    @Test
    void member_again_isTheSame_andSayingSomethingElseIsRefused() throws Exception {
        String first = introduce("north", "--gln", "4012345000009", "--prefix", "4012345");
        assertThat(introduce("north", "--gln", "4012345000009", "--prefix", "4012345"))
                .isEqualTo(first);
        assertThat(Files.readString(home("north").resolve("member.json"))).isEqualTo(first);
        assertThatThrownBy(() -> introduce("north"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("something else");
    }

    @Test
    void member_ofAHomeWithALedger_isRefused() throws Exception {
        Files.createDirectories(home("north").resolve("keys"));
        Files.writeString(home("north").resolve("keys/log.key"), "a log key");
        Files.setPosixFilePermissions(home("north"), PosixFilePermissions.fromString("rwx------"));
        assertThatThrownBy(() -> introduce("north"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a ledger of its own");
    }

    @Test
    void init_ofAHomeThatIsNoneOfThem_isRefused() throws Exception {
        List<Path> files = introduceAll();
        List<Path> others = files.subList(1, 4);
        assertThatThrownBy(() -> init("north", others))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not among them");
        assertThatThrownBy(() -> init("nobody", files))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("network member");
        assertThat(home("north").resolve("network.json")).doesNotExist();
    }

    @Test
    void init_afterACheckpointWasSigned_takesNoOtherNetwork() throws Exception {
        List<Path> files = introduceAll();
        init("north", files);
        Files.writeString(home("north").resolve("keys/log.signed"), "a key\n");
        init("north", files);
        assertThatThrownBy(() -> init("north", files.subList(0, 3)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another network already");
    }

    @Test
    void init_oneFileTwiceOrWithOneNameTwice_isRefused() throws Exception {
        List<Path> files = introduceAll();
        assertThatThrownBy(() -> init("north", List.of(files.getFirst(), files.getFirst())))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("and another's");
        Path noFile = Files.writeString(folder.resolve("none"), "{}\n");
        assertThatThrownBy(() -> init("north", List.of(noFile))).isInstanceOf(UsageException.class);
    }

    @Test
    void membership_withAnotherHomesKeys_isRefused() throws Exception {
        List<Path> files = introduceAll();
        init("north", files);
        Files.copy(
                home("east").resolve("keys/cosigner.key"),
                home("north").resolve("keys/cosigner.key"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        assertThatThrownBy(() -> Membership.of(Home.at(home("north"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not east's");
    }

    @Test
    void file_withAnyByteChanged_isRefusedOrAnotherInItsOneForm() throws Exception {
        byte[] file = introduce("north", "--gln", "4012345000009").getBytes(UTF_8);
        for (int i = 0; i < file.length; i++) {
            byte[] changed = file.clone();
            changed[i] ^= 1;
            try {
                Member other = Member.parse(changed);
                assertThat(other.bytes()).as("byte " + i).isEqualTo(changed);
            } catch (MalformedNetworkException expected) {
                assertThat(expected).hasMessageMatching("(?s).+");
            }
        }
        assertThatThrownBy(() -> Member.parse((new String(file, UTF_8).strip() + " \n").getBytes(UTF_8)))
                .isInstanceOf(MalformedNetworkException.class);
        assertThatThrownBy(() -> Network.parse(file)).isInstanceOf(MalformedNetworkException.class);
    }

    @Test
    void words_thatNameNoMember_areMisuse() {
        for (String[] words : new String[][] {
            {},
            {"join"},
            {"member"},
            {"init"},
            {"member", "--name", "Acme"},
            {"member", "--name", "validators"},
            {"member", "--p2p", "acme.example"},
            {"member", "--p2p", "acme.example:0"},
            {"member", "--p2p", "acme.example:065"},
            {"member", "--api", "acme.example"},
            {"member", "--api", "https://acme.example/path"},
            {"member", "--gln", "4012345000008"},
            {"member", "--prefix", "123"},
            {"demo", "--nodes", "11"},
        }) {
            assertThatThrownBy(() -> run(Clock.systemUTC(), words))
                    .as(String.join(" ", words))
                    .isInstanceOf(UsageException.class);
        }
    }
}
