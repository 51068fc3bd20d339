package org.tallystick.identity.did;

/**
 * How long a key could make statements: an unbroken run of versions that have it, unchanged, under one fragment.
 *
 * @param from the version that brought it
 * @param through the last version that has it
 * @param isCurrent whether that is the newest of the log, so that it may be valid still
 */
public record KeyValidity(Multikey key, DidVersion from, DidVersion through, boolean isCurrent) {}
