package org.tallystick.api.names;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of {@code place} and {@code product} ({@code V081__names.sql}), each call a transaction of its own. */
final class NameTable {
    private NameTable() {}

    record Place(String gln, String name, boolean own) {}

    record Product(String gtin, String name) {}

    static List<Place> places(Connection connection, @Nullable String after, int limit) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select gln, name, own from place where gln > ? order by gln limit ?")) {
            select.setString(1, after == null ? "" : after);
            select.setInt(2, limit);
            List<Place> places = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    places.add(new Place(row.getString(1), row.getString(2), row.getBoolean(3)));
                }
            }
            return places;
        }
    }

    static List<Product> products(Connection connection, @Nullable String after, int limit) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select gtin, name from product where gtin > ? order by gtin limit ?")) {
            select.setString(1, after == null ? "" : after);
            select.setInt(2, limit);
            List<Product> products = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    products.add(new Product(row.getString(1), row.getString(2)));
                }
            }
            return products;
        }
    }

    static void put(Connection connection, Place place) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into place (gln, name, own) values (?, ?, ?)"
                        + " on conflict (gln) do update set name = excluded.name, own = excluded.own")) {
            insert.setString(1, place.gln());
            insert.setString(2, place.name());
            insert.setBoolean(3, place.own());
            insert.executeUpdate();
        }
    }

    static void put(Connection connection, Product product) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into product (gtin, name) values (?, ?)"
                + " on conflict (gtin) do update set name = excluded.name")) {
            insert.setString(1, product.gtin());
            insert.setString(2, product.name());
            insert.executeUpdate();
        }
    }

    static void removePlace(Connection connection, String gln) throws SQLException {
        remove(connection, "delete from place where gln = ?", gln);
    }

    static void removeProduct(Connection connection, String gtin) throws SQLException {
        remove(connection, "delete from product where gtin = ?", gtin);
    }

    private static void remove(Connection connection, String sql, String key) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setString(1, key);
            delete.executeUpdate();
        }
    }
}
