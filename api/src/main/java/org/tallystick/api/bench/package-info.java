/**
 * How fast a node is on this machine, measured from outside over HTTP on a home that is thrown away, beside peers that run
 * on the same machine in the same minutes: numbers from two machines, or two days, are not compared.
 *
 * <p>The load comes from this process over plain sockets, so that a client's own work is small beside the node's. What is
 * counted is what a caller may rely on: signed, durable, and found by the next query. Nothing here is part of a node.
 */
@NullMarked
package org.tallystick.api.bench;

import org.jspecify.annotations.NullMarked;
