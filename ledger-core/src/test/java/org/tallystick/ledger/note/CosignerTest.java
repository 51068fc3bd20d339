package org.tallystick.ledger.note;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.SigningKey;

class CosignerTest {

    private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    private static final String CHECKPOINT = "example.com/behind-the-sofa\n20852163\n" + ROOT + "\n";
    private static final long TIME = 1_679_315_147L;

    private static Cosigner cosigner(Algorithm algorithm) {
        return new Cosigner("witness.example.com/w1", SigningKey.generate(algorithm, new SecureRandom()));
    }

    @ParameterizedTest
    @EnumSource(names = {"ED25519", "ML_DSA_44"})
    void cosign_checkpoint_verifiesWithItsTimeAndOnlySo(Algorithm algorithm) {
        Cosigner cosigner = cosigner(algorithm);
        VerifierKey key = cosigner.verifierKey();
        NoteSignature line = cosigner.cosign(CHECKPOINT, TIME);

        assertThat(line.signature()).hasSize(8 + algorithm.signatureLength());
        assertThat(key.verifies(CHECKPOINT, line)).isTrue();
        assertThat(key.timestampSeconds(line)).isEqualTo(OptionalLong.of(TIME));
        for (String other : List.of(
                CHECKPOINT.replace("20852163", "20852164"),
                CHECKPOINT.replace("sofa", "sofb"),
                CHECKPOINT.replace("CsUY", "DsUY"))) {
            assertThat(key.verifies(other, line)).isFalse();
        }
        for (int i : new int[] {0, 7, 8, 71}) {
            byte[] changed = line.signature();
            changed[i] ^= 1;
            assertThat(key.verifies(CHECKPOINT, NoteSignature.of(line.name(), line.keyHash(), changed)))
                    .isFalse();
        }
        for (int length : new int[] {1, 7, 8, 9, line.signature().length - 1, line.signature().length + 1}) {
            byte[] cut = Arrays.copyOf(line.signature(), length);
            assertThat(key.verifies(CHECKPOINT, NoteSignature.of(line.name(), line.keyHash(), cut)))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ED25519", "ML_DSA_44"})
    void cosign_textThatIsNoCheckpointOfThreeLines_isNeverSignedNorVerified(Algorithm algorithm) {
        Cosigner cosigner = cosigner(algorithm);
        NoteSignature line = cosigner.cosign(CHECKPOINT, TIME);
        for (String text : List.of(
                "",
                "text\n",
                "\n20852163\n" + ROOT + "\n",
                CHECKPOINT + "extension\n",
                CHECKPOINT + "\n",
                CHECKPOINT.strip(),
                CHECKPOINT.replace("20852163", "020852163"),
                CHECKPOINT.replace("20852163", "-1"),
                CHECKPOINT.replace("20852163", "+1"),
                CHECKPOINT.replace("20852163", "9223372036854775808"),
                CHECKPOINT.replace("=", ""),
                CHECKPOINT.replace("q2I=", "q2J="),
                CHECKPOINT.replace(ROOT, "AAAA"),
                CHECKPOINT.replace("example", "e".repeat(250)))) {
            assertThatThrownBy(() -> cosigner.cosign(text, TIME)).isInstanceOf(IllegalArgumentException.class);
            assertThat(cosigner.verifierKey().verifies(text, line)).isFalse();
        }
        assertThatThrownBy(() -> cosigner.cosign(CHECKPOINT, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cosign_ed25519_signsTheSpecificationsMessage() throws Exception {
        SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        byte[] signature = new Cosigner("witness.example.com/w1", key)
                .cosign(CHECKPOINT, TIME)
                .signature();
        // The message as the specification prints it.
        String message = """
                cosignature/v1
                time 1679315147
                example.com/behind-the-sofa
                20852163
                CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
                """;

        assertThat(ByteBuffer.wrap(signature).getLong()).isEqualTo(TIME);
        assertThat(key.publicKey().verifies(message.getBytes(UTF_8), Arrays.copyOfRange(signature, 8, 72)))
                .isTrue();
    }

    @Test
    void cosign_mlDsa_signsTheSpecificationsStructure() throws Exception {
        SigningKey key = SigningKey.generate(Algorithm.ML_DSA_44, new SecureRandom());
        byte[] signature = new Cosigner("witness.example.com/w1", key)
                .cosign(CHECKPOINT, TIME)
                .signature();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        DataOutputStream struct = new DataOutputStream(message);
        struct.writeBytes("subtree/v1\n\0");
        struct.writeByte("witness.example.com/w1".length());
        struct.writeBytes("witness.example.com/w1");
        struct.writeLong(TIME);
        struct.writeByte("example.com/behind-the-sofa".length());
        struct.writeBytes("example.com/behind-the-sofa");
        struct.writeLong(0);
        struct.writeLong(20_852_163);
        struct.write(Base64.getDecoder().decode(ROOT));

        assertThat(key.publicKey().verifies(message.toByteArray(), Arrays.copyOfRange(signature, 8, 2428)))
                .isTrue();
    }

    @Test
    void cosign_mlDsa_bindsTheCosignersName() {
        SigningKey key = SigningKey.generate(Algorithm.ML_DSA_44, new SecureRandom());
        NoteSignature line = new Cosigner("a.example", key).cosign(CHECKPOINT, TIME);
        VerifierKey other = new Cosigner("b.example", key).verifierKey();

        assertThat(other.verifies(CHECKPOINT, NoteSignature.of("b.example", other.keyHash(), line.signature())))
                .isFalse();
    }

    @Test
    void verifies_timeBefore1970_isRefused() {
        Cosigner cosigner = cosigner(Algorithm.ED25519);
        byte[] signature = cosigner.cosign(CHECKPOINT, TIME).signature();
        signature[0] = (byte) 0x80;

        assertThat(cosigner.verifierKey()
                        .verifies(
                                CHECKPOINT,
                                NoteSignature.of(
                                        "witness.example.com/w1",
                                        cosigner.verifierKey().keyHash(),
                                        signature)))
                .isFalse();
    }

    @Test
    void new_p256Key_isAnErrorOfTheCaller() {
        SigningKey key = SigningKey.generate(Algorithm.ECDSA_P256, new SecureRandom());

        assertThatThrownBy(() -> new Cosigner("a.example", key)).isInstanceOf(IllegalArgumentException.class);
    }
}
