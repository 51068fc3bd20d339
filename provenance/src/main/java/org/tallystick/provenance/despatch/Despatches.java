package org.tallystick.provenance.despatch;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.identifier.PaperNumber;

/**
 * Finds despatches: the latest, those of a number, those that a thing travels in. What their issuer has declared wrong is
 * none. Thread-safe.
 */
public final class Despatches {
    /** As deep as the forms pack. */
    private static final int PACKING_DEPTH_MAX = 16;

    /** Of one despatch, in its details; a truck holds some thousand cases. */
    private static final int CONTENTS_MAX = 20_000;

    /** Of one despatch; whoever finds more sends it back. */
    private static final int DIFFERENCES_MAX = 200;

    /** Of one despatch; a truck is unloaded in fewer parts. */
    private static final int RECEIVINGS_MAX = 200;

    /** One number may be used by several senders; of more than that nobody reads a list. */
    private static final int SENDERS_MAX = 500;

    private static final String FOUND = "select e.index, e.position, e.event_id, e.event_time from event e where ";

    private static final String IS_DESPATCH =
            "e.biz_step = 'shipping' and e.declared_at is null and not e.declared_wrong";

    private static final String LATEST = FOUND + IS_DESPATCH
            + " and (e.event_time, e.index, e.position) < (?, ?, ?)"
            + " order by e.event_time desc, e.index desc, e.position desc limit ?";

    /** Papers stand behind their issuer's number: each sender that there is is tried. */
    private static final String BY_NUMBER = "select distinct e.index, e.position, e.event_id, e.event_time"
            + " from identifier_stems('urn:epcglobal:cbv:bt:', 'urn:epcglobal:cbv:bt::', 34, " + SENDERS_MAX + ") s"
            + " join event_identifier i on i.key = s || ':' || ? and i.role = 10"
            + " join event e on e.index = i.index and e.position = i.position and " + IS_DESPATCH
            + " where (e.event_time, e.index, e.position) < (?, ?, ?)"
            + " order by e.event_time desc, e.index desc, e.position desc limit ?";

    /** The thing itself, and whatever it is or was packed into, outward. */
    private static final String BY_THING = "with recursive carrier (key, depth) as ("
            + " select ?::text collate \"C\", 0 union select i.parent, c.depth + 1 from carrier c"
            + " join event_identifier i on i.key = c.key and i.role in (2, 7) and i.move = 1 and not i.void"
            + " where c.depth < " + PACKING_DEPTH_MAX + " and i.parent is not null)"
            + " select distinct e.index, e.position, e.event_id, e.event_time from carrier c"
            + " join event_identifier i on i.key = c.key and i.role in (0, 5)"
            + " join event e on e.index = i.index and e.position = i.position and " + IS_DESPATCH
            + " where (e.event_time, e.index, e.position) < (?, ?, ?)"
            + " order by e.event_time desc, e.index desc, e.position desc limit ?";

    private static final String ONE = FOUND + IS_DESPATCH + " and e.index = ? and e.position = ?";

    /**
     * Of the numbers in the two arrays, each a range of keys: the shipping events that name one as a source, a destination or
     * a place. From the numbers to the events, so that a guest with few of a million waits no longer than one of few.
     */
    private static final String CONCERNED = "select i.index, i.position from unnest(?::text[], ?::text[]) r (low, high)"
            + " join event_identifier i on i.key >= r.low and i.key < r.high and i.role in (11, 12)"
            + " union select p.index, p.position from unnest(?::text[], ?::text[]) r (low, high)"
            + " join event p on p.read_point >= r.low and p.read_point < r.high"
            + " union select b.index, b.position from unnest(?::text[], ?::text[]) r (low, high)"
            + " join event b on b.biz_location >= r.low and b.biz_location < r.high";

    private static final String LATEST_OF = "with concerned (index, position) as (" + CONCERNED + ") " + FOUND
            + IS_DESPATCH
            + " and (e.index, e.position) in (select index, position from concerned)"
            + " and (e.event_time, e.index, e.position) < (?, ?, ?)"
            + " order by e.event_time desc, e.index desc, e.position desc limit ?";

    private static final String ONE_OF = "with concerned (index, position) as (" + CONCERNED + ") " + FOUND
            + IS_DESPATCH + " and e.index = ? and e.position = ?"
            + " and (e.index, e.position) in (select index, position from concerned)";

