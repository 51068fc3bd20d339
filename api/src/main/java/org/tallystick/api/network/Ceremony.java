package org.tallystick.api.network;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tallystick.home.Home;
import org.tallystick.identity.did.WebvhDid;
import org.tallystick.identity.organisation.Organisation;
import org.tallystick.identity.organisation.OrganisationKeys;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.MalformedKeyException;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.file.PrivateFiles;
import org.tallystick.ledger.note.Cosigner;
import org.tallystick.ledger.order.cometbft.NodeIdentity;

/**
 * How a network begins: each organisation makes its keys and {@linkplain #introduce the file that names them}; the files are
 * exchanged; each puts {@linkplain #agree what they have in common} into its home. Nobody's private key leaves its home, and
 * no step needs another's machine. The caller holds the home's lock.
 */
public final class Ceremony {
    private Ceremony() {}

    /**
     * What an organisation says of itself beside its keys.
     *
     * @param name see {@link Member#requireName}
     */
    public record Introduction(String name, Endpoint p2p, URI api, List<String> glns, List<String> prefixes) {
        public Introduction {
            glns = List.copyOf(glns);
            prefixes = List.copyOf(prefixes);
        }
    }

    /**
     * Makes the keys of a new home, where it has none yet, and the member's file.
     *
     * @throws IOException also when the home has a ledger, or introduced itself otherwise before
     */
    public static Member introduce(Home home, Introduction introduction, Clock clock) throws IOException {
        if (Files.exists(home.memberFile())) {
            Member before = introduced(home);
            if (!new Introduction(before.name(), before.p2p(), before.api(), before.glns(), before.prefixes())
                    .equals(introduction)) {
                throw new IOException(home.memberFile() + " says something else already; the others may have it");
            }
            return before;
        }
        if (Files.exists(home.logKey())) {
            throw new IOException(home + " has a ledger of its own, which cannot become a network's yet");
        }
        SecureRandom random = new SecureRandom();
        PrivateFiles.createFolder(home.keys());
        if (!Files.exists(home.unnamedLogKey())) {
            PrivateFiles.write(home.unnamedLogKey(), newKey(random).toPem().getBytes(StandardCharsets.US_ASCII));
        }
        Ed25519SigningKey logKey = unnamedLogKey(home);
        if (!Files.exists(home.cosignerKey())) {
            Ed25519SigningKey key = newKey(random);
            new NoteKeyFile(new Cosigner(Member.cosignerName(introduction.name()), key).verifierKey(), key)
                    .write(home.cosignerKey());
        }
        NodeIdentity identity = NodeIdentity.loadOrCreate(home.cometbft());
        Member member = new Member(
                introduction.name(),
                did(home, introduction.name(), random, clock),
                logKey.publicKey(),
                NoteKeyFile.read(home.cosignerKey()).verifierKey(),
                identity.voteKey(),
                identity.nodeId(),
                introduction.p2p(),
                introduction.api(),
                introduction.glns(),
                introduction.prefixes(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
        PrivateFiles.write(home.memberFile(), member.bytes());
        return member;
    }

    private static WebvhDid did(Home home, String name, SecureRandom random, Clock clock) throws IOException {
        OrganisationKeys keys = OrganisationKeys.open(home.organisationKeys(), random);
        Optional<WebvhDid> known = keys.did();
        return known.isPresent()
                ? known.get()
                : keys.create(Organisation.FIRST_HOST + name, clock.instant()).did();
    }

    private static Ed25519SigningKey newKey(SecureRandom random) {
        return (Ed25519SigningKey) SigningKey.generate(Algorithm.ED25519, random);
    }

    private static Ed25519SigningKey unnamedLogKey(Home home) throws IOException {
        Path file = home.unnamedLogKey();
        PrivateFiles.requirePrivate(file);
        try {
            if (SigningKey.parsePem(Files.readString(file)) instanceof Ed25519SigningKey key) {
                return key;
            }
        } catch (MalformedKeyException e) {
            throw new IOException(file + " holds no key: " + e.getMessage(), e);
        }
        throw new IOException(file + " holds a key that is not Ed25519");
    }

    /** What this home said of itself. */
    public static Member introduced(Home home) throws IOException {
        if (!Files.exists(home.memberFile())) {
            throw new IOException(home + " has not introduced itself: see `network member`");
        }
        try {
            return Member.parse(Files.readAllBytes(home.memberFile()));
        } catch (MalformedNetworkException e) {
            throw new IOException(home.memberFile() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Puts the network into the home, which starts as its member from now on.
     *
     * @throws IOException also when this home is no member of it, or has begun as one of another
     */
    public static Membership agree(Home home, Network network) throws IOException {
        Member own = introduced(home);
        if (!network.members().contains(own)) {
            throw new IOException("the members are not those of a network of " + home + ": " + home.memberFile()
                    + " is not among them");
        }
        if (Files.exists(home.logKeySigned()) && !Arrays.equals(Files.readAllBytes(home.network()), network.bytes())) {
            throw new IOException(home + " has signed a checkpoint of another network already");
        }
        new NoteKeyFile(network.logVerifierKey(own), unnamedLogKey(home)).write(home.logKey());
        PrivateFiles.write(home.network(), network.bytes());
        return Membership.of(home, network);
    }
}
