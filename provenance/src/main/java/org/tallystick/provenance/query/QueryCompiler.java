package org.tallystick.provenance.query;

import java.util.List;
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

    QueryCompiler(EventQuery query, IndexRange range) {
        this.query = query;
        this.range = range;
    }

    /** At most {@code limit} events of the answer, from the query's page token on: address, times, record. */
    Sql page(int limit) {
        Sql sql = new Sql().add("select q.index, q.position, q.event_time, q.record_time, r.bytes from (");
        sql.add("select e.index, e.position, e.event_time, e.record_time from event e where ");
        addConditions(sql);
        query.from().ifPresent(token -> addAfter(sql, token));
        addOrder(sql, "e");
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
        Sql sql = new Sql().add("select count(*) from (select 1 from event e where ");
        addConditions(sql);
        return sql.add(" limit ").bind(limit).add(") counted");
    }

    private void addConditions(Sql sql) {
        sql.add("e.index < ").bind(range.to());
        if (range.from() > 0) {
            sql.add(" and e.index >= ").bind(range.from());
        }
        for (Condition condition : query.conditions()) {
            addCondition(sql, condition);
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
            case Condition.From(TimeField field, var time) -> {
                if (field == TimeField.EVENT_TIME) {
                    sql.add(" and e.event_time >= ").bind(time);
                }
            }
            case Condition.Before(TimeField field, var time) -> {
                if (field == TimeField.EVENT_TIME) {
                    sql.add(" and e.event_time < ").bind(time);
                }
            }
            case Condition.Names names -> addNames(sql, names);
            case Condition.DeclaresError() -> sql.add(" and e.declared_at is not null");
        }
    }

    private static void addNames(Sql sql, Condition.Names names) {
        sql.add(" and exists (select 1 from event_identifier i where i.index = e.index and i.position = e.position");
        if (names.keys().size() == 1) {
            sql.add(" and i.key = ").bind(names.keys().getFirst());
        } else {
            sql.add(" and i.key = any(").bindTexts(names.keys()).add(")");
        }
        sql.add(" and i.role = any(").bindShorts(EventRole.codes(names.roles())).add(")");
        if (names.type() != null) {
            sql.add(" and i.type = ").bind(names.type());
        }
        sql.add(")");
    }

    private static Short[] actions(List<String> names) {
        return names.stream()
                .map(name -> (short) Action.valueOf(name).ordinal())
                .toArray(Short[]::new);
    }

    private void addAfter(Sql sql, PageToken token) {
        boolean byEventTime = query.order() == Order.EVENT_TIME;
        sql.add(byEventTime ? " and (e.event_time, e.index, e.position) " : " and (e.index, e.position) ");
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
