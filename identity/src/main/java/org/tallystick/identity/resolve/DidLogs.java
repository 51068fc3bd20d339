package org.tallystick.identity.resolve;

import java.sql.SQLException;
import java.util.Optional;
import org.tallystick.identity.did.DidLog;
import org.tallystick.identity.did.Multihash;

/** Where a resolver finds verified DID logs. */
public interface DidLogs {
    Optional<DidLog> find(Multihash scid) throws SQLException;
}
