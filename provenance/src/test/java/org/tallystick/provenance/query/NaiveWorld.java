package org.tallystick.provenance.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.identifier.Identifier;

/**
 * A second opinion: what records say, evaluated in memory straight from their JSON and from the definitions, without a
 * thought for speed. Shares nothing with the read model but the canonical form of identifiers.
 */
public final class NaiveWorld {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A record and who issued it; a record's number is its place in the world's list. */
    public record Told(String issuer, String text) {}

    /** One record as it reads. */
    public record NaiveEvent(
            int number,
            String issuer,
            JsonNode json,
            long time,
            @Nullable String parent,
            List<Part> parts) {
        public String eventID() {
            return json.get("eventID").asText();
        }

        public String type() {
            return json.get("type").asText();
        }

        public String action() {
            return json.path("action").asText("");
        }

        public boolean isDeclaration() {
            return json.has("errorDeclaration");
        }

        public @Nullable String transformationID() {
            return json.has("transformationID")
                    ? Identifier.parse(json.get("transformationID").asText()).key()
                    : null;
        }

        /** Goods, the parent included. */
        public Set<String> goods() {
            Set<String> goods = new TreeSet<>();
            if (parent != null) {
                goods.add(parent);
            }
            parts.forEach(part -> goods.add(part.key()));
            return goods;
        }

        public List<Part> in(String list) {
            return parts.stream().filter(part -> part.list().equals(list)).toList();
        }

        boolean moves(String kind) {
            return type().equals(kind) && !action().equals("OBSERVE") && parent != null;
        }

        boolean empties(String kind, String who) {
            return moves(kind)
                    && action().equals("DELETE")
                    && who.equals(parent)
                    && in("child").isEmpty();
        }
    }

    /**
     * @param list object, child, input or output
     * @param ofClass stands in a quantity list
     */
    public record Part(
            String list,
            String key,
            boolean ofClass,
            @Nullable BigDecimal quantity,
            @Nullable String uom) {}

    /** A child's entry into a parent and when it ended; {@code Long.MAX_VALUE} while it goes on. */
    public record NaiveStay(NaiveEvent event, String kind, Part part, String parent, long since, long until) {}

    private final List<NaiveEvent> events = new ArrayList<>();

    public NaiveWorld(List<Told> records) {
        for (Told record : records) {
            events.add(read(events.size(), record));
        }
    }

    private static NaiveEvent read(int number, Told record) {
        JsonNode json;
        try {
            json = JSON.readTree(record.text());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(record.text(), e);
        }
        Set<Part> parts = new LinkedHashSet<>();
        List<Part> counted = new ArrayList<>();
        for (String[] names : new String[][] {
            {"epcList", "object"}, {"childEPCs", "child"}, {"inputEPCList", "input"}, {"outputEPCList", "output"}
        }) {
            json.path(names[0]).forEach(epc -> parts.add(new Part(names[1], key(epc.asText()), false, null, null)));
        }
        for (String[] names : new String[][] {
            {"quantityList", "object"},
            {"childQuantityList", "child"},
            {"inputQuantityList", "input"},
            {"outputQuantityList", "output"}
        }) {
            json.path(names[0])
                    .forEach(element -> counted.add(new Part(
                            names[1],
                            key(element.get("epcClass").asText()),
                            true,
                            element.has("quantity") ? element.get("quantity").decimalValue() : null,
                            element.has("uom") ? element.get("uom").asText() : null)));
        }
        List<Part> all = new ArrayList<>(parts);
        all.addAll(counted);
        String parent = json.has("parentID") ? key(json.get("parentID").asText()) : null;
        long time =
                Micros.of(OffsetDateTime.parse(json.get("eventTime").asText()).toInstant());
        return new NaiveEvent(number, record.issuer(), json, time, parent, all);
    }

    private static String key(String uri) {
        return Identifier.parse(uri).key();
    }

    public List<NaiveEvent> events() {
        return events;
    }

    /** Declared wrong by its own issuer. */
    public boolean isDeclaredWrong(NaiveEvent event) {
        return !event.isDeclaration()
                && events.stream()
                        .anyMatch(other -> other.isDeclaration()
                                && other.issuer().equals(event.issuer())
                                && other.eventID().equals(event.eventID()));
    }

    public boolean counts(NaiveEvent event) {
        return !event.isDeclaration() && !isDeclaredWrong(event);
    }

    private List<NaiveEvent> counting() {
        return events.stream().filter(this::counts).toList();
    }

