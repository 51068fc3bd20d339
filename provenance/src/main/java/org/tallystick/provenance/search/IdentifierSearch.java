package org.tallystick.provenance.search;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.identifier.PaperNumber;

/**
 * Finds identifiers by a piece of them: how a number begins, with or without the zeros before it, or how the part that
 * people know begins, the lot, the serial, the order.
 *
 * <pre>
 *   95212345      01/09521234543213/10/LOT7   414/9521234000013   00/095212345…
 *   LOT           01/09521234543213/10/LOT7
 *   DN-47         urn:epcglobal:cbv:bt:9521234000013:DN-4711
 * </pre>
 *
 * <p>Lots and serials stand behind their product's number, papers behind their issuer's, so for these each product and
 * each issuer is one descent of the index; {@link #STEMS_MAX} of them are tried. Thread-safe.
 */
public final class IdentifierSearch {
    /** Beyond it "many" says as much. */
    public static final int EVENTS_COUNTED = 1_000;

    /** Some 30 microseconds each: with a warm cache a tenth of a second in all. */
    private static final int STEMS_MAX = 2_000;

    /** A single letter begins the lots of every product; nobody reads more of them than that. */
    private static final int KEYS_A_STEM = 3;

    public static final int PIECE_MAX_CHARS = 200;

    /** The end of a range of keys that begin alike: no text goes beyond it. */
    private static final String END = new String(Character.toChars(Character.MAX_CODE_POINT));

    private static final String BT = "urn:epcglobal:cbv:bt:";

    /** {@code 01/} and 14 digits; {@code urn:epcglobal:cbv:bt:} and 13. */
    private static final int PRODUCT_CHARS = 17;

    private static final int ISSUER_CHARS = BT.length() + 13;

    private static final String FIND = "with whole as (select k from unnest(?::text[]) b (beginning)"
            + " cross join lateral identifier_keys(b.beginning, b.beginning || ?, ?) k),"
            + " place as (select k from unnest(?::text[]) b (beginning)"
            + " cross join lateral location_keys(b.beginning, b.beginning || ?, ?) k),"
            + " product as (select s from identifier_stems('01/', '010', " + PRODUCT_CHARS + ", ?) s),"
            + " issuer as (select s from identifier_stems('" + BT + "', '" + BT + ":', " + ISSUER_CHARS + ", ?) s),"
            + " part as (select k from product cross join unnest(array['/10/', '/21/']) q"
            + " cross join lateral identifier_keys(s || q || ?, s || q || ? || ?, " + KEYS_A_STEM + ") k"
            + " union all select k from issuer"
            + " cross join lateral identifier_keys(s || ':' || ?, s || ':' || ? || ?, ?) k)"
            + " select key from (select k, 0 from whole union all select k, 0 from place"
            + " union all (select k, 1 from part limit ?)) found (key, rank)"
            + " group by key order by min(rank), key collate \"C\" limit ?";

    private static final String ABOUT = "select k.key, n.events, n.last"
            + " from unnest(?::text[]) with ordinality k (key, ordinal) cross join lateral ("
            + " select count(*) as events, max(event_time) as last from ("
            + " (select event_time from event_identifier where key = k.key order by event_time desc limit "
            + EVENTS_COUNTED + ")"
            + " union all (select event_time from event where biz_location = k.key limit " + EVENTS_COUNTED + ")"
            + " union all (select event_time from event where read_point = k.key and biz_location is distinct from k.key"
            + " limit " + EVENTS_COUNTED + ")"
            + ") e) n where n.events > 0 order by k.ordinal";

    private final DataSource dataSource;

    public IdentifierSearch(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Those that begin with the piece first, then those of which a part does.
     *
     * @param piece 1 to {@link #PIECE_MAX_CHARS} characters
     */
    public List<FoundIdentifier> find(String piece, int limit) throws SQLException {
        if (piece.isEmpty() || piece.length() > PIECE_MAX_CHARS) {
            throw new IllegalArgumentException("a piece of " + piece.length() + " characters");
        }
        try (Connection connection = dataSource.getConnection()) {
            return about(connection, keys(connection, piece, limit));
        }
    }

    private static List<String> keys(Connection connection, String piece, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            int i = 1;
            select.setArray(i++, array(connection, beginnings(piece)));
            select.setString(i++, END);
            select.setInt(i++, limit);
            select.setArray(i++, array(connection, placeBeginnings(piece)));
            select.setString(i++, END);
            select.setInt(i++, limit);
            select.setInt(i++, STEMS_MAX);
            select.setInt(i++, STEMS_MAX);
            for (String part : List.of(inGs1Key(piece), PaperNumber.escaped(piece))) {
                select.setString(i++, part);
                select.setString(i++, part);
                select.setString(i++, END);
            }
            select.setInt(i++, limit);
            select.setInt(i++, limit);
            select.setInt(i, limit);
            List<String> keys = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    keys.add(row.getString(1));
                }
            }
            return keys;
        }
    }

    /** What a key may begin with so that the piece is how its number, or it itself, begins. */
    private static List<String> beginnings(String piece) {
        if (!isDigits(piece)) {
            return List.of(piece);
        }
        List<String> beginnings = new ArrayList<>(List.of("00/" + piece, "414/" + piece, "417/" + piece, BT + piece));
        // A GTIN stands in keys with 14 digits, on products with 8, 12 or 13: up to six zeros are not on the label.
        IntStream.rangeClosed(0, 6)
                .mapToObj(zeros -> "01/" + "0".repeat(zeros) + piece)
                .forEach(beginnings::add);
        return beginnings;
    }

    private static List<String> placeBeginnings(String piece) {
        return isDigits(piece) ? List.of("414/" + piece) : List.of(piece);
    }

    private static boolean isDigits(String piece) {
        return piece.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The one spelling that a lot or serial has in a key: eight characters of GS1's set as %XX, the others as they are. */
    private static String inGs1Key(String piece) {
        StringBuilder escaped = new StringBuilder();
        piece.chars().forEach(c -> {
            if ("\"#%&/<>?".indexOf(c) >= 0) {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }

    private static List<FoundIdentifier> about(Connection connection, List<String> keys) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(ABOUT)) {
            select.setArray(1, array(connection, keys));
            List<FoundIdentifier> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new FoundIdentifier(
                            Identifier.ofKey(row.getString(1)),
                            (int) Math.min(EVENTS_COUNTED, row.getLong(2)),
                            row.getObject(3, OffsetDateTime.class).toInstant()));
                }
            }
            return found;
        }
    }

    private static Array array(Connection connection, List<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }
}
