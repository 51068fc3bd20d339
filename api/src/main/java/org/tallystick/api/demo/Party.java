package org.tallystick.api.demo;

import java.time.ZoneId;

/**
 * A company of the story, with one place.
 *
 * <p>Its GS1 company prefix begins with 952, which GS1 keeps for demonstrations: none of these numbers is anybody's.
 */
enum Party {
    MIRADOR("9521001", "Finca El Mirador, Huila", Zones.COLOMBIA),
    ESPERANZA("9521002", "Finca La Esperanza, Huila", Zones.COLOMBIA),
    MILL("9521003", "Trilladora Neiva", Zones.COLOMBIA),
    IMPORTER("9521004", "Hansa Rohkaffee, Hamburg", Zones.GERMANY),
    ROASTERY("9521005", "Rösterei am Wall, Bremen", Zones.GERMANY),
    WHOLESALER("9521006", "Großhandel Leine, Hannover", Zones.GERMANY),
    SHOP_NORTH("9521007", "Laden Nord, Kiel", Zones.GERMANY),
    SHOP_SOUTH("9521008", "Laden Süd, Göttingen", Zones.GERMANY);

    /** Of an enum's own constants none can be used in its constructor. */
    private static final class Zones {
        static final ZoneId COLOMBIA = ZoneId.of("America/Bogota");
        static final ZoneId GERMANY = ZoneId.of("Europe/Berlin");
    }

    private final String companyPrefix;
    private final String title;
    private final ZoneId zone;

    Party(String companyPrefix, String title, ZoneId zone) {
        this.companyPrefix = companyPrefix;
        this.title = title;
        this.zone = zone;
    }

    String companyPrefix() {
        return companyPrefix;
    }

    /** For people. */
    String title() {
        return title;
    }

    ZoneId zone() {
        return zone;
    }

    /** {@code 9521001000015} */
    String gln() {
        return Gs1Numbers.gln(companyPrefix, 1);
    }

    /** As the physical place. */
    String place() {
        return "https://id.gs1.org/414/" + gln();
    }

    /** As the company. */
    String company() {
        return "https://id.gs1.org/417/" + gln();
    }
}
