package org.tallystick.ledger.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;

/** The curve secp256r1: BouncyCastle for points, which the JDK does not compress, the JDK for signatures. */
final class P256 {

    static final int SCALAR_LENGTH = 32;
    static final int POINT_LENGTH = 1 + SCALAR_LENGTH;
    static final int SIGNATURE_LENGTH = 2 * SCALAR_LENGTH;
    /** ECDSA with SHA-256, the signature as r || s of fixed width (IEEE P1363). */
    static final String SIGNATURE_NAME = "SHA256withECDSAinP1363Format";

    private static final X9ECParameters CURVE = SECNamedCurves.getByName("secp256r1");

    static final BigInteger ORDER = CURVE.getN();
    static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

    static final ECParameterSpec PARAMETERS = new ECParameterSpec(
            new EllipticCurve(
                    new ECFieldFp(CURVE.getCurve().getField().getCharacteristic()),
                    CURVE.getCurve().getA().toBigInteger(),
                    CURVE.getCurve().getB().toBigInteger()),
            jdkPoint(CURVE.getG()),
            ORDER,
            CURVE.getH().intValueExact());

    private P256() {}

    static java.security.PublicKey publicKey(byte[] compressed) throws MalformedKeyException {
        org.bouncycastle.math.ec.ECPoint point;
        try {
            point = CURVE.getCurve().decodePoint(compressed);
        } catch (IllegalArgumentException e) {
            throw new MalformedKeyException("P-256 key: no point of the curve");
        }
        if (point.isInfinity() || !point.isValid()) {
            throw new MalformedKeyException("P-256 key: no point of the curve");
        }
        try {
            return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(jdkPoint(point), PARAMETERS));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK takes a valid point of P-256", e);
        }
    }

    /** The compressed public point of a private scalar. */
    static byte[] publicPoint(BigInteger scalar) {
        return CURVE.getG().multiply(scalar).normalize().getEncoded(true);
    }

    private static ECPoint jdkPoint(org.bouncycastle.math.ec.ECPoint point) {
        org.bouncycastle.math.ec.ECPoint affine = point.normalize();
        return new ECPoint(
                affine.getAffineXCoord().toBigInteger(),
                affine.getAffineYCoord().toBigInteger());
    }
}
