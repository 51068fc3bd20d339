package org.tallystick.api.guest;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.tallystick.provenance.despatch.Despatch;
import org.tallystick.provenance.identifier.Gs1Identifier;
import org.tallystick.provenance.identifier.Gs1Key;
import org.tallystick.provenance.identifier.Identifier;

/** What this node calls the numbers in a guest's shipments: of those, and of no others. */
final class GuestNames {
    private final DataSource dataSource;

    GuestNames(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Schema(name = "GuestPlaceName")
    record Place(String gln, String name) {}

    @Schema(name = "GuestProductName")
    record Product(String gtin, String name) {}

    record Found(List<Place> places, List<Product> products) {
        Found {
            places = List.copyOf(places);
            products = List.copyOf(products);
        }
    }

    Found of(Collection<Despatch> despatches) throws SQLException {
        Set<String> glns = new LinkedHashSet<>();
        Set<String> gtins = new LinkedHashSet<>();
        for (Despatch despatch : despatches) {
            add(despatch.from(), glns);
            add(despatch.to(), glns);
            add(despatch.goods(), gtins);
        }
        try (Connection connection = dataSource.getConnection()) {
            List<Place> places = new ArrayList<>();
            named(connection, "select gln, name from place where gln = any (?)", glns, Place::new, places);
            List<Product> products = new ArrayList<>();
            named(connection, "select gtin, name from product where gtin = any (?)", gtins, Product::new, products);
            return new Found(places, products);
        }
    }

    private static void add(Optional<Identifier> place, Set<String> glns) {
        if (place.isPresent()
                && place.get() instanceof Gs1Identifier gs1
                && (gs1.type() == Gs1Key.GLN || gs1.type() == Gs1Key.PARTY_GLN)) {
            glns.add(gs1.value());
        }
    }

    private static void add(List<Despatch.Goods> goods, Set<String> gtins) {
        for (Despatch.Goods each : goods) {
            if (each.identifier() instanceof Gs1Identifier gs1 && gs1.type() == Gs1Key.GTIN) {
                gtins.add(gs1.value());
            }
            add(each.contents(), gtins);
        }
    }

    private interface Maker<T> {
        T make(String number, String name);
    }

    private static <T> void named(Connection connection, String sql, Set<String> numbers, Maker<T> maker, List<T> found)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, connection.createArrayOf("text", numbers.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(maker.make(row.getString(1), row.getString(2)));
                }
            }
        }
    }
}