    /** Whether the event names one of these numbers, or a place within it (254), as where it comes from (role 11) or goes (12). */
    private static final String TOUCHES = "select exists (select 1 from event_identifier i, unnest(?::text[]) g (gln)"
            + " where i.index = ? and i.position = ? and i.role = ?"
            + " and (i.key = '414/' || g.gln or i.key = '417/' || g.gln or starts_with(i.key, '414/' || g.gln || '/')))";

    /** What was said to be other than announced, under this advice or of this event. */
    private static final String DIFFERENCES = "select distinct e.index, e.position, e.event_id, e.event_time,"
            + " e.disposition from event_identifier i"
            + " join event e on e.index = i.index and e.position = i.position"
            + " where i.key = any (?) and i.role = 10 and i.event_time >= ? and not i.void"
            + " and e.biz_step = 'inspecting' order by e.event_time, e.index, e.position limit " + DIFFERENCES_MAX;

    /** What arrived under this advice. */
    private static final String RECEIVINGS = "select distinct e.index, e.position from event_identifier i"
            + " join event e on e.index = i.index and e.position = i.position"
            + " where i.key = ? and i.role = 10 and i.event_time >= ? and not i.void"
            + " and e.biz_step = 'receiving' order by e.index, e.position limit " + RECEIVINGS_MAX;

    /** Of these things, which a receiving event under this paper names, other than the one of that name. */
    private static final String RECEIVED_BEFORE = "select distinct i.key from event_identifier i"
            + " join event e on e.index = i.index and e.position = i.position"
            + " and e.biz_step = 'receiving' and e.event_id <> ?"
            + " where i.key = any (?) and i.role in (0, 5) and not i.void"
            + " and exists (select 1 from event_identifier t"
            + " where t.index = e.index and t.position = e.position and t.role = 10 and t.key = ?)";

    /** For each of these keys the last shipment that it announced: as its despatch advice, or as its event. */
    private static final String ANNOUNCING = "select f.index, f.position, f.event_id, f.event_time"
            + " from unnest(?::text[]) k (key) cross join lateral ("
            + " select e.index, e.position, e.event_id, e.event_time from event e where e.event_id = k.key and "
            + IS_DESPATCH
            + " union all select e.index, e.position, e.event_id, e.event_time from event_identifier i"
            + " join event e on e.index = i.index and e.position = i.position and " + IS_DESPATCH
            + " where i.key = k.key and i.role = 10 order by 4 desc, 1 desc, 2 desc limit 1) f";

    /** Everything that the events name. */
    private static final String NAMED = "select i.index, i.position, i.role, i.key, i.type, i.quantity, i.uom"
            + " from unnest(?::bigint[], ?::integer[]) a (index, position)"
            + " join event_identifier i on i.index = a.index and i.position = a.position";

    /** Of these things, at or after these times, which were received; an amount only under its paper. */
    private static final String RECEIVED = "select g.ordinal from"
            + " unnest(?::bigint[], ?::text[], ?::timestamptz[], ?::text[]) g (ordinal, key, since, paper)"
            + " where exists (select 1 from event_identifier r"
            + " join event v on v.index = r.index and v.position = r.position and v.biz_step = 'receiving'"
            + " where r.key = g.key and r.event_time >= g.since and not r.void and r.role in (0, 5)"
            + " and (g.paper is null or exists (select 1 from event_identifier t"
            + " where t.index = v.index and t.position = v.position and t.role = 10 and t.key = g.paper)))";

    /** What was in these packages at that time. */
    private static final String CONTENTS = "select p.key, i.key, i.quantity, i.uom"
            + " from unnest(?::text[]) v (key)"
            + " join event_identifier p on p.key = v.key and p.role = 1 and p.event_time <= ? and not p.void"
            + " join event_identifier i on i.index = p.index and i.position = p.position"
            + " and i.role in (2, 7) and i.move = 1 and i.until > ?"
            + " order by p.event_time, p.index, p.position, i.key limit " + CONTENTS_MAX;

    private final DataSource dataSource;

    public Despatches(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The latest first, without contents. */
    public List<Despatch> latest(@Nullable After after, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(LATEST)) {
            setPage(select, 1, after, limit);
            return despatches(connection, heads(select));
        }
    }