    /** All stays: of instances and classes, packed and attached. */
    public List<NaiveStay> stays() {
        List<NaiveStay> stays = new ArrayList<>();
        for (String kind : List.of("AggregationEvent", "AssociationEvent")) {
            for (NaiveEvent event : counting()) {
                if (event.moves(kind) && event.action().equals("ADD")) {
                    for (Part part : event.in("child")) {
                        long until =
                                part.ofClass() ? endOfClass(kind, event, part) : endOfInstance(kind, event, part.key());
                        stays.add(new NaiveStay(
                                event, kind, part, Objects.requireNonNull(event.parent()), event.time(), until));
                    }
                }
            }
        }
        return stays;
    }

    private long endOfInstance(String kind, NaiveEvent entry, String child) {
        String parent = Objects.requireNonNull(entry.parent());
        long end = Long.MAX_VALUE;
        for (NaiveEvent other : counting()) {
            if (!other.moves(kind)) {
                continue;
            }
            String otherParent = Objects.requireNonNull(other.parent());
            boolean named = other.in("child").stream()
                    .anyMatch(part -> !part.ofClass() && part.key().equals(child));
            boolean ends = switch (other.action()) {
                case "DELETE" ->
                    other.time() >= entry.time()
                            && (other.empties(kind, parent) || named && otherParent.equals(parent));
                case "ADD" ->
                    kind.equals("AggregationEvent")
                            && named
                            && !otherParent.equals(parent)
                            && (other.time() > entry.time()
                                    || other.time() == entry.time() && otherParent.compareTo(parent) > 0);
                default -> false;
            };
            if (ends) {
                end = Math.min(end, other.time());
            }
        }
        return end;
    }

    /**
     * The first clearing (all of it out) at or after the entry, or the first moment at which what has been taken since the
     * clearing before covers everything that was put in up to and with the entry's moment, whichever is first.
     */
    private long endOfClass(String kind, NaiveEvent entry, Part part) {
        String parent = Objects.requireNonNull(entry.parent());
        TreeSet<Long> clearings = new TreeSet<>();
        TreeMap<Long, List<Part>> entries = new TreeMap<>();
        TreeMap<Long, BigDecimal> exits = new TreeMap<>();
        for (NaiveEvent other : counting()) {
            if (!other.moves(kind) || !parent.equals(other.parent())) {
                continue;
            }
            if (other.empties(kind, parent)) {
                clearings.add(other.time());
            }
            for (Part moved : other.in("child")) {
                if (!moved.ofClass() || !moved.key().equals(part.key())) {
                    continue;
                }
                if (other.action().equals("ADD")) {
                    if (Objects.equals(moved.uom(), part.uom())) {
                        entries.computeIfAbsent(other.time(), time -> new ArrayList<>())
                                .add(moved);
                    }
                } else if (moved.quantity() == null) {
                    clearings.add(other.time());
                } else if (Objects.equals(moved.uom(), part.uom())) {
                    exits.merge(other.time(), moved.quantity(), BigDecimal::add);
                }
            }
        }
        Long cleared = clearings.ceiling(entry.time());
        long end = cleared == null ? Long.MAX_VALUE : cleared;
        List<Part> together = entries.getOrDefault(entry.time(), List.of());
        if (together.stream().anyMatch(moved -> moved.quantity() == null)) {
            return end;
        }
        Long before = clearings.lower(entry.time());
        BigDecimal taken = BigDecimal.ZERO;
        TreeSet<Long> times = new TreeSet<>(entries.keySet());
        times.addAll(exits.keySet());
        for (long time : times) {
            if (before != null && time <= before || time > end) {
                continue;
            }
            BigDecimal putInSoFar = putIn(entries, before, time);
            taken = taken.add(exits.getOrDefault(time, BigDecimal.ZERO)).min(putInSoFar);
            if (time >= entry.time()
                    && exits.containsKey(time)
                    && taken.compareTo(putIn(entries, before, entry.time())) >= 0) {
                return time;
            }
        }
        return end;
    }

    /** What was put in after {@code before} and up to {@code time}, of moments whose count is known. */
    private static BigDecimal putIn(TreeMap<Long, List<Part>> entries, @Nullable Long before, long time) {
        BigDecimal sum = BigDecimal.ZERO;
        for (var moment : entries.headMap(time, true).entrySet()) {
            boolean known = moment.getValue().stream().allMatch(part -> part.quantity() != null);
            if (known && (before == null || moment.getKey() > before)) {
                for (Part part : moment.getValue()) {
                    sum = sum.add(Objects.requireNonNull(part.quantity()));
                }
            }
        }
        return sum;
    }
}
