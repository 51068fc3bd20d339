package org.tallystick.api.session;

import java.time.Instant;
import org.tallystick.api.access.ApiKey;

/**
 * A session that is valid now.
 *
 * @param key what it may do is what this key may
 * @param expiresAt when it ends however much it is used
 */
public record Session(SessionToken token, ApiKey key, Instant expiresAt) {}
