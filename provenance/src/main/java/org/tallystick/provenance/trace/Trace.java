package org.tallystick.provenance.trace;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.identifier.Identifier;

/**
 * Where one thing came from and what became of it.
 *
 * <p>The same records give the same trace, in whatever order they arrived; only addresses and record times tell of that.
 * Events that their own issuer has declared wrong make no node and no edge: they are in {@link #declaredWrong()} and nowhere
 * else.
 *
 * @param of the thing that was asked for
 * @param nodes all things in it, the one asked for first, then by key
 * @param edges stays and transformations between them, by time
 * @param events all events about them, by event time
 * @param declaredWrong what would belong here, had its issuer not taken it back
 * @param disputes events here that somebody else declares wrong, which changes nothing
 * @param cuts which limits it met; empty: it is whole
 */
public record Trace(
        Identifier of,
        List<Node> nodes,
        List<Edge> edges,
        List<Event> events,
        List<DeclaredWrong> declaredWrong,
        List<Dispute> disputes,
        Set<Cut> cuts) {
    public Trace {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
        events = List.copyOf(events);
        declaredWrong = List.copyOf(declaredWrong);
        disputes = List.copyOf(disputes);
        cuts = Set.copyOf(cuts);
    }

    /** How a thing comes to be in a trace. */
    public enum Reach {
        /** It is the one asked for. */
        START,
        /** It went into the one asked for, or is in it. */
        BACKWARD,
        /** It was made of the one asked for, or was in it. */
        FORWARD,
        /** Something of the trace was in it for some time: its journeys count for that time. */
        CARRIER,
        /** It is attached to something of the trace, a sensor on a truck, or has something of it attached. */
        ATTACHED
    }

    /**
     * A thing.
     *
     * @param firstSeen in the events of this trace that name it; empty if none does, as for the other end of an attachment
     * @param lastSeen likewise
     * @param where the last place told of it, or of what it was in at that time
     */
    public record Node(
            Identifier identifier,
            Set<Reach> reached,
            Optional<Instant> firstSeen,
            Optional<Instant> lastSeen,
            Optional<Whereabouts> where) {
        public Node {
            reached = Set.copyOf(reached);
        }
    }

    /**
     * A place and who told it.
     *
     * @param place the business location of that event, else its read point
     */
    public record Whereabouts(Identifier place, Instant eventTime, RecordAddress event) {}

    /** How two things, or several, hang together. */
    public sealed interface Edge {
        Instant since();

        /** The records that say so. */
        List<RecordAddress> events();
    }

    /** What a stay is: put in, or fixed to. */
    public enum StayKind {
        /** Aggregation */
        PACKED,
        /** Association */
        ATTACHED
    }

    /**
     * Something was in or at something else.
     *
     * @param until when it left; empty while it is there
     * @param quantity for a class, how many were put in
     * @param events the entries that make the stay and the exit that ended it
     */
    public record Stay(
            StayKind kind,
            Identifier parent,
            Identifier child,
            Instant since,
            Optional<Instant> until,
            Optional<Quantity> quantity,
            List<RecordAddress> events)
            implements Edge {
        public Stay {
            events = List.copyOf(events);
        }
    }

    /**
     * Inputs became outputs; of each, those that belong to this trace.
     *
     * @param transformationID where several events tell of one transformation
     * @param since the first of its events
     * @param until the last of its events
     */
    public record Transformation(
            Optional<Identifier> transformationID,
            List<Part> inputs,
            List<Part> outputs,
            Instant since,
            Instant until,
            List<RecordAddress> events)
            implements Edge {
        public Transformation {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            events = List.copyOf(events);
        }
    }

    /** An input or output. */
    public record Part(Identifier identifier, Optional<Quantity> quantity) {}

    /** @param uom UN/CEFACT Recommendation 20; empty for pieces */
    public record Quantity(BigDecimal value, Optional<String> uom) {}

    /**
     * An event of the trace.
     *
     * @param issuer who recorded it: what stays of the DID when it moves
     * @param about which nodes it names, by key
     */
    public record Event(
            RecordAddress address,
            String issuer,
            String eventID,
            String type,
            Optional<String> action,
            Instant eventTime,
            Instant recordTime,
            Optional<String> bizStep,
            Optional<String> disposition,
            Optional<Identifier> readPoint,
            Optional<Identifier> bizLocation,
            List<Identifier> about) {
        public Event {
            about = List.copyOf(about);
        }
    }

    /** An event that does not count, and the records by which its issuer took it back. */
    public record DeclaredWrong(Event event, List<RecordAddress> declarations) {
        public DeclaredWrong {
            declarations = List.copyOf(declarations);
        }
    }

    /**
     * An event that counts although another issuer declares it wrong.
     *
     * @param issuer who disputes it: what stays of the DID
     */
    public record Dispute(RecordAddress event, RecordAddress declaration, String issuer) {}

    /** A limit that was met. */
    public enum Cut {
        NODES,
        EVENTS,
        TIME
    }
}
