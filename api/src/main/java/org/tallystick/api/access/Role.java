package org.tallystick.api.access;

import static org.tallystick.api.access.Action.CAPTURE;
import static org.tallystick.api.access.Action.ERASE;
import static org.tallystick.api.access.Action.EXPORT_EVIDENCE;
import static org.tallystick.api.access.Action.MANAGE_KEYS;
import static org.tallystick.api.access.Action.MANAGE_NAMES;
import static org.tallystick.api.access.Action.MANAGE_PEOPLE;
import static org.tallystick.api.access.Action.OWN_ACCOUNT;
import static org.tallystick.api.access.Action.READ_AUDIT;
import static org.tallystick.api.access.Action.READ_CAPABILITIES;
import static org.tallystick.api.access.Action.READ_EVENTS;
import static org.tallystick.api.access.Action.READ_JOBS;
import static org.tallystick.api.access.Action.READ_LOG;
import static org.tallystick.api.access.Action.READ_METRICS;
import static org.tallystick.api.access.Action.READ_OWN_SHIPMENTS;
import static org.tallystick.api.access.Action.READ_PUBLISHED;
import static org.tallystick.api.access.Action.READ_RECORD;
import static org.tallystick.api.access.Action.RECEIVE_AS_GUEST;
import static org.tallystick.api.access.Action.SIGN_IN;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an API key is for, or a person. Each has one or more; it may do what any of them may.
 *
 * <pre>
 *                   published  log  capabilities  events  record  evidence  capture  jobs  names  erase  audit  keys  people  metrics  own shipments
 *   reader              x       x         x         x       x        x
 *   recorder            x       x         x                                    x       x      x
 *   auditor             x       x         x         x       x        x                 x                    x                     x
 *   administrator       x       x         x         x       x        x         x       x      x      x      x     x      x        x
 *   guest               x                                                                                                                 x
 * </pre>
 *
 * <p>Each may sign in at a browser, and a person look after their own account. A recorder cannot read: the key of a machine
 * in the yard that is stolen shows nobody's events. An administrator can do everything because he can make himself any key.
 *
 * <p>A guest is a person of another company, and nothing else: he sees the shipments that name his own places, and says
 * what of them arrived. All of it is below {@code /api/v1/guest}, whose two actions no other role has; so what is added
 * elsewhere is closed to him without anybody thinking of it.
 */
public enum Role {
    READER(
            READ_PUBLISHED,
            SIGN_IN,
            OWN_ACCOUNT,
            READ_LOG,
            READ_CAPABILITIES,
            READ_EVENTS,
            READ_RECORD,
            EXPORT_EVIDENCE),
    RECORDER(READ_PUBLISHED, SIGN_IN, OWN_ACCOUNT, READ_LOG, READ_CAPABILITIES, CAPTURE, READ_JOBS, MANAGE_NAMES),
    AUDITOR(
            READ_PUBLISHED,
            SIGN_IN,
            OWN_ACCOUNT,
            READ_LOG,
            READ_CAPABILITIES,
            READ_EVENTS,
            READ_RECORD,
            EXPORT_EVIDENCE,
            READ_JOBS,
            READ_AUDIT,
            READ_METRICS),
    ADMINISTRATOR(
            READ_PUBLISHED,
            SIGN_IN,
            OWN_ACCOUNT,
            READ_LOG,
            READ_CAPABILITIES,
            READ_EVENTS,
            READ_RECORD,
            EXPORT_EVIDENCE,
            CAPTURE,
            READ_JOBS,
            MANAGE_NAMES,
            ERASE,
            READ_AUDIT,
            MANAGE_KEYS,
            MANAGE_PEOPLE,
            READ_METRICS),
    GUEST(READ_PUBLISHED, SIGN_IN, OWN_ACCOUNT, READ_OWN_SHIPMENTS, RECEIVE_AS_GUEST);

    private final Set<Action> actions;

    Role(Action first, Action... more) {
        this.actions = Collections.unmodifiableSet(EnumSet.of(first, more));
    }

    public Set<Action> actions() {
        return actions;
    }

    /** What may be given to a key: a guest is a person, and sees by his numbers. */
    public static final Set<Role> OF_KEYS = Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(GUEST)));

    /** As it is written in JSON and in the table: {@code reader}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> parse(String id) {
        return Stream.of(values()).filter(role -> role.id().equals(id)).findAny();
    }
}
