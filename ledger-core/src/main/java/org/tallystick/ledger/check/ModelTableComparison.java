package org.tallystick.ledger.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a stored table that are not among the recomputed ones, and the other way round. PostgreSQL leaves out what
 * is on both sides equally often; what remains comes in the order of its key, and a stored row is told beside the
 * recomputed one of its key that it is most like.
 */
final class ModelTableComparison {
    /** Rows of one key that are looked at together: a record names some thousand things at most, and each pair is tried. */
    private static final int GROUP_MAX = 1_000;

    /** Of a row's values that agree, said where the key alone does not name it. */
    private static final int NAMING_LENGTH_MAX = 300;

    /** Before the first place where two long values differ. */
    private static final int EXCERPT_BEFORE = 20;

    private static final int EXCERPT_FROM_LENGTH = 150;

    private final Connection connection;
    private final Differences differences;
    private final ModelTable table;
    private final List<ModelTable.Column> columns;

    private List<List<@Nullable String>> stored = new ArrayList<>();
    private List<List<@Nullable String>> recomputed = new ArrayList<>();

    ModelTableComparison(Connection connection, Differences differences, ModelTable table) {
        this.connection = connection;
        this.differences = differences;
        this.table = table;
        this.columns = table.columns();
    }

    void run() throws SQLException {
        try (Rows rows = new Rows(connection, sql())) {
            List<@Nullable String> before = List.of();
            for (; rows.there(); rows.advance()) {
                List<@Nullable String> row = new ArrayList<>(columns.size());
                for (int i = 0; i < columns.size(); i++) {
                    row.add(rows.textOrNull(i + 2));
                }
                if (!before.isEmpty()
                        && (!key(row).equals(key(before)) || stored.size() + recomputed.size() >= GROUP_MAX)) {
                    tell();
                }
                before = row;
                long surplus = rows.number(1);
                for (long i = 0; i < Math.min(Math.abs(surplus), GROUP_MAX); i++) {
                    (surplus > 0 ? stored : recomputed).add(row);
                }
            }
            tell();
        }
    }

    private String sql() {
        String names = columns.stream().map(ModelTable.Column::sql).collect(Collectors.joining(", "));
        String compared = columns.stream().map(ModelTable.Column::compared).collect(Collectors.joining(", "));
        String printed = columns.stream().map(column -> column.sql() + "::text").collect(Collectors.joining(", "));
        String key = columns.stream()
                .filter(ModelTable.Column::key)
                .map(column -> "r." + column.sql())
                .collect(Collectors.joining(", "));
        return "select sum(side), " + printed + " from (select 1 as side, " + compared + " from " + table.stored()
                + " union all select -1, " + compared + " from " + table.recomputed() + ") r group by " + names
                + " having sum(side) <> 0" + (key.isEmpty() ? "" : " order by " + key);
    }

    private List<@Nullable String> key(List<@Nullable String> row) {
        List<@Nullable String> key = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).key()) {
                key.add(row.get(i));
            }
        }
        return key;
    }

    /** Tells of the rows of one key. */
    private void tell() {
        for (List<@Nullable String> row : stored) {
            int like = mostLike(row);
            if (like < 0) {
                differences.add(table.name(), named(row, row), "row", print(row), "none");
            } else {
                tell(row, recomputed.remove(like));
            }
        }
        for (List<@Nullable String> row : recomputed) {
            differences.add(table.name(), named(row, row), "row", "none", print(row));
        }
        stored = new ArrayList<>();
        recomputed = new ArrayList<>();
    }

    private void tell(List<@Nullable String> row, List<@Nullable String> other) {
        String named = named(row, other);
        for (int i = 0; i < columns.size(); i++) {
            if (!Objects.equals(row.get(i), other.get(i))) {
                String left = String.valueOf(row.get(i));
                String right = String.valueOf(other.get(i));
                int from = differAt(left, right);
                differences.add(table.name(), named, columns.get(i).name(), excerpt(left, from), excerpt(right, from));
            }
        }
    }

    /** The recomputed row with the most equal values; of a key that names one row any, else one that is half equal. */
    private int mostLike(List<@Nullable String> row) {
        int best = -1;
        int most = columns.getFirst().unique() ? -1 : columns.size() / 2 - 1;
        for (int i = 0; i < recomputed.size(); i++) {
            int equal = 0;
            for (int c = 0; c < columns.size(); c++) {
                if (Objects.equals(row.get(c), recomputed.get(i).get(c))) {
                    equal++;
                }
            }
            if (equal > most) {
                most = equal;
                best = i;
            }
        }
        return best;
    }

    /** {@code index=17 position=0}, and where that names several rows, the other values that agree. */
    private String named(List<@Nullable String> row, List<@Nullable String> other) {
        StringJoiner named = new StringJoiner(" ");
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).key()) {
                named.add(columns.get(i).name() + "=" + row.get(i));
            }
        }
        for (int i = 0; i < columns.size() && row != other; i++) {
            ModelTable.Column column = columns.get(i);
            String value = row.get(i);
            if (!column.key()
                    && !column.unique()
                    && value != null
                    && value.equals(other.get(i))
                    && named.length() + value.length() <= NAMING_LENGTH_MAX) {
                named.add(column.name() + "=" + value);
            }
        }
        return named.toString();
    }

    private String print(List<@Nullable String> row) {
        StringJoiner text = new StringJoiner(" ");
        for (int i = 0; i < columns.size(); i++) {
            if (!columns.get(i).key()) {
                text.add(columns.get(i).name() + "=" + row.get(i));
            }
        }
        return text.toString();
    }

    private static int differAt(String left, String right) {
        int at = 0;
        while (at < left.length() && at < right.length() && left.charAt(at) == right.charAt(at)) {
            at++;
        }
        return at;
    }

    /** Long values are told from a little before the place where they differ. */
    private static String excerpt(String value, int differAt) {
        return differAt <= EXCERPT_FROM_LENGTH ? value : "…" + value.substring(differAt - EXCERPT_BEFORE);
    }
}
