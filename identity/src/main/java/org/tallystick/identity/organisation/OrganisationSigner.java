package org.tallystick.identity.organisation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Arrays;
import org.tallystick.identity.organisation.OrganisationKeys.NamedKey;
import org.tallystick.ledger.execute.VerifiedSignatures;
import org.tallystick.ledger.statement.ContentType;
import org.tallystick.ledger.statement.Cti;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.statement.Origin;
import org.tallystick.ledger.statement.SignedStatement;
import org.tallystick.ledger.submit.StatementSigner;

/**
 * Signs the organisation's statements for one ledger: each with the signing key of its latest registered version, but an
 * entry of its own DID, or its whole log, with the update key that the last line sets. Thread-safe.
 */
public final class OrganisationSigner implements StatementSigner {
    private final OrganisationKeys keys;
    private final Origin audience;
    private final Clock clock;
    private final VerifiedSignatures signatures;

    /** @param signatures those that need no verification here, to which the own ones are added */
    public OrganisationSigner(OrganisationKeys keys, Origin audience, Clock clock, VerifiedSignatures signatures) {
        this.keys = keys;
        this.audience = audience;
        this.clock = clock;
        this.signatures = signatures;
    }

    @Override
    public Issuer issuer() {
        try {
            return keys.issuer();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public SignedStatement sign(ContentType contentType, byte[] payload, Cti cti) {
        NamedKey key = contentType.equals(ContentType.DID_LOG) ? keys.entryKey(lastLine(payload)) : keys.signingKey();
        var header = new SignedStatement.Header(
                key.keyId(),
                contentType,
                key.issuer(),
                audience,
                clock.instant().getEpochSecond(),
                cti);
        SignedStatement statement = SignedStatement.sign(header, payload, key.key());
        signatures.signedHere(statement, key.key().publicKey());
        return statement;
    }

    private static byte[] lastLine(byte[] jsonl) {
        int end = jsonl.length > 0 && jsonl[jsonl.length - 1] == '\n' ? jsonl.length - 1 : jsonl.length;
        int start = end;
        while (start > 0 && jsonl[start - 1] != '\n') {
            start--;
        }
        return Arrays.copyOfRange(jsonl, start, end);
    }
}
