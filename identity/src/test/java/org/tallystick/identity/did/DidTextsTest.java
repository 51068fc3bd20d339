package org.tallystick.identity.did;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.identity.json.Mutations;
import org.tallystick.ledger.statement.DidSyntax;

/** The small text forms: each parse takes what it prints and refuses the rest. */
class DidTextsTest {
    private static final String SCID = "QmUbTyW8QGNWxWJonYpeMs8vToktBYxzhk6cgJV9JYzfwo";

    // ---- base58btc, by the draft draft-msporny-base58-03

    @ParameterizedTest
    @CsvSource({
        "48656c6c6f20576f726c6421, 2NEpo7TZRRrLZSi2U",
        "54686520717569636b2062726f776e20666f78206a756d7073206f76657220746865206c617a7920646f672e,"
                + " USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        "0000287fb4cd, 11233QC4",
        "'', ''",
        "00, 1",
        "0000, 11",
        "ff, 5Q"
    })
    void base58_publishedExamples_encodeAndDecode(String hex, String text) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(Base58.encode(bytes)).isEqualTo(text);
        assertThat(Base58.decode(text)).isEqualTo(bytes);
    }

    @Test
    void base58_anyBytes_comeBack() {
        var random = new SplittableRandom(58);
        for (int length = 0; length < 90; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            if (length > 2 && length % 3 == 0) {
                bytes[0] = 0;
                bytes[1] = 0;
            }
            assertThat(Base58.decode(Base58.encode(bytes))).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "O", "I", "l", "a b", "é", "\u0000", "-"})
    void base58_otherCharacters_areRefused(String text) {
        assertThatThrownBy(() -> Base58.decode(text)).isInstanceOf(MalformedDidException.class);
    }

    @Test
    void base58_oneCharacterMoreThanTheLimit_isRefused() {
        assertThat(Base58.decode("1".repeat(Base58.MAX_CHARS))).hasSize(Base58.MAX_CHARS);
        assertThatThrownBy(() -> Base58.decode("1".repeat(Base58.MAX_CHARS + 1)))
                .isInstanceOf(MalformedDidException.class);
    }

    // ---- multihash

    @Test
    void multihash_ofNothing_isTheKnownOne() {
        // The IPFS hash of no bytes.
        assertThat(Multihash.of(new byte[0])).hasToString("QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n");
    }

    @Test
    void multihash_anotherAlgorithmOrLength_isRefused() {
        byte[] sha1 = new byte[22];
        sha1[0] = 0x11;
        sha1[1] = 0x14;
        byte[] sha3 = new byte[34];
        sha3[0] = 0x16;
        sha3[1] = 0x20;
        byte[] longer = new byte[35];
        longer[0] = 0x12;
        longer[1] = 0x21;
        for (String bad : List.of(
                Base58.encode(sha1),
                Base58.encode(sha3),
                Base58.encode(longer),
                "",
                SCID.substring(1),
                SCID + "1",
                "z" + SCID,
                "Qm" + "z".repeat(44),
                "1" + SCID.substring(1))) {
            assertThatThrownBy(() -> Multihash.parse(bad)).as(bad).isInstanceOf(MalformedDidException.class);
        }
    }

    // ---- multikey

    @Test
    void multikey_kinds_areRead() {
        Multikey ed25519 = Multikey.parse("z6MkjchhfUsD6mmvni8mCdXHw216Xrm9bQe2mBH1P5RDjVJG");
        assertThat(ed25519.kind()).isEqualTo(Multikey.Kind.ED25519);
        assertThat(ed25519.keyBytes()).hasSize(32);
        assertThat(ed25519.publicKey()).isPresent();
        assertThat(Multikey.of(Multikey.Kind.ED25519, ed25519.keyBytes())).isEqualTo(ed25519);
        // The pre-rotation hash of DIF's vectors, for key-1 of its seeds.
        assertThat(Multikey.parse("z6MknGc3ocHs3zdPiJbnaaqDi58NGb4pk1Sp9WxWufuXSdxf")
                        .hash())
                .hasToString("Qmf2V5jB2UwPcFL5bvmKed7VvY3CSQ1RXyDdtip7ufpQ3R");

        Multikey p256 = Multikey.parse("zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP");
        assertThat(p256.kind()).isEqualTo(Multikey.Kind.P256);
        assertThat(p256.publicKey()).isPresent();
        Multikey p384 = Multikey.of(Multikey.Kind.P384, compressed(49));
        assertThat(Multikey.parse(p384.text()).kind()).isEqualTo(Multikey.Kind.P384);
        assertThat(p384.publicKey()).isEmpty();
    }

    @Test
    void multikey_bytesThatAreNoKey_haveNoPublicKey() {
        assertThat(Multikey.of(Multikey.Kind.ED25519, new byte[32]).publicKey()).isEmpty();
        byte[] noPoint = compressed(33);
        java.util.Arrays.fill(noPoint, 1, 33, (byte) 0xff);
        assertThat(Multikey.of(Multikey.Kind.P256, noPoint).publicKey()).isEmpty();
    }

    @Test
    void multikey_anotherForm_isRefused() {
        String good = "z6MkjchhfUsD6mmvni8mCdXHw216Xrm9bQe2mBH1P5RDjVJG";
        byte[] secp256k1 = HexFormat.of().parseHex("e701" + "02" + "11".repeat(32));
        byte[] uncompressed = HexFormat.of().parseHex("8024" + "04" + "11".repeat(32));
        for (String bad : List.of(
                "",
                "z",
                good.substring(1),
                "Z" + good.substring(1),
                "u" + good.substring(1),
                good + "1",
                good.substring(0, 47),
                Multibase.encode(new byte[] {(byte) 0xed}),
                Multibase.encode(new byte[34]),
                Multibase.encode(secp256k1),
                Multibase.encode(uncompressed))) {
            assertThatThrownBy(() -> Multikey.parse(bad)).as(bad).isInstanceOf(MalformedDidException.class);
        }
        assertThatThrownBy(() -> Multikey.of(Multikey.Kind.ED25519, new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** "did:key body ≠ fragment": a proof must not claim one key and use another. */
    @Test
    void parseDidKeyUrl_bodyAndFragment_areTheSame() {
        String key = Forge.multikey(1).text();
        String other = Forge.multikey(2).text();
        assertThat(Multikey.parseDidKeyUrl("did:key:" + key + "#" + key)).isEqualTo(Forge.multikey(1));
        assertThat(Forge.multikey(1).didKeyUrl()).isEqualTo("did:key:" + key + "#" + key);
        for (String bad : List.of(
                "did:key:" + key + "#" + other,
                "did:key:" + key + "#",
                "did:key:" + key,
                "did:key:" + key + "#" + key + "#" + key,
                "did:web:" + key + "#" + key,
                key + "#" + key,
                "#" + key)) {
            assertThatThrownBy(() -> Multikey.parseDidKeyUrl(bad)).as(bad).isInstanceOf(MalformedDidException.class);
        }
    }

    // ---- DIDs

    @ParameterizedTest
    @ValueSource(
            strings = {
                "did:example:123456789abcdefghi",
                "did:a:b",
                "did:0:-._",
                "did:example:a:b::c",
                "did:example::a",
                "did:web:example.com%3A3000:user",
                "did:example:%AF"
            })
    void did_byTheAbnf_isTakenAsItIs(String text) {
        assertThat(Did.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "did",
                "did:",
                "did::a",
                "did:example",
                "did:example:",
                "did:example:a:",
                "Did:example:a",
                "did:Example:a",
                "did:ex_ample:a",
                "did:example:a b",
                "did:example:a/b",
                "did:example:a?b=c",
                "did:example:a#b",
                "did:example:%",
                "did:example:%4",
                "did:example:%4g",
                "did:example:%aF",
                "did:web:example.com%3a3000",
                "did:example:é",
                " did:example:a",
                "did:example:a\n"
            })
    void did_anotherForm_isRefused(String text) {
        assertThatThrownBy(() -> Did.parse(text)).isInstanceOf(MalformedDidException.class);
    }

    @Test
    void did_oneCharacterMoreThanTheLimit_isRefused() {
        String longest = "did:a:" + "b".repeat(DidSyntax.LENGTH_MAX - 6);
        assertThat(Did.parse(longest)).hasToString(longest);
        assertThatThrownBy(() -> Did.parse(longest + "b")).isInstanceOf(MalformedDidException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "EXAMPLE.com",
                "a-b.c-d.example",
                "example.com%3A1",
                "example.com%3A65535",
                "example.com:a:b:c",
                "xn--jp-cd2fp15c.xn--fsq.jp",
                "example.com:%E7%94%A8",
                "1.2.3.com",
                "0x7f.example",
                "example.com:-:_:.a",
                "tallystick.localhost:acme"
            })
    void webvh_hostAndPath_areTaken(String hostAndPath) {
        WebvhDid did = WebvhDid.parse("did:webvh:" + SCID + ":" + hostAndPath);
        assertThat(did.hostAndPath()).isEqualTo(hostAndPath);
        assertThat(did).hasToString("did:webvh:" + SCID + ":" + hostAndPath);
        assertThat(did.toWeb()).hasToString("did:web:" + hostAndPath);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "com",
                "example..com",
                ".example.com",
                "example.com.",
                "-a.example",
                "a-.example",
                "127.0.0.1",
                "127.1",
                "1.2.3.0x7f",
                "1.2.3.0X7F",
                "1.2.3.0x",
                "example.017",
                "256.256.256.256",
                "127%2E0%2E0%2E1",
                "127%2e0%2e0%2e1",
                "169%2E254%2E169%2E254",
                "127.0.0.1%3A8080",
                "127.0.0.1%3a8080",
                "%5B%3A%3A1%5D",
                "example.com%3a65535",
                "example.com:%e7%94%a8",
                "example.com%3A",
                "example.com%3A0",
                "example.com%3A080",
                "example.com%3A65536",
                "example.com%3A1%3A2",
                "example%3A1.com",
                "ex%61mple.com",
                "example.com%2F",
                "exa_mple.com",
                "example.com:",
                "example.com::a",
                "example.com:.",
                "example.com:..",
                "example.com:%2E%2E",
                "example.com:%2e",
                "example.com:a%2Fb",
                "example.com:a%5Cb",
                "example.com:a%00",
                "example.com:%20a",
                "example.com:a%20",
                "example.com:%FF",
                "%E4%BE%8B.jp"
            })
    void webvh_hostOrPathThatCouldMislead_isRefused(String hostAndPath) {
        assertThatThrownBy(() -> WebvhDid.parse("did:webvh:" + SCID + ":" + hostAndPath))
                .isInstanceOf(MalformedDidException.class);
    }

    @Test
    void webvh_labelsAndDomain_haveTheLimitsOfDns() {
        String label = "a".repeat(63);
        WebvhDid.parse("did:webvh:" + SCID + ":" + label + ".example");
        String domain = String.join(".", label, label, label, "a".repeat(61));
        WebvhDid.parse("did:webvh:" + SCID + ":" + domain);
        assertThatThrownBy(() -> WebvhDid.parse("did:webvh:" + SCID + ":a" + label + ".example"))
                .isInstanceOf(MalformedDidException.class);
        assertThatThrownBy(() -> WebvhDid.parse("did:webvh:" + SCID + ":" + domain + "a"))
                .isInstanceOf(MalformedDidException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "did:webvh:{SCID}:example.com",
                "did:webvh:Qm0:example.com",
                "did:webvh:example.com",
                "did:web:example.com"
            })
    void webvh_withoutAScid_isRefused(String text) {
        assertThatThrownBy(() -> WebvhDid.parse(text)).isInstanceOf(MalformedDidException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "tallystick.localhost:acme, false",
        "A.LocalHost, false",
        "localhost.example, true",
        "acme.example, true",
        "xlocalhost.example, true"
    })
    void webvh_namesUnderLocalhost_areNotPublic(String hostAndPath, boolean isPublic) {
        assertThat(WebvhDid.parse("did:webvh:" + SCID + ":" + hostAndPath).isPublic())
                .isEqualTo(isPublic);
    }

    // ---- DID URLs

    @Test
    void didUrl_parts_areToldApart() {
        DidUrl url = DidUrl.parse("did:example:a:b/path/to?versionId=1&x=%20y#key-1?/");
        assertThat(url.did()).hasToString("did:example:a:b");
        assertThat(url.path()).isEqualTo("/path/to");
        assertThat(url.query()).isEqualTo("versionId=1&x=%20y");
        assertThat(url.fragment()).isEqualTo("key-1?/");
        assertThat(url.parameters()).isEqualTo(Map.of("versionId", "1", "x", " y"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "did:example:a",
                "did:example:a/",
                "did:example:a?",
                "did:example:a#",
                "did:example:a/b?c=d&e=#f",
                "did:example:a?service=files&relativeRef=/resume.pdf"
            })
    void didUrl_byTheAbnf_isPrintedBack(String text) {
        assertThat(DidUrl.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "#a",
                "did:example",
                "did:example:a#b#c",
                "did:example:a?b=%",
                "did:example:a/ ",
                "did:example:a#é",
                "did:example:a?\"",
                "did:example:a/[b]"
            })
    void didUrl_anotherForm_isRefused(String text) {
        assertThatThrownBy(() -> DidUrl.parse(text)).isInstanceOf(MalformedDidException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "=a", "a=1&a=2", "a=1&%61=2", "a=1&", "a=%FF"})
    void didUrl_parametersOfAnotherForm_areRefused(String query) {
        DidUrl url = DidUrl.parse("did:example:a?" + query);
        assertThatThrownBy(url::parameters).isInstanceOf(MalformedDidException.class);
    }

    /** Damaged texts are refused by the format's own exception, or are a text that is printed back. */
    @Test
    void parse_mutatedTexts_nothingElseComesOut() {
        Map<String, Function<String, Object>> parsers = Map.of(
                "did:webvh:" + SCID + ":example.com%3A3000:dids:issuer",
                WebvhDid::parse,
                "did:example:a:b%20c",
                Did::parse,
                "did:example:a/b?versionId=1&x=y#key-1",
                DidUrl::parse,
                Forge.multikey(3).text(),
                Multikey::parse,
                SCID,
                Multihash::parse,
                "12-" + SCID,
                VersionId::parse);
        var random = new SplittableRandom(3986);
        parsers.forEach((seed, parser) -> {
            for (int round = 0; round < 20_000; round++) {
                byte[] mutated = Mutations.mutate(seed.getBytes(StandardCharsets.UTF_8), random);
                String text = new String(mutated, StandardCharsets.ISO_8859_1);
                try {
                    assertThat(parser.apply(text)).hasToString(text);
                } catch (MalformedDidException refused) {
                    assertThat(refused).hasMessageMatching("(?s).+");
                }
            }
        });
        for (int round = 0; round < 20_000; round++) {
            byte[] mutated = Mutations.mutate("2026-11-24T08:00:00.5Z".getBytes(StandardCharsets.UTF_8), random);
            try {
                assertThat(DidTime.parse(new String(mutated, StandardCharsets.ISO_8859_1)))
                        .isNotNull();
            } catch (MalformedDidException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        }
    }

    private static byte[] compressed(int length) {
        byte[] point = new byte[length];
        point[0] = 2;
        point[length - 1] = 5;
        return point;
    }
}
