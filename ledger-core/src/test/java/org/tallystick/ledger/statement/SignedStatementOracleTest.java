package org.tallystick.ledger.statement;

import static org.assertj.core.api.Assertions.assertThat;

import com.authlete.cbor.CBORDecoder;
import com.authlete.cbor.CBORItem;
import com.authlete.cbor.CBORTaggedItem;
import com.authlete.cose.COSEProtectedHeader;
import com.authlete.cose.COSESign1;
import com.authlete.cose.COSESign1Builder;
import com.authlete.cose.COSESigner;
import com.authlete.cose.COSEUnprotectedHeaderBuilder;
import com.authlete.cose.COSEVerifier;
import com.authlete.cose.SigStructure;
import com.authlete.cose.SigStructureBuilder;
import com.authlete.cwt.CWTClaimsSet;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.PublicKey;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.log.Hash;

/** Against another author's COSE: it reads and verifies what we sign, and we what it signs. */
class SignedStatementOracleTest {
    private static final byte[] PAYLOAD = HexFormat.of().parseHex("83010203");

    @Test
    void ourStatement_isReadAndVerifiedByTheOracle() throws Exception {
        SignedStatement ours = SignedStatement.sign(Statements.header(ContentType.CAPTURE), PAYLOAD, Statements.key());

        COSESign1 theirs = sign1(ours.bytes());

        COSEProtectedHeader header = theirs.getProtectedHeader();
        assertThat(header.getAlg()).isEqualTo(-8);
        assertThat(header.getContentType()).isEqualTo(ContentType.CAPTURE.mediaType());
        assertThat(new String(header.getKid(), StandardCharsets.US_ASCII)).isEqualTo(Statements.ACME_KEY.toString());
        CWTClaimsSet claims = claims(header);
        assertThat(claims.getIss()).isEqualTo(Statements.ACME.did());
        assertThat(claims.getAud()).isEqualTo(Statements.ORIGIN.name());
        assertThat(claims.getIat().getTime()).isEqualTo(1_795_500_000_000L);
        assertThat(claims.getCti()).isEqualTo(Statements.counting(16));
        assertThat(theirs.getUnprotectedHeader().getPairs()).isNullOrEmpty();

        SigStructure structure = new SigStructureBuilder().sign1(theirs).build();
        assertThat(ours.id()).isEqualTo(new StatementId(Hash.sha256(structure.encode())));
        assertThat(new COSEVerifier(jdkKey(Statements.key().publicKey().bytes())).verify(theirs))
                .isTrue();

        byte[] bent = ours.bytes();
        bent[bent.length - 1] ^= 1;
        COSESign1 bentTheirs = sign1(bent);
        assertThat(new COSEVerifier(jdkKey(Statements.key().publicKey().bytes())).verify(bentTheirs))
                .isFalse();
    }

    @Test
    void theirStatement_isParsedAndVerifiedByUs() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        PublicKey publicKey = PublicKey.parse(Algorithm.ECDSA_P256, compressed((ECPublicKey) pair.getPublic()));
        SignedStatement template = SignedStatement.sign(
                Statements.header(ContentType.GOVERNANCE),
                PAYLOAD,
                SigningKey.generate(Algorithm.ECDSA_P256, new SecureRandom()));
        COSESign1 ours = sign1(template.bytes());

        // The JDK makes high s in every second signature, which we refuse; it is tried again as their signer would.
        SignedStatement parsed = null;
        for (int i = 0; i < 64 && parsed == null; i++) {
            SigStructure structure = new SigStructureBuilder().sign1(ours).build();
            byte[] signature = new COSESigner(pair.getPrivate()).sign(structure, -7);
            COSESign1 theirs = new COSESign1Builder()
                    .protectedHeader(ours.getProtectedHeader())
                    .unprotectedHeader(new COSEUnprotectedHeaderBuilder().build())
                    .payload(PAYLOAD)
                    .signature(signature)
                    .build();
            SignedStatement candidate = SignedStatement.parse(new CBORTaggedItem(18, theirs).encode());
            try {
                candidate.verify(publicKey);
                parsed = candidate;
            } catch (InvalidSignatureException highS) {
                assertThat(new COSEVerifier(pair.getPublic()).verify(theirs)).isTrue();
            }
        }

        assertThat(parsed).isNotNull();
        assertThat(parsed.id()).isEqualTo(template.id());
        assertThat(parsed.header()).isEqualTo(template.header());
    }

    private static COSESign1 sign1(byte[] statement) throws Exception {
        return (COSESign1) ((CBORTaggedItem) new CBORDecoder(statement).next()).getTagContent();
    }

    private static CWTClaimsSet claims(COSEProtectedHeader header) throws Exception {
        for (var pair : header.getPairs()) {
            if (Integer.valueOf(15).equals(pair.getKey().parse())) {
                return pair.getValue() instanceof CWTClaimsSet set
                        ? set
                        : CWTClaimsSet.build((CBORItem) pair.getValue());
            }
        }
        throw new AssertionError("no CWT claims in " + Map.copyOf(header.getParameters()));
    }

    private static java.security.PublicKey jdkKey(byte[] ed25519) throws Exception {
        byte[] bigEndian = new byte[32];
        for (int i = 0; i < 32; i++) {
            bigEndian[i] = ed25519[31 - i];
        }
        boolean odd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7f;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, bigEndian));
        return (EdECPublicKey) KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    private static byte[] compressed(ECPublicKey key) {
        byte[] encoded = new byte[33];
        encoded[0] = (byte) (key.getW().getAffineY().testBit(0) ? 3 : 2);
        byte[] x = key.getW().getAffineX().toByteArray();
        int length = Math.min(32, x.length);
        System.arraycopy(x, x.length - length, encoded, 33 - length, length);
        return encoded;
    }
}
