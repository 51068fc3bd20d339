package org.tallystick.api.start;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.tallystick.api.UsageException;
import org.tallystick.home.Home;
import org.tallystick.home.OwnerOnly;

/**
 * A certificate authority for one node, for the machines of one house: browsers give cameras, storage and cryptography
 * to secure pages only, and a public certificate is not to be had for an address inside.
 *
 * <pre>
 *   HOME/tls/authority.pem   to be installed where the node is used
 *   HOME/tls/authority.key
 *   HOME/tls/server.pem      what the node shows: its certificate, then the authority's
 *   HOME/tls/server.key
 * </pre>
 *
 * <p>Whoever installs it trusts it for no more than this: its name constraints (RFC 5280 §4.2.1.10) admit this machine's
 * names and private addresses only, so a stolen authority key vouches for no bank. It lives ten years; server
 * certificates 397 days, the most that browsers take, and are renewed by a start in their last 30.
 */
final class LocalAuthority {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3_652);
    private static final Duration SERVER_LIFE = Duration.ofDays(397);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    /** Clocks in the house differ. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    /** RFC 1918, RFC 6598, loopback, link-local and RFC 4193, as address and mask. */
    private static final String[] PRIVATE_ADDRESSES = {
        "10.0.0.0/255.0.0.0",
        "172.16.0.0/255.240.0.0",
        "192.168.0.0/255.255.0.0",
        "100.64.0.0/255.192.0.0",
        "127.0.0.0/255.0.0.0",
        "169.254.0.0/255.255.0.0",
        "0:0:0:0:0:0:0:1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "fc00:0:0:0:0:0:0:0/fe00:0:0:0:0:0:0:0",
        "fe80:0:0:0:0:0:0:0/ffc0:0:0:0:0:0:0:0",
    };

    private final Path folder;
    private final X509CertificateHolder certificate;
    private final PrivateKey key;
    private final SecureRandom random;
    private final Instant now;
    private final PrintStream err;

    private LocalAuthority(
            Path folder,
            X509CertificateHolder certificate,
            PrivateKey key,
            SecureRandom random,
            Instant now,
            PrintStream err) {
        this.folder = folder;
        this.certificate = certificate;
        this.key = key;
        this.random = random;
        this.now = now;
        this.err = err;
    }

    /** That of this home, made when it is not there. */
    static LocalAuthority in(Home home, PrintStream err) throws IOException {
        Path folder = home.tls();
        OwnerOnly.createFolder(folder);
        SecureRandom random = new SecureRandom();
        Instant now = Instant.now();
        Path file = home.tlsAuthority();
        if (!Files.exists(file)) {
            make(folder, file, random, now);
            err.println(
                    "made an authority for this node's certificates: install " + file + " on the machines that use it");
        }
        return new LocalAuthority(
                folder, readCertificate(file), readKey(folder.resolve("authority.key")), random, now, err);
    }

    private static void make(Path folder, Path file, SecureRandom random, Instant now) throws IOException {
        KeyPair pair = newPair(random);
        String host = InetAddress.getLocalHost().getHostName();
        X500Name name = new X500Name("CN=Tallystick on " + host.replaceAll("[^A-Za-z0-9.-]", "-"));
        X509v3CertificateBuilder builder = builder(name, name, pair, AUTHORITY_LIFE, random, now);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(Extension.nameConstraints, true, new NameConstraints(permitted(host), null));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(pair.getPublic()));
        X509CertificateHolder certificate = builder.build(signer(pair.getPrivate()));
        // The key first: a certificate without its key is never seen.
        OwnerOnly.write(
                folder.resolve("authority.key"),
                pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        OwnerOnly.write(file, pem("CERTIFICATE", certificate.getEncoded()));
    }

    private static GeneralSubtree[] permitted(String host) {
        Set<GeneralSubtree> subtrees = new LinkedHashSet<>();
        for (String name : new String[] {"localhost", host, "local", "internal", "lan", "home.arpa"}) {
            subtrees.add(new GeneralSubtree(new GeneralName(GeneralName.dNSName, name)));
        }
        for (String range : PRIVATE_ADDRESSES) {
            subtrees.add(new GeneralSubtree(new GeneralName(GeneralName.iPAddress, range)));
        }
        return subtrees.toArray(GeneralSubtree[]::new);
    }

    /** A certificate for this address and this machine's names; the one there is, while it fits and lives. */
    TlsFiles serverFiles(InetAddress listen, String listenText) throws IOException {
        TlsFiles files = new TlsFiles(folder.resolve("server.pem"), folder.resolve("server.key"));
        Set<GeneralName> names = names(listen, listenText);
        err.println("the certificate holds for "
                + names.stream().map(LocalAuthority::text).collect(Collectors.joining(", ")));
        if (!Files.exists(files.certificate()) || !fits(readCertificate(files.certificate()), names)) {
            issue(files, names);
        }
        return files;
    }

    private boolean fits(X509CertificateHolder server, Set<GeneralName> names) {
        GeneralNames there = GeneralNames.fromExtensions(server.getExtensions(), Extension.subjectAlternativeName);
        return server.getIssuer().equals(certificate.getSubject())
                && server.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE))
                && there != null
                && Set.of(there.getNames()).containsAll(names);
    }

    private void issue(TlsFiles files, Set<GeneralName> names) throws IOException {
        KeyPair pair = newPair(random);
        X509v3CertificateBuilder builder =
                builder(certificate.getSubject(), new X500Name("CN=Tallystick node"), pair, SERVER_LIFE, random, now);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, extensions().createAuthorityKeyIdentifier(certificate));
        X509CertificateHolder server = builder.build(signer(key));
        OwnerOnly.write(files.key(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        byte[] first = pem("CERTIFICATE", server.getEncoded());
        byte[] second = pem("CERTIFICATE", certificate.getEncoded());
        byte[] chain = new byte[first.length + second.length];
        System.arraycopy(first, 0, chain, 0, first.length);
        System.arraycopy(second, 0, chain, first.length, second.length);
        OwnerOnly.write(files.certificate(), chain);
    }

    /** What a user of this node may type: for 0.0.0.0 every address that this machine has inside. */
    private Set<GeneralName> names(InetAddress listen, String listenText) throws IOException {
        Set<String> addresses = new TreeSet<>();
        addresses.add("127.0.0.1");
        addresses.add("0:0:0:0:0:0:0:1");
        Set<GeneralName> names = new LinkedHashSet<>();
        names.add(new GeneralName(GeneralName.dNSName, "localhost"));
        if (listen.isAnyLocalAddress()) {
            names.add(new GeneralName(
                    GeneralName.dNSName, InetAddress.getLocalHost().getHostName()));
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                each.inetAddresses()
                        .map(LocalAuthority::withoutZone)
                        .filter(address -> isPermitted(new GeneralName(GeneralName.iPAddress, address)))
                        .forEach(addresses::add);
            }
        } else {
            addresses.add(withoutZone(listen));
            if (!listenText.equals(listen.getHostAddress())
                    && listenText.matches("[A-Za-z0-9.-]*[A-Za-z][A-Za-z0-9.-]*")) {
                names.add(new GeneralName(GeneralName.dNSName, listenText));
            }
        }
        addresses.forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
        for (GeneralName name : names) {
            if (!isPermitted(name)) {
                throw new UsageException("--listen " + listenText + ": the node's own authority vouches for private"
                        + " addresses and names of this house only, not for " + text(name) + "; give --tls CERT KEY");
            }
        }
        return names;
    }

    /** By the authority's own constraints: whoever installed it would refuse the rest. */
    private boolean isPermitted(GeneralName name) {
        PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
        validator.intersectPermittedSubtree(NameConstraints.getInstance(
                        certificate.getExtension(Extension.nameConstraints).getParsedValue())
                .getPermittedSubtrees());
        try {
            validator.checkPermitted(name);
            return true;
        } catch (NameConstraintValidatorException outside) {
            return false;
        }
    }

    private static String text(GeneralName name) {
        try {
            return name.getTagNo() == GeneralName.iPAddress
                    ? InetAddress.getByAddress(
                                    ASN1OctetString.getInstance(name.getName()).getOctets())
                            .getHostAddress()
                    : name.getName().toString();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address that is none", e);
        }
    }

    private static String withoutZone(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    // ---- X.509 by BouncyCastle

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair pair, Duration life, SecureRandom random, Instant now) {
        // 127 random bits: positive, and no two alike (CA/Browser Forum asks for 64 at least).
        BigInteger serial = new BigInteger(127, random);
        return new X509v3CertificateBuilder(
                issuer,
                serial,
                Date.from(now.minus(BACKDATED)),
                Date.from(now.minus(BACKDATED).plus(life)),
                subject,
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    }

    private static KeyPair newPair(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    private static ContentSigner signer(PrivateKey key) {
        try {
            return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("every JDK has ECDSA", e);
        }
    }

    private static JcaX509ExtensionUtils extensions() {
        try {
            return new JcaX509ExtensionUtils();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private static X509CertificateHolder readCertificate(Path file) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file, US_ASCII)))) {
            if (parser.readObject() instanceof X509CertificateHolder certificate) {
                return certificate;
            }
            throw new IOException(file + " holds no certificate");
        }
    }

    private static PrivateKey readKey(Path file) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file, US_ASCII)))) {
            PemObject object = parser.readPemObject();
            if (object == null) {
                throw new IOException(file + " holds no key");
            }
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(object.getContent()));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no key of this authority", e);
        }
    }

    private static byte[] pem(String type, byte[] content) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content));
        }
        return text.toString().getBytes(US_ASCII);
    }
}
