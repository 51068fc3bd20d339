package org.tallystick.api.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whoever calls: a holder of an API key, or a person in a session of their own account. */
public sealed interface Principal permits ApiKey, Person {
    /** What the audit trail, jobs and idempotency keys name it by. Of a person it begins with {@code person-}. */
    String id();

    /** What its maker calls it. */
    String name();

    Set<Role> roles();

    /** Its own rate, below the node's; null: the node's. */
    @Nullable
    Integer requestsPerSecond();

    /** @param address where a request comes from */
    default boolean mayComeFrom(String address) {
        return true;
    }

    default boolean may(Action action) {
        return roles().stream().anyMatch(role -> role.actions().contains(action));
    }
}
