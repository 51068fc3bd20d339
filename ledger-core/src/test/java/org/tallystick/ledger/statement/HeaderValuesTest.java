package org.tallystick.ledger.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderValuesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "did:example:123456789abcdefghi",
                "did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd",
                "did:web:localhost%3A8443",
                "did:webvh:QmfGEUAcMpzo25kF2Rhn8L5FAXysfGnkzjwdKoNPi615XQ:tallystick.localhost:acme",
                "did:x::a",
            })
    void issuer_ofDidSyntax_isPrintedBack(String text) throws Exception {
        assertThat(Issuer.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "did",
                "did:",
                "did:example",
                "did:example:",
                "did:example:a:",
                "did::a",
                "DID:example:a",
                "did:Example:a",
                "did:ex-ample:a",
                "did:example:a b",
                "did:example:a/b",
                "did:example:a?b",
                "did:example:a#b",
                "did:example:ä",
                "did:example:%3a",
                "did:example:%3",
                "did:example:%",
                " did:example:a",
                "did:example:a\n",
            })
    void issuer_thatIsNoDid_isRefused(String text) {
        assertThatThrownBy(() -> Issuer.parse(text)).isInstanceOf(MalformedStatementException.class);
    }

    @Test
    void issuer_atTheLimit_isAcceptedAndOneMoreRefused() throws Exception {
        String longest = "did:x:" + "a".repeat(DidSyntax.LENGTH_MAX - 6);
        assertThat(Issuer.parse(longest)).hasToString(longest);
        assertThatThrownBy(() -> Issuer.parse(longest + "a")).isInstanceOf(MalformedStatementException.class);
    }

    @Test
    void keyId_withAndWithoutVersion_isTakenApart() throws Exception {
        KeyId pinned = KeyId.parse("did:webvh:Qm:a.example?versionId=2-QmX#z6Mk");
        assertThat(pinned).isEqualTo(new KeyId("did:webvh:Qm:a.example", Optional.of("2-QmX"), "z6Mk"));
        assertThat(pinned).hasToString("did:webvh:Qm:a.example?versionId=2-QmX#z6Mk");
        assertThat(pinned.belongsTo(new Issuer("did:webvh:Qm:a.example"))).isTrue();
        assertThat(pinned.belongsTo(new Issuer("did:webvh:Qm:a.example2"))).isFalse();

        KeyId device = KeyId.parse("did:key:z6Mk#z6Mk");
        assertThat(device).isEqualTo(new KeyId("did:key:z6Mk", Optional.empty(), "z6Mk"));
        assertThat(device).hasToString("did:key:z6Mk#z6Mk");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "did:example:a",
                "did:example:a#",
                "#key",
                "did:example:a?versionId=1",
                "did:example:a?versionId=#key",
                "did:example:a?#key",
                "did:example:a?versionTime=2026#key",
                "did:example:a?versionId=1&x=2#key",
                "did:example:a?versionid=1#key",
                "did:example:a/path?versionId=1#key",
                "did:example:a?versionId=1#key#key",
                "did:example:a#key?versionId=1",
                "did:example:a?versionId=1%2D#key",
                "did:example:a#ke y",
            })
    void keyId_ofAnyOtherForm_isRefused(String text) {
        assertThatThrownBy(() -> KeyId.parse(text)).isInstanceOf(MalformedStatementException.class);
    }

    @Test
    void keyId_partsBeyondTheirLimits_areRefused() {
        String version = "v".repeat(KeyId.VERSION_LENGTH_MAX + 1);
        assertThatThrownBy(() -> KeyId.parse("did:x:a?versionId=" + version + "#k"))
                .hasMessageContaining("versionId");
        String fragment = "f".repeat(KeyId.FRAGMENT_LENGTH_MAX + 1);
        assertThatThrownBy(() -> KeyId.parse("did:x:a#" + fragment)).hasMessageContaining("fragment");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "application/ld+json", "application/vnd.tallystick.capture+cbor", "text/x-a"
            })
    void contentType_ofRfc6838_isPrintedBack(String text) throws Exception {
        assertThat(ContentType.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "json",
                "application/",
                "/json",
                "application/JSON",
                "application/json; charset=utf-8",
                "application/json ",
                "application/a/b",
                "application/-json",
                "application/*",
            })
    void contentType_ofAnyOtherForm_isRefused(String text) {
        assertThatThrownBy(() -> ContentType.parse(text)).isInstanceOf(MalformedStatementException.class);
        String half = "a".repeat(128);
        assertThatThrownBy(() -> ContentType.parse("application/" + half))
                .isInstanceOf(MalformedStatementException.class);
    }

    @Test
    void origin_ofALedger_isTheNameAndHexadecimal() throws Exception {
        Origin origin = Origin.ofLedger(Statements.counting(16));
        assertThat(origin).hasToString("tallystick.localhost/000102030405060708090a0b0c0d0e0f");
        assertThat(Origin.parse(origin.name())).isEqualTo(origin);
        assertThatThrownBy(() -> Origin.ofLedger(new byte[15])).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "go.sum database tree", // A name with spaces is one of the checkpoint format, not of a signed note's
                // key.
                "",
                "a+b",
                "a\nb",
                "ä.example",
                "a\u007f",
            })
    void origin_thatNoKeyNameCanBe_isRefused(String text) {
        assertThatThrownBy(() -> Origin.parse(text)).isInstanceOf(MalformedStatementException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com/log",
                "tallystick.localhost/",
                "tallystick.localhost/000102030405060708090A0B0C0D0E0F",
                "tallystick.localhost/000102030405060708090a0b0c0d0e0f00",
                "tallystick.localhost/000102030405060708090a0b0c0d0e0g",
            })
    void origin_ofAnotherLog_isPrintedBack(String text) throws Exception {
        assertThat(Origin.parse(text)).hasToString(text);
    }

    @Test
    void cti_isSixteenBytesPrintedInHexadecimal() throws Exception {
        Cti cti = Cti.of(Statements.counting(16));
        assertThat(cti).hasToString("000102030405060708090a0b0c0d0e0f");
        assertThat(Cti.parse(cti.toString())).isEqualTo(cti);
        assertThat(cti.bytes()).isEqualTo(Statements.counting(16));
        assertThatThrownBy(() -> Cti.of(new byte[17])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cti.parse("00")).isInstanceOf(MalformedStatementException.class);
        assertThatThrownBy(() -> Cti.parse("000102030405060708090A0b0c0d0e0f"))
                .isInstanceOf(MalformedStatementException.class);
    }
}
