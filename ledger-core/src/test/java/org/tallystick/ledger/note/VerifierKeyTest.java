package org.tallystick.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.MlDsa44SigningKey;

class VerifierKeyTest {

    /** The example of c2sp.org/signed-note. */
    private static final String FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    @Test
    void parse_everyType_printsTheSame() throws Exception {
        Ed25519SigningKey ed25519 = Ed25519SigningKey.ofSeed(new byte[32]);
        for (VerifierKey key : List.of(
                VerifierKey.parse(FOO),
                new NoteSigner("a.example/log", ed25519).verifierKey(),
                new Cosigner("a.example/log", ed25519).verifierKey(),
                new Cosigner("\u00e9.example", MlDsa44SigningKey.ofSeed(new byte[32])).verifierKey())) {
            assertThat(VerifierKey.parse(key.toString())).isEqualTo(key);
        }
    }

    @Test
    void keyHash_sameKeyOtherTypeOrName_differs() {
        Ed25519SigningKey key = Ed25519SigningKey.ofSeed(new byte[32]);

        assertThat(List.of(
                        new NoteSigner("a.example", key).verifierKey().keyHash(),
                        new Cosigner("a.example", key).verifierKey().keyHash(),
                        new Cosigner("b.example", key).verifierKey().keyHash()))
                .doesNotHaveDuplicates();
    }

    @Test
    void parse_malformed_isRefused() {
        String key = FOO.substring(FOO.lastIndexOf('+') + 1);
        byte[] bytes = Base64.getDecoder().decode(key);
        bytes[0] = 5; // a tree head signature
        String otherType = Base64.getEncoder().encodeToString(bytes);
        bytes[0] = 4;
        String cosignature = Base64.getEncoder().encodeToString(bytes);
        for (String text : List.of(
                "",
                "example.com/foo",
                "example.com/foo+530d903a",
                "+530d903a+" + key,
                "example.com/foo++" + key,
                FOO.replace("530d903a", "530D903A"),
                FOO.replace("530d903a", "530d903b"),
                FOO.replace("530d903a", "0530d903a"),
                FOO.replace("example.com/foo", "example.com/bar"),
                FOO.replace("/foo", "/ foo"),
                FOO + "=",
                FOO + "\n",
                " " + FOO,
                FOO.substring(0, FOO.length() - 4),
                FOO.replace("AekyeRrm", "Aeky-Rrm"),
                "example.com/foo+530d903a+",
                "example.com/foo+530d903a+AQ==",
                FOO.replace(key, otherType),
                FOO.replace(key, cosignature))) {
            assertThatThrownBy(() -> VerifierKey.parse(text)).as(text).isInstanceOf(MalformedNoteException.class);
        }
    }

    @Test
    void new_keyOfAnotherAlgorithm_isAnErrorOfTheCaller() {
        assertThatThrownBy(() -> new VerifierKey(
                        "a.example",
                        SignatureType.SUBTREE_V1,
                        Ed25519SigningKey.ofSeed(new byte[32]).publicKey()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
