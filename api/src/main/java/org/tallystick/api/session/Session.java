package org.tallystick.api.session;

import java.time.Instant;
import org.tallystick.api.access.Principal;

/**
 * A session that is valid now.
 *
 * @param who what it may do is what this key or person may
 * @param expiresAt when it ends however much it is used
 */
public record Session(SessionToken token, Principal who, Instant expiresAt) {}
