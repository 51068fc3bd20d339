package org.tallystick.api.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import javax.sql.DataSource;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.ApiKey;
import org.tallystick.api.access.ApiKeyTable;
import org.tallystick.api.access.ApiToken;
import org.tallystick.api.access.Role;
import org.tallystick.api.audit.AuditLine;
import org.tallystick.api.audit.AuditTrail;
import org.tallystick.home.Home;
import org.tallystick.home.OwnerOnly;
import org.tallystick.ledger.commit.Transaction;

/** The key that makes all others: its token stands alone on the first line of {@code HOME/admin.key}, mode 0600. */
public final class AdministratorKey {
    private AdministratorKey() {}

    /** Makes it where no key was ever made; true when it did. */
    public static boolean makeFirst(DataSource dataSource, Home home, SecureRandom random, Instant now)
            throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection()) {
            if (!ApiKeyTable.isEmpty(connection)) {
                return false;
            }
        }
        make(dataSource, home, "administrator", random, now);
        return true;
    }

    /**
     * Makes another, for one who lost it; those before stay valid until they are revoked.
     *
     * <p>The file comes first: a kill between the two leaves a file whose key is not known yet, and the next try makes
     * both anew. The other order would leave a key that nobody has.
     */
    public static ApiKey make(DataSource dataSource, Home home, String name, SecureRandom random, Instant now)
            throws SQLException, IOException {
        ApiToken token = ApiToken.random(random);
        OwnerOnly.write(home.adminKey(), (token.text() + "\n").getBytes(US_ASCII));
        ApiKey key = new ApiKey(
                token.id(),
                token.hash(),
                name,
                EnumSet.of(Role.ADMINISTRATOR),
                null,
                List.of(),
                now,
                null,
                null,
                null,
                null);
        return Transaction.in(dataSource, connection -> {
            ApiKeyTable.insert(connection, key, null);
            AuditTrail.write(
                    connection, List.of(AuditLine.ofCommand(now, Action.MANAGE_KEYS.id(), "made " + key.id())));
            return key;
        });
    }
}
