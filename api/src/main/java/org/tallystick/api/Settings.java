package org.tallystick.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an operator may set ({@code tallystick.…} as a system property, {@code TALLYSTICK_…} in the environment), with
 * what each keeps from happening.
 */
@ConfigMapping(prefix = "tallystick")
public interface Settings {
    /** The folder of this node. {@code start --home} sets it. */
    Path home();

    /**
     * The organisation's name in its DID, used at the first start only: lower-case letters, digits, hyphens. A name for
     * ever, though the DID may move to a real domain.
     */
    @WithDefault("organisation")
    String organisation();

    /** CometBFT's program, where it is not to be found by itself. {@code start --cometbft} sets it. */
    Optional<Path> cometbft();

    Limits limits();

    Log log();

    Session session();

    Proxy proxy();

    /** Each answers 413, 429 or 503 with its number, so that a client learns it. */
    interface Limits {
        /** Twice what one machine takes in captures: a bulk load passes, a client in a loop does not. Per key. */
        @WithDefault("10000")
        int requestsPerSecond();

        /**
         * One capture is held in memory several times over while it is checked. No other body is longer than this either,
         * and at least one of them must fit {@link #captureBytesInFlight}.
         */
        @WithDefault("16777216")
        int captureBytes();

        /** Shipments, single events, corrections, keys: forms, not documents. */
        @WithDefault("4194304")
        int formBytes();

        /** Bodies of writes in memory at a time; beyond it callers are told to wait rather than the heap to burst. */
        @WithDefault("134217728")
        long captureBytesInFlight();

        /** Writes under way at a time; each waits for its block. */
        @WithDefault("2048")
        int capturesInFlight();

        /** How long a write waits to be decided and readable before its caller is sent to ask for the job. */
        @WithDefault("10S")
        Duration decisionWait();

        /** Wrong tokens from one address in a minute before it is told to wait. */
        @WithDefault("20")
        int failedTokensPerMinute();

        /** Wrong passwords from one address in a minute, whatever the names; who signed in from there before may go on. */
        @WithDefault("20")
        int failedPasswordsPerMinute();
    }

    /** A reverse proxy before this node, such as one that ends TLS. Without one named here no header of any is believed. */
    interface Proxy {
        /** Their addresses or networks, such as {@code 127.0.0.1,10.1.0.0/16}. Whoever is in there says where callers are. */
        Optional<List<String>> trusted();

        /** What they write, and therefore overwrite; the other kind comes from anybody. */
        @WithDefault("x-forwarded")
        ProxyHeader header();
    }

    enum ProxyHeader {
        /** {@code X-Forwarded-For} and {@code X-Forwarded-Proto}. */
        X_FORWARDED,
        /** {@code Forwarded} (RFC 7239). */
        FORWARDED
    }

    /** People at a browser. */
    interface Session {
        /** A terminal that was left alone; longer than a break, shorter than a shift. */
        @WithDefault("4H")
        Duration idle();

        /** However much it is used: a key that was typed in the morning is not good for the next day. */
        @WithDefault("16H")
        Duration life();
    }

    interface Log {
        /** Who may read tiles, entries and proofs without a key. */
        @WithDefault("loopback")
        LogReaders readableBy();
    }

    enum LogReaders {
        /** Nobody. */
        KEYS,
        /** Those on this machine: the setting of a node alone. */
        LOOPBACK,
        ALL
    }
}
