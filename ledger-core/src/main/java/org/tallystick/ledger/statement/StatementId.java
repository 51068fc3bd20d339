package org.tallystick.ledger.statement;

import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MalformedLogException;

/**
 * Which statement it is: SHA-256 of the COSE Sig_structure, so of everything that is signed and not of the signature,
 * which can be made anew or bent. Two entries with one id say the same thing; a log registers the first.
 */
public record StatementId(Hash hash) {
    /** 64 lower-case hexadecimal digits. */
    public static StatementId parse(String hex) throws MalformedStatementException {
        try {
            return new StatementId(Hash.parse(hex));
        } catch (MalformedLogException e) {
            throw new MalformedStatementException("statement id", e);
        }
    }

    @Override
    public String toString() {
        return hash.toString();
    }
}
