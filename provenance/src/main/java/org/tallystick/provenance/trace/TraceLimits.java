package org.tallystick.provenance.trace;

/**
 * How far a trace goes. What lies beyond is left out, and the answer says so.
 *
 * @param nodes things and transformations met in each direction
 * @param events in the answer
 * @param depth steps from thing to thing: into a box, through a transformation
 * @param millis for each of the queries that a trace is made of
 */
public record TraceLimits(int nodes, int events, int depth, int millis) {
    /**
     * A raw lot that went into 20,000 items is an ordinary recall, and has to fit. A chain from field to shop has some
     * twenty steps; forty leave room. Five seconds are what a person waits for.
     */
    public static final TraceLimits DEFAULT = new TraceLimits(50_000, 50_000, 40, 5_000);

    public TraceLimits {
        if (nodes < 1 || events < 1 || depth < 0 || millis < 1) {
            throw new IllegalArgumentException(
                    "limits of %d nodes, %d events, %d steps, %d ms".formatted(nodes, events, depth, millis));
        }
    }
}
