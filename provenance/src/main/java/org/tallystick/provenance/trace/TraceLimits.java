package org.tallystick.provenance.trace;

/**
 * How far a trace goes. What lies beyond is left out, and the answer says so.
 *
 * @param nodes things and transformations met in each direction
 * @param events in the answer
 * @param millis for each of the queries that a trace is made of
 */
public record TraceLimits(int nodes, int events, int millis) {
    /**
     * A raw lot that went into 20,000 items is an ordinary recall, and has to fit. Five seconds are what a person waits for.
     */
    public static final TraceLimits DEFAULT = new TraceLimits(50_000, 50_000, 5_000);

    public TraceLimits {
        if (nodes < 1 || events < 1 || millis < 1) {
            throw new IllegalArgumentException("limits of %d nodes, %d events, %d ms".formatted(nodes, events, millis));
        }
    }
}
