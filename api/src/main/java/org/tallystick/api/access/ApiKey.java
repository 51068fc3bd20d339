package org.tallystick.api.access;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key as the server knows it: everything but the token.
 *
 * @param hash of its token
 * @param name what its maker calls it
 * @param requestsPerSecond its own rate, below the node's; null: the node's
 * @param addresses from where it may be used; empty: from everywhere
 * @param createdBy the id of the key that made it; null for the one of the first start or of the command line
 * @param expiresAt from when on it is refused; null: never
 * @param revokedAt since when it is refused; null: it is not
 * @param lastUsedAt the last request with it, to the minute
 */
public record ApiKey(
        String id,
        byte[] hash,
        String name,
        Set<Role> roles,
        @Nullable Integer requestsPerSecond,
        List<AddressRange> addresses,
        Instant createdAt,
        @Nullable String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt)
        implements Principal {
    public ApiKey {
        addresses = List.copyOf(addresses);
        roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
    }

    /** In a time that does not depend on where the two differ. */
    public boolean matches(ApiToken token) {
        return MessageDigest.isEqual(hash, token.hash());
    }

    @Override
    public boolean mayComeFrom(String address) {
        return addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(address));
    }

    public boolean validAt(Instant now) {
        return (revokedAt == null || now.isBefore(revokedAt)) && (expiresAt == null || now.isBefore(expiresAt));
    }
}
