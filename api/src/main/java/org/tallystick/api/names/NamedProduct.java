package org.tallystick.api.names;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;

/** A row of {@code product} ({@code V081__names.sql}). */
@Entity
@Table(name = "product")
class NamedProduct extends PanacheEntityBase {
    /** All 14 digits. */
    @Id
    String gtin;

    String name;

    @SuppressWarnings("NullAway.Init") // Hibernate fills it
    NamedProduct() {}

    /** In the order of their GTINs, from the one after this. */
    static List<NamedProduct> listAfter(String gtin, int limit) {
        return find("gtin > ?1 order by gtin", gtin).range(0, limit - 1).list();
    }

    /** One statement: two who name a product at the same moment both succeed, and one of the names stays. */
    static void put(String gtin, String name) {
        getEntityManager()
                .createQuery("insert into NamedProduct (gtin, name) values (:gtin, :name)"
                        + " on conflict (gtin) do update set name = excluded.name")
                .setParameter("gtin", gtin)
                .setParameter("name", name)
                .executeUpdate();
    }
}
