package org.tallystick.api.names;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;

/** A row of {@code place} ({@code V081__names.sql}). */
@Entity
@Table(name = "place")
class NamedPlace extends PanacheEntityBase {
    @Id
    String gln;

    String name;

    /** One of this company's own. */
    boolean own;

    @SuppressWarnings("NullAway.Init") // Hibernate fills it
    NamedPlace() {}

    /** In the order of their GLNs, from the one after this. */
    static List<NamedPlace> listAfter(String gln, int limit) {
        return find("gln > ?1 order by gln", gln).range(0, limit - 1).list();
    }

    /** One statement: two clerks who name a place at the same moment both succeed, and one of the names stays. */
    static void put(String gln, String name, boolean own) {
        getEntityManager()
                .createQuery("insert into NamedPlace (gln, name, own) values (:gln, :name, :own)"
                        + " on conflict (gln) do update set name = excluded.name, own = excluded.own")
                .setParameter("gln", gln)
                .setParameter("name", name)
                .setParameter("own", own)
                .executeUpdate();
    }
}