    /** Those whose despatch advice has this number, whoever sent it; the latest first, without contents. */
    public List<Despatch> ofNumber(String number, @Nullable After after, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(BY_NUMBER)) {
            select.setString(1, PaperNumber.escaped(number));
            setPage(select, 2, after, limit);
            return despatches(connection, heads(select));
        }
    }

    /** Those that this thing travels in, by itself or packed; the latest first, without contents. */
    public List<Despatch> ofThing(Identifier thing, @Nullable After after, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(BY_THING)) {
            select.setString(1, thing.key());
            setPage(select, 2, after, limit);
            return despatches(connection, heads(select));
        }
    }

    private static void setPage(PreparedStatement select, int parameter, @Nullable After after, int limit)
            throws SQLException {
        After.set(select, parameter, after);
        select.setInt(parameter + 3, limit);
    }

    /** The one at this address, with what was in its packages. */
    public Optional<Despatch> at(RecordAddress address) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(ONE)) {
            select.setLong(1, address.index());
            select.setInt(2, address.position());
            Optional<Despatch> found =
                    despatches(connection, heads(select)).stream().findFirst();
            return found.isEmpty() ? found : Optional.of(withContents(connection, found.get()));
        }
    }

    /** Those that name one of these numbers as a source, a destination or a place; the latest first, without contents. */
    public List<Despatch> latestOf(Collection<String> glns, @Nullable After after, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(LATEST_OF)) {
            int parameter = setConcerned(connection, select, glns);
            setPage(select, parameter, after, limit);
            return despatches(connection, heads(select));
        }
    }

    /** The one at this address, if it names one of these numbers, with what was in its packages. */
    public Optional<Despatch> atOf(Collection<String> glns, RecordAddress address) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(ONE_OF)) {
            int parameter = setConcerned(connection, select, glns);
            select.setLong(parameter++, address.index());
            select.setInt(parameter, address.position());
            Optional<Despatch> found =
                    despatches(connection, heads(select)).stream().findFirst();
            return found.isEmpty() ? found : Optional.of(withContents(connection, found.get()));
        }
    }

    /** Whether these numbers are where it goes: who sends a thing does not receive it. */
    public boolean goesTo(Collection<String> glns, Despatch despatch) throws SQLException {
        return touches(glns, despatch, 12);
    }

    /** Whether these numbers are where it comes from. */
    public boolean comesFrom(Collection<String> glns, Despatch despatch) throws SQLException {
        return touches(glns, despatch, 11);
    }

    private boolean touches(Collection<String> glns, Despatch despatch, int role) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(TOUCHES)) {
            select.setArray(1, connection.createArrayOf("text", glns.toArray()));
            select.setLong(2, despatch.address().index());
            select.setInt(3, despatch.address().position());
            select.setInt(4, role);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** A place by its number or a place within it (254), and the company of that number. The parameter after these. */
    private static int setConcerned(Connection connection, PreparedStatement select, Collection<String> glns)
            throws SQLException {
        List<String> low = new ArrayList<>();
        List<String> high = new ArrayList<>();
        for (String gln : glns) {
            for (String key : new String[] {"414/" + gln, "417/" + gln}) {
                low.add(key);
                high.add(key + '\u0001');
                low.add(key + '/');
                high.add(key + '0'); // the character after the slash
            }
        }
        for (int i = 1; i < 7; i += 2) {
            select.setArray(i, texts(connection, low.toArray()));
            select.setArray(i + 1, texts(connection, high.toArray()));
        }
        return 7;
    }

    /**
     * Something of a despatch that is not as it was announced.
     *
     * @param disposition what it is instead, in CBV's word, as far as there is one
     */
    public record Difference(RecordAddress address, String eventID, Instant observedAt, Optional<String> disposition) {}

    /** The first that were seen, of those that name its advice or itself. */
    public List<Difference> differences(Despatch despatch) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(DIFFERENCES)) {
            List<String> named = new ArrayList<>();
            named.add(despatch.eventID());
            despatch.paper().ifPresent(paper -> named.add(paper.key()));
            select.setArray(1, texts(connection, named.toArray()));
            select.setObject(2, utc(despatch.shippedAt()));
            List<Difference> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new Difference(
                            new RecordAddress(row.getLong(1), row.getInt(2)),
                            row.getString(3),
                            row.getObject(4, OffsetDateTime.class).toInstant(),
                            Optional.ofNullable(row.getString(5))));
                }
            }
            return found;
        }
    }

    /**
     * Which of these things arrived before under this despatch advice.
     *
     * @param receiving the eventID of the receipt that asks: it does not stand in its own way when it is sent again
     */
    public Set<Identifier> receivedBefore(Identifier paper, Collection<Identifier> things, String receiving)
            throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(RECEIVED_BEFORE)) {
            select.setString(1, receiving);
            select.setArray(
                    2, texts(connection, things.stream().map(Identifier::key).toArray()));
            select.setString(3, paper.key());
            Set<Identifier> found = new HashSet<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(Identifier.ofKey(row.getString(1)));
                }
            }
            return found;
        }
    }

    /** The events by which it arrived, as far as they name its advice. */
    public List<RecordAddress> receivings(Despatch despatch) throws SQLException {
        List<RecordAddress> found = new ArrayList<>();
        if (despatch.paper().isEmpty()) {
            return found;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(RECEIVINGS)) {
            select.setString(1, despatch.paper().get().key());
            select.setObject(2, utc(despatch.shippedAt()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new RecordAddress(row.getLong(1), row.getInt(2)));
                }
            }
        }
        return found;
    }

    /** The shipments that these cases are of, without contents; of one whose shipment is not here, none. */
    public Map<Case, Despatch> announcing(Collection<Case> cases) throws SQLException {
        Map<String, Despatch> byKey = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(ANNOUNCING)) {
            select.setArray(
                    1,
                    texts(connection, cases.stream().map(Case::about).distinct().toArray()));
            for (Despatch despatch : despatches(connection, heads(select))) {
                byKey.put(Identifier.parse(despatch.eventID()).key(), despatch);
                despatch.paper().ifPresent(paper -> byKey.put(paper.key(), despatch));
            }
        }
        Map<Case, Despatch> found = new HashMap<>();
        for (Case each : cases) {
            Despatch despatch = byKey.get(each.about());
            if (despatch != null) {
                found.put(each, despatch);
            }
        }
        return found;
    }

    private record Head(RecordAddress address, String eventID, Instant shippedAt) {}

    private static List<Head> heads(PreparedStatement select) throws SQLException {
        List<Head> heads = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                heads.add(new Head(
                        new RecordAddress(row.getLong(1), row.getInt(2)),
                        row.getString(3),
                        row.getObject(4, OffsetDateTime.class).toInstant()));
            }
        }
        return heads;
    }

    /** What one despatch names, as it is read. */
    private static final class Named {
        @Nullable
        String paper;

        @Nullable
        String fromPlace;

        @Nullable
        String fromParty;

        @Nullable
        String toPlace;

        @Nullable
        String toParty;

        final List<Amount> goods = new ArrayList<>();
    }

    private record Amount(String key, boolean isClass, Optional<BigDecimal> quantity, Optional<String> uom) {}

    private static List<Despatch> despatches(Connection connection, List<Head> heads) throws SQLException {
        Map<RecordAddress, Named> named = named(connection, heads);
        List<Asked> asked = new ArrayList<>();
        for (Head head : heads) {
            Named names = named.getOrDefault(head.address(), new Named());
            names.goods.forEach(
                    each -> asked.add(new Asked(each.key(), head.shippedAt(), each.isClass() ? names.paper : null)));
        }
        Set<Integer> received = received(connection, asked);
        List<Despatch> despatches = new ArrayList<>();
        int ordinal = 0;
        for (Head head : heads) {
            Named names = named.getOrDefault(head.address(), new Named());
            List<Despatch.Goods> goods = new ArrayList<>();
            for (Amount each : names.goods) {
                goods.add(new Despatch.Goods(
                        Identifier.ofKey(each.key()),
                        each.quantity(),
                        each.uom(),
                        List.of(),
                        received.contains(ordinal++)));
            }
            despatches.add(new Despatch(
                    head.address(),
                    head.eventID(),
                    head.shippedAt(),
                    identifier(names.paper),
                    identifier(names.fromPlace == null ? names.fromParty : names.fromPlace),
                    identifier(names.toPlace == null ? names.toParty : names.toPlace),
                    goods,
                    Despatch.state(goods)));
        }
        return despatches;
    }

    private static Optional<Identifier> identifier(@Nullable String key) {
        return Optional.ofNullable(key).map(Identifier::ofKey);
    }

    private static Map<RecordAddress, Named> named(Connection connection, List<Head> heads) throws SQLException {
        Map<RecordAddress, Named> named = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(NAMED)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint",
                            heads.stream().map(head -> head.address().index()).toArray()));
            select.setArray(
                    2,
                    connection.createArrayOf(
                            "integer",
                            heads.stream()
                                    .map(head -> head.address().position())
                                    .toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Named names = named.computeIfAbsent(
                            new RecordAddress(row.getLong(1), row.getInt(2)), first -> new Named());
                    take(names, row);
                }
            }
        }
        return named;
    }

    private static void take(Named names, ResultSet row) throws SQLException {
        String key = row.getString(4);
        String type = row.getString(5) == null ? "" : row.getString(5);
        switch (row.getInt(3)) {
            case 0 -> names.goods.add(new Amount(key, false, Optional.empty(), Optional.empty()));
            case 5 ->
                names.goods.add(new Amount(
                        key, true, Optional.ofNullable(row.getBigDecimal(6)), Optional.ofNullable(row.getString(7))));
            case 10 -> {
                if (type.equals("desadv")) {
                    names.paper = key;
                }
            }
            case 11 -> {
                if (type.equals("location")) {
                    names.fromPlace = key;
                } else {
                    names.fromParty = key;
                }
            }
            case 12 -> {
                if (type.equals("location")) {
                    names.toPlace = key;
                } else {
                    names.toParty = key;
                }
            }
            default -> {
                // Nothing that a despatch is shown by.
            }
        }
    }

    private record Asked(
            String key, Instant since, @Nullable String paper) {}

    private static Set<Integer> received(Connection connection, List<Asked> asked) throws SQLException {
        Set<Integer> received = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(RECEIVED)) {
            Object[] ordinals = new Object[asked.size()];
            for (int i = 0; i < ordinals.length; i++) {
                ordinals[i] = (long) i;
            }
            select.setArray(1, connection.createArrayOf("bigint", ordinals));
            select.setArray(2, texts(connection, asked.stream().map(Asked::key).toArray()));
            select.setArray(
                    3,
                    connection.createArrayOf(
                            "timestamptz",
                            asked.stream()
                                    .map(each -> utc(each.since()).toString())
                                    .toArray()));
            select.setArray(
                    4, texts(connection, asked.stream().map(Asked::paper).toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    received.add(row.getInt(1));
                }
            }
        }
        return received;
    }

    private record Content(String parent, Amount amount) {}

    private static Despatch withContents(Connection connection, Despatch despatch) throws SQLException {
        Map<String, List<Amount>> contents = new LinkedHashMap<>();
        Set<String> level = new HashSet<>();
        despatch.goods().forEach(each -> level.add(each.identifier().key()));
        Set<String> seen = new HashSet<>(level);
        for (int depth = 0; depth < PACKING_DEPTH_MAX && !level.isEmpty(); depth++) {
            List<Content> found = contents(connection, level, despatch.shippedAt());
            level.clear();
            for (Content each : found) {
                contents.computeIfAbsent(each.parent(), first -> new ArrayList<>())
                        .add(each.amount());
                if (seen.add(each.amount().key()) && !each.amount().isClass()) {
                    level.add(each.amount().key());
                }
            }
        }
        List<Despatch.Goods> goods = despatch.goods().stream()
                .map(each -> filled(each, contents, PACKING_DEPTH_MAX))
                .toList();
        return new Despatch(
                despatch.address(),
                despatch.eventID(),
                despatch.shippedAt(),
                despatch.paper(),
                despatch.from(),
                despatch.to(),
                goods,
                despatch.state());
    }

    private static Despatch.Goods filled(Despatch.Goods goods, Map<String, List<Amount>> contents, int depthLeft) {
        if (depthLeft == 0) {
            return goods;
        }
        List<Despatch.Goods> within = contents.getOrDefault(goods.identifier().key(), List.of()).stream()
                .map(each -> filled(
                        new Despatch.Goods(
                                Identifier.ofKey(each.key()),
                                each.quantity(),
                                each.uom(),
                                List.of(),
                                goods.isReceived()),
                        contents,
                        depthLeft - 1))
                .toList();
        return new Despatch.Goods(goods.identifier(), goods.quantity(), goods.uom(), within, goods.isReceived());
    }

    private static List<Content> contents(Connection connection, Set<String> parents, Instant at) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(CONTENTS)) {
            select.setArray(1, texts(connection, parents.toArray()));
            select.setObject(2, utc(at));
            select.setObject(3, utc(at));
            List<Content> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Optional<BigDecimal> quantity = Optional.ofNullable(row.getBigDecimal(3));
                    found.add(new Content(
                            row.getString(1),
                            new Amount(
                                    row.getString(2),
                                    quantity.isPresent(),
                                    quantity,
                                    Optional.ofNullable(row.getString(4)))));
                }
            }
            return found;
        }
    }

    private static Array texts(Connection connection, @Nullable Object[] texts) throws SQLException {
        return connection.createArrayOf("text", texts);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
