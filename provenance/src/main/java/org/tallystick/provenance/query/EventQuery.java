package org.tallystick.provenance.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.tallystick.ledger.log.Hash;

/**
 * A SimpleEventQuery of EPCIS 2.0: conditions that all must hold, an order, limits, and the place in the answer to go on
 * from.
 *
 * <p>The order is complete: events of one time follow each other as they stand in the log, so an answer can be cut into pages
 * anywhere. Where no order is asked for it is that of event times, newest first, which the indexes serve best.
 */
public final class EventQuery {
    /** What is sorted by. Block times never fall, so the order of record times is that of the log. */
    public enum Order {
        EVENT_TIME,
        RECORD_TIME
    }

    /** A page that a browser shows and a client takes in one go; the standard's examples ask for 30. */
    static final int PER_PAGE_DEFAULT = 30;

    /** A thousand ordinary events are 1.2 MB; more in one answer saves no time and costs memory on both sides. */
    static final int PER_PAGE_MAX = 1_000;

    private final List<Condition> conditions;
    private final Order order;
    private final boolean ascending;
    private final OptionalInt eventCountLimit;
    private final OptionalInt maxEventCount;
    private final int perPage;
    private final Optional<PageToken> from;

    private EventQuery(
            List<Condition> conditions,
            Order order,
            boolean ascending,
            OptionalInt eventCountLimit,
            OptionalInt maxEventCount,
            int perPage,
            Optional<PageToken> from) {
        this.conditions = List.copyOf(conditions);
        this.order = order;
        this.ascending = ascending;
        this.eventCountLimit = eventCountLimit;
        this.maxEventCount = maxEventCount;
        this.perPage = perPage;
        this.from = from;
    }

    /**
     * A query of URL parameters. Lists are written {@code a|b}; a list that stands twice means any of both.
     *
     * @throws QueryParameterException if a parameter is unknown, not supported yet, wrong, or fits no other
     * @throws QueryTooComplexException if it names more values than a query may
     */
    public static EventQuery parse(Map<String, List<String>> parameters) {
        Parser parser = new Parser();
        // Sorted, so that the same parameters in another order are the same query.
        new TreeMap<>(parameters).forEach(parser::add);
        return parser.query();
    }

    List<Condition> conditions() {
        return conditions;
    }

    Order order() {
        return order;
    }

    boolean isAscending() {
        return ascending;
    }

    OptionalInt eventCountLimit() {
        return eventCountLimit;
    }

    OptionalInt maxEventCount() {
        return maxEventCount;
    }

    /** The most events of one page. */
    public int perPage() {
        return perPage;
    }

    Optional<PageToken> from() {
        return from;
    }

    /** Names this query, whatever page of it is asked for; a token of another query is refused. */
    Hash digest() {
        return Hash.sha256(toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return conditions + " by " + order + (ascending ? " ASC" : " DESC") + " limit " + eventCountLimit + " max "
                + maxEventCount;
    }

    private static final class Parser {
        private final List<Condition> conditions = new ArrayList<>();
        private Order order = Order.EVENT_TIME;
        private boolean ordered;
        private boolean ascending;
        private OptionalInt eventCountLimit = OptionalInt.empty();
        private OptionalInt maxEventCount = OptionalInt.empty();
        private int perPage = PER_PAGE_DEFAULT;
        private Optional<PageToken> from = Optional.empty();
        private int values;

        void add(String name, List<String> given) {
            List<String> split = new ArrayList<>();
            for (String value : given) {
                split.addAll(List.of(value.split("\\|", -1)));
            }
            values += split.size();
            if (values > ParameterGrammar.VALUES_MAX) {
                throw new QueryTooComplexException(
                        "a query of more than " + ParameterGrammar.VALUES_MAX + " values; ask in several");
            }
            switch (name) {
                case "orderBy" -> {
                    order = order(ParameterGrammar.single(name, split));
                    ordered = true;
                }
                case "orderDirection" -> ascending = isAscending(ParameterGrammar.single(name, split));
                case "eventCountLimit" -> eventCountLimit = OptionalInt.of(ParameterGrammar.count(name, split));
                case "maxEventCount" -> maxEventCount = OptionalInt.of(ParameterGrammar.count(name, split));
                case "perPage" -> perPage = Math.min(ParameterGrammar.count(name, split), PER_PAGE_MAX);
                case "nextPageToken" -> from = Optional.of(PageToken.parse(ParameterGrammar.single(name, split)));
                default -> conditions.add(ParameterGrammar.parse(name, split));
            }
        }

        private static Order order(String value) {
            return switch (value) {
                case "eventTime" -> Order.EVENT_TIME;
                case "recordTime" -> Order.RECORD_TIME;
                default ->
                    throw new QueryParameterException(
                            "orderBy",
                            value.indexOf(':') > 0
                                    ? "'" + value + "': ordering by extension fields is not supported yet"
                                    : "'" + value + "' is neither eventTime nor recordTime");
            };
        }

        private static boolean isAscending(String value) {
            return switch (value) {
                case "ASC" -> true;
                case "DESC" -> false;
                default ->
                    throw new QueryParameterException("orderDirection", "'" + value + "' is neither ASC nor DESC");
            };
        }

        EventQuery query() {
            if (eventCountLimit.isPresent() && maxEventCount.isPresent()) {
                throw new QueryParameterException("maxEventCount", "does not go together with eventCountLimit");
            }
            if (eventCountLimit.isPresent() && !ordered) {
                throw new QueryParameterException("eventCountLimit", "needs orderBy: the first of what order?");
            }
            return new EventQuery(conditions, order, ascending, eventCountLimit, maxEventCount, perPage, from);
        }
    }
}
