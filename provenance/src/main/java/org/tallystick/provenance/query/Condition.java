package org.tallystick.provenance.query;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an EPCIS query demands of an event; all of a query's conditions must hold.
 *
 * <p>EPCIS has 60 parameters and 108 patterns of names, and four things to ask: is a field one of these values, is a time
 * before or after, is this identifier named in that part, is something there. Lists of values are sorted and without
 * repetition, so that two spellings of one query are equal.
 */
sealed interface Condition {
    /** A field of the event that has at most one value. */
    enum Field {
        TYPE("type"),
        ACTION("action"),
        BIZ_STEP("biz_step"),
        DISPOSITION("disposition"),
        READ_POINT("read_point"),
        BIZ_LOCATION("biz_location"),
        EVENT_ID("event_id");

        private final String column;

        Field(String column) {
            this.column = column;
        }

        String column() {
            return column;
        }
    }

    /** A time of the event. */
    enum TimeField {
        EVENT_TIME,
        RECORD_TIME,
        /** Of its error declaration, where it has one. */
        DECLARATION_TIME
    }

    /** How a number is compared. */
    enum Comparison {
        EQ("="),
        GT(">"),
        GE(">="),
        LT("<"),
        LE("<=");

        private final String operator;

        Comparison(String operator) {
            this.operator = operator;
        }

        String operator() {
            return operator;
        }
    }

    /** {@code EQ_…} and {@code eventType}: the field is there and has one of these values. */
    record AnyOf(Field field, List<String> values) implements Condition {
        public AnyOf {
            values = List.copyOf(values);
        }
    }

    /** {@code GE_…}: at that time or later. */
    record From(TimeField field, Instant time) implements Condition {}

    /** {@code LT_…}: before that time. */
    record Before(TimeField field, Instant time) implements Condition {}

    /**
     * {@code MATCH_…}, transactions, sources, destinations: the event names one of these in one of these parts.
     *
     * @param type of the transaction, source or destination
     */
    record Names(Set<EventRole> roles, @Nullable String type, List<String> keys) implements Condition {
        public Names {
            roles = Set.copyOf(roles);
            keys = List.copyOf(keys);
        }

        @Override
        public String toString() {
            // A set has no order of its own, and a page token is bound to this text.
            return "Names[" + List.of(EventRole.codes(roles)) + ", " + type + ", " + keys + "]";
        }
    }

    /**
     * {@code EQ_quantity}, {@code GT_quantity}…: of one of its classes that much is named, in whatever unit.
     *
     * @param values one, but for EQ; without zeros at their ends, so that two spellings of one query are equal
     */
    record Quantity(Comparison comparison, List<BigDecimal> values) implements Condition {
        public Quantity {
            values = List.copyOf(values);
        }
    }

    /** {@code EXISTS_errorDeclaration} */
    record DeclaresError() implements Condition {}
}
