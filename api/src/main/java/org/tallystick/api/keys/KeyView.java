package org.tallystick.api.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.AddressRange;
import org.tallystick.api.access.ApiKey;
import org.tallystick.api.access.ApiToken;
import org.tallystick.api.access.Role;

/**
 * A key as it is shown.
 *
 * @param prefix how its token begins
 * @param addresses from where it may be used; empty: from everywhere
 * @param token the token, in the answer that makes the key and never again
 */
@Schema(name = "Key")
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeyView(
        String id,
        String name,
        List<String> roles,
        String prefix,
        @Nullable Integer requestsPerSecond,
        List<String> addresses,
        Instant createdAt,
        @Nullable String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt,
        @Nullable String token) {
    static KeyView of(ApiKey key, @Nullable ApiToken token) {
        return new KeyView(
                key.id(),
                key.name(),
                key.roles().stream().map(Role::id).toList(),
                "tally_" + key.id() + "_",
                key.requestsPerSecond(),
                key.addresses().stream().map(AddressRange::toString).toList(),
                key.createdAt(),
                key.createdBy(),
                key.expiresAt(),
                key.revokedAt(),
                key.lastUsedAt(),
                token == null ? null : token.text());
    }

    /** @param member the keys of this page */
    @Schema(name = "KeyPage")
    record Page(List<KeyView> member) {
        Page {
            member = List.copyOf(member);
        }
    }
}
