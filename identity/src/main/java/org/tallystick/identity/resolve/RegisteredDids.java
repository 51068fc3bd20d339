package org.tallystick.identity.resolve;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.DidLogForm;
import org.tallystick.identity.did.InvalidDidLogException;
import org.tallystick.identity.did.Multihash;
import org.tallystick.ledger.statement.Issuer;

/**
 * The registered DID logs, from the rows of {@link DidProjection}. Each is verified whole when it is read, half a
 * millisecond for three entries: what is answered is what the ledger registered, or a fault.
 */
public final class RegisteredDids implements DidLogs {
    /** The block's time was the present that versionTime was held to; afterwards it lies in the past. */
    private static final Instant ANY_TIME = Instant.parse("9999-12-31T00:00:00Z");

    private final DataSource dataSource;

    public RegisteredDids(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * What the issuers are called now: a DID that moved is the same issuer under another name.
     *
     * @param lasting as {@link Issuer#lasting()}
     * @return for each its whole DID; for one that is no registered did:webvh, itself
     */
    public Map<Issuer, Issuer> present(Set<Issuer> lasting) throws SQLException {
        Map<Issuer, Issuer> present = new HashMap<>();
        lasting.forEach(issuer -> present.put(issuer, issuer));
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("select distinct on (scid) did from did_entry"
                        + " where scid = any (?) order by scid, version desc")) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            lasting.stream()
                                    .map(issuer ->
                                            issuer.did().substring(issuer.did().lastIndexOf(':') + 1))
                                    .toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Issuer whole = new Issuer(rows.getString(1));
                    present.replace(whole.lasting(), whole);
                }
            }
        }
        return present;
    }

    @Override
    public Optional<DidLog> find(Multihash scid) throws SQLException {
        var jsonl = new ByteArrayOutputStream();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select line from did_entry where scid = ? order by version")) {
            select.setString(1, scid.text());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    jsonl.writeBytes(rows.getBytes(1));
                    jsonl.write('\n');
                }
            }
        }
        if (jsonl.size() == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(DidLog.read(jsonl.toByteArray(), DidLogForm.LEDGER, ANY_TIME));
        } catch (InvalidDidLogException changed) {
            throw new IllegalStateException(
                    "the rows of the DID " + scid + " are not what was registered: rebuild the read models", changed);
        }
    }
}
