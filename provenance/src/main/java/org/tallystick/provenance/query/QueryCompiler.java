package org.tallystick.provenance.query;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.epcis.Action;
import org.tallystick.provenance.query.Condition.Field;
import org.tallystick.provenance.query.Condition.TimeField;
import org.tallystick.provenance.query.EventQuery.Order;

/**
 * Conditions to SQL over {@code event e}. Which index serves is the planner's choice: it knows how common each value is, and
 * has one for every field.
 */
final class QueryCompiler {
    /** The part of the log that an answer is about: indexes from {@code from} to before {@code to}. */
    record IndexRange(long from, long to) {}

    private final EventQuery query;
    private final IndexRange range;

    /**
     * The identifiers that the events are found by, where any are asked for. They are joined, not looked up for each event: so
     * the planner may go from a key through its events in the order of their times, which is the order of the index, and stop
     * when the page is full, however common the key is.
     */
    private final Condition.@Nullable Names leading;

    QueryCompiler(EventQuery query, IndexRange range) {
        this.query = query;
        this.range = range;
        this.leading = leading(query.conditions());
    }

    /** Of several the one most likely to be rare: goods before orders, orders before parties. */
    private static Condition.@Nullable Names leading(List<Condition> conditions) {
        Condition.Names leading = null;
        for (Condition condition : conditions) {
            if (condition instanceof Condition.Names names
                    && (leading == null || rarity(names).compareTo(rarity(leading)) < 0)) {
                leading = names;
            }
        }
        return leading;
    }

    private static EventRole rarity(Condition.Names names) {
        return Collections.min(names.roles());
    }

    /** At most {@code limit} events of the answer, from the query's page token on: address, times, record. */
    Sql page(int limit) {
        Sql sql = new Sql().add("select q.index, q.position, q.event_time, q.record_time, r.bytes from (select");
        if (leading != null) {
            // It may be named in several parts of one event.
            sql.add(
                    query.order() == Order.EVENT_TIME
                            ? " distinct on (l.event_time, l.index, l.position)"
                            : " distinct on (l.index, l.position)");
        }
        sql.add(" e.index, e.position, e.event_time, e.record_time");
        addFromAndConditions(sql);
        query.from().ifPresent(token -> addAfter(sql, token));
        addOrder(sql, leading == null ? "e" : "l");
        sql.add(" limit ").bind(limit);
        sql.add(") q join entry n on n.index = q.index");
        sql.add(" join record r on r.cti = n.cti and r.issuer = n.issuer and r.position = q.position");
        // A record that was erased a moment ago is no answer any more.
        sql.add(" where r.bytes is not null");
        addOrder(sql, "q");
        return sql;
    }

    /** How many events answer, counted up to {@code limit}. */
    Sql count(int limit) {
        Sql sql = new Sql().add("select count(*) from (select distinct e.index, e.position");
        addFromAndConditions(sql);
        return sql.add(" limit ").bind(limit).add(") counted");
    }

    private void addFromAndConditions(Sql sql) {
        sql.add(" from event e");
        if (leading != null) {
            // Not on the event time too, though it is equal: the planner would take three equalities for three sieves.
            sql.add(" join event_identifier l on l.index = e.index and l.position = e.position and ");
            addNames(sql, leading, "l");
        }
        sql.add(" where e.index < ").bind(range.to());
        if (range.from() > 0) {
            sql.add(" and e.index >= ").bind(range.from());
        }
        for (Condition condition : query.conditions()) {
            if (!condition.equals(leading)) {
                addCondition(sql, condition);
            }
        }
    }

    private static void addCondition(Sql sql, Condition condition) {
        switch (condition) {
            case Condition.AnyOf(Field field, List<String> values) -> {
                sql.add(" and e.").add(field.column());
                if (field == Field.ACTION) {
                    sql.add(" = any(").bindShorts(actions(values)).add(")");
                } else if (values.size() == 1) {
                    sql.add(" = ").bind(values.getFirst());
                } else {
                    sql.add(" = any(").bindTexts(values).add(")");
                }
            }
            case Condition.From(TimeField field, var time) -> addTime(sql, field, " >= ", time);
            case Condition.Before(TimeField field, var time) -> addTime(sql, field, " < ", time);
            case Condition.Names names -> {
                sql.add(" and exists (select 1 from event_identifier i"
                        + " where i.index = e.index and i.position = e.position and ");
                addNames(sql, names, "i");
                sql.add(")");
            }
            case Condition.Quantity(var comparison, var numbers) ->
                sql.add(" and exists (select 1 from event_identifier i"
                                + " where i.index = e.index and i.position = e.position and i.quantity ")
                        .add(comparison.operator())
                        .add(" any(")
                        .bindNumbers(numbers)
                        .add("))");
            case Condition.DeclaresError() -> sql.add(" and e.declared_at is not null");
        }
    }

    private static void addTime(Sql sql, TimeField field, String comparison, Instant time) {
        switch (field) {
            case EVENT_TIME -> sql.add(" and e.event_time").add(comparison).bind(time);
            case DECLARATION_TIME ->
                sql.add(" and e.declared_at").add(comparison).bind(time);
            case RECORD_TIME -> {} // the range of indexes, which has the order of record times
        }
    }

    private static void addNames(Sql sql, Condition.Names names, String table) {
        if (names.keys().size() == 1) {
            sql.add(table).add(".key = ").bind(names.keys().getFirst());
        } else {
            sql.add(table).add(".key = any(").bindTexts(names.keys()).add(")");
        }
        sql.add(" and ")
                .add(table)
                .add(".role = any(")
                .bindShorts(EventRole.codes(names.roles()))
                .add(")");
        if (names.type() != null) {
            sql.add(" and ").add(table).add(".type = ").bind(names.type());
        }
    }

    private static Short[] actions(List<String> names) {
        return names.stream()
                .map(name -> (short) Action.valueOf(name).ordinal())
                .toArray(Short[]::new);
    }

    private void addAfter(Sql sql, PageToken token) {
        boolean byEventTime = query.order() == Order.EVENT_TIME;
        String table = leading == null ? "e" : "l";
        sql.add(" and (");
        if (byEventTime) {
            sql.add(table).add(".event_time, ");
        }
        sql.add(table).add(".index, ").add(table).add(".position) ");
        sql.add(query.isAscending() ? "> (" : "< (");
        if (byEventTime) {
            sql.bind(Micros.instant(token.eventTimeMicros())).add(", ");
        }
        sql.bind(token.index()).add(", ").bind(token.position()).add(")");
    }

    private void addOrder(Sql sql, String table) {
        String direction = query.isAscending() ? "" : " desc";
        sql.add(" order by ");
        if (query.order() == Order.EVENT_TIME) {
            sql.add(table).add(".event_time").add(direction).add(", ");
        }
        sql.add(table).add(".index").add(direction).add(", ");
        sql.add(table).add(".position").add(direction);
    }
}
