package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.authlete.cbor.CBORByteArray;
import com.authlete.cbor.CBORDecoder;
import com.authlete.cbor.CBORTaggedItem;
import com.authlete.cose.COSESign1;
import com.authlete.cose.COSEVerifier;
import com.authlete.cose.SigStructure;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.log.RefusedProofException;

class ReceiptTest {
    private static final byte[] KID = "key 1".getBytes(UTF_8);
    private static final SigningKey KEY = EvidenceWorld.key(5, 1);

    @ParameterizedTest
    @EnumSource(names = {"ED25519", "ECDSA_P256"})
    void receipt_ofEveryEntry_isParsedAndVerifies(Algorithm algorithm) throws Exception {
        SigningKey key = SigningKey.generate(algorithm, new SecureRandom());
        PublishedLog log = ProverTest.log(17);
        Prover prover = new Prover(log);
        for (int size = 2; size <= 17; size++) {
            Checkpoint checkpoint = Checkpoint.of(log.checkpoint(size));
            for (int index = 0; index < size; index++) {
                Receipt receipt = prover.receipt(index, checkpoint, KID, key);
                Receipt parsed = Receipt.parse(receipt.bytes());
                assertThat(parsed).isEqualTo(receipt);
                assertThat(parsed.origin()).isEqualTo("example.org/log");
                assertThat(parsed.kid()).isEqualTo(KID);
                assertThat(parsed.inclusion().index()).isEqualTo(index);
                parsed.verify(MerkleTree.leafHash(prover.entry(index, size)), key.publicKey());
            }
        }
    }

    @Test
    void receipt_ofAnotherLeafOrKey_isRefused() throws Exception {
        Receipt receipt = receipt();
        assertThatThrownBy(() -> receipt.verify(leaf(4), KEY.publicKey()))
                .isInstanceOf(RefusedProofException.class)
                .hasMessageContaining("the signature is not one of");
        SigningKey other = EvidenceWorld.key(5, 2);
        assertThatThrownBy(() -> receipt.verify(leaf(3), other.publicKey())).isInstanceOf(RefusedProofException.class);
        SigningKey p256 = SigningKey.generate(Algorithm.ECDSA_P256, new SecureRandom());
        assertThatThrownBy(() -> receipt.verify(leaf(3), p256.publicKey()))
                .isInstanceOf(RefusedProofException.class)
                .hasMessageContaining("ECDSA_P256");
    }

    /** Only the place may change unnoticed, which is why a receipt is no evidence of it. */
    @Test
    void receipt_withAnyBitFlipped_isRefusedOrTellsAnotherPlace() throws Exception {
        byte[] bytes = receipt().bytes();
        int otherPlace = 0;
        for (int i = 0; i < 8 * bytes.length; i++) {
            byte[] mutated = EvidenceVerifierTest.flipped(bytes, i / 8, 1 << i % 8);
            try {
                Receipt parsed = Receipt.parse(mutated);
                assertThat(parsed.bytes()).isEqualTo(mutated);
                parsed.verify(leaf(3), KEY.publicKey());
                assertThat(parsed.inclusion().path())
                        .isEqualTo(receipt().inclusion().path());
                assertThat(parsed.inclusion()).isNotEqualTo(receipt().inclusion());
                otherPlace++;
            } catch (MalformedLogException | RefusedProofException expected) {
                assertThat(expected).hasMessageMatching("(?s)(receipt|inclusion)\\b.*");
            }
        }
        assertThat(otherPlace).isLessThan(16);
    }

    @Test
    void receipt_inATreeOfOne_cannotBe() throws Exception {
        PublishedLog log = ProverTest.log(1);
        Prover prover = new Prover(log);
        Checkpoint checkpoint = Checkpoint.of(log.checkpoint());
        assertThatThrownBy(() -> prover.receipt(0, checkpoint, KID, KEY)).isInstanceOf(IllegalArgumentException.class);
        PublishedLog two = ProverTest.log(2);
        Checkpoint ofTwo = Checkpoint.of(two.checkpoint());
        assertThatThrownBy(() -> new Prover(two).receipt(0, ofTwo, new byte[0], KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kid of 0 bytes");
    }

    @Test
    void receipt_isReadAndVerifiedByTheOracle() throws Exception {
        SigningKey key = SigningKey.generate(Algorithm.ECDSA_P256, new SecureRandom());
        PublishedLog log = ProverTest.log(11);
        Checkpoint checkpoint = Checkpoint.of(log.checkpoint());
        byte[] receipt = new Prover(log).receipt(3, checkpoint, KID, key).bytes();

        COSESign1 theirs = (COSESign1) ((CBORTaggedItem) new CBORDecoder(receipt).next()).getTagContent();

        assertThat(theirs.getProtectedHeader().getAlg()).isEqualTo(-7);
        assertThat(theirs.getProtectedHeader().getKid()).isEqualTo(KID);
        assertThat(theirs.getProtectedHeader().getParameters()).containsEntry(395, 1);
        assertThat(theirs.getPayload().parse()).isNull();
        SigStructure structure = new SigStructure(
                theirs.getProtectedHeader(),
                new CBORByteArray(new byte[0]),
                new CBORByteArray(checkpoint.root().bytes()));
        byte[] signature = (byte[]) theirs.getSignature().parse();
        assertThat(COSEVerifier.verify(p256(key.publicKey().bytes()), -7, structure.encode(), signature))
                .isTrue();
        signature[0] ^= 1;
        assertThat(COSEVerifier.verify(p256(key.publicKey().bytes()), -7, structure.encode(), signature))
                .isFalse();
    }

    private static Receipt receipt() throws Exception {
        PublishedLog log = ProverTest.log(11);
        return new Prover(log).receipt(3, Checkpoint.of(log.checkpoint()), KID, KEY);
    }

    private static Hash leaf(int index) {
        return MerkleTree.leafHash(("entry " + index).getBytes(UTF_8));
    }

    /** The JDK's key of a compressed point: y is a root of x³ - 3x + b. */
    private static ECPublicKey p256(byte[] compressed) throws Exception {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECParameterSpec curve = parameters.getParameterSpec(ECParameterSpec.class);
        BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
        BigInteger x = new BigInteger(1, compressed, 1, 32);
        BigInteger square = x.pow(3)
                .add(curve.getCurve().getA().multiply(x))
                .add(curve.getCurve().getB())
                .mod(p);
        BigInteger y = square.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
        if (y.testBit(0) != (compressed[0] == 3)) {
            y = p.subtract(y);
        }
        return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve));
    }
}
