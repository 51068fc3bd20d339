package org.tallystick.api.demo;

import org.tallystick.provenance.identifier.CheckDigit;

/** GS1 numbers as Digital Links, each from a company prefix of seven digits and a number of the company's own. */
public final class Gs1Numbers {
    private static final String LINK = "https://id.gs1.org";

    private Gs1Numbers() {}

    /** 13 digits: prefix, place, check digit. */
    public static String gln(String companyPrefix, int place) {
        return checked(companyPrefix + digits(place, 5));
    }

    /** 14 digits: 0 for what is sold to consumers, 1 to 8 for cases of it; prefix, product, check digit. */
    public static String gtin(int indicator, String companyPrefix, int product) {
        return checked(indicator + companyPrefix + digits(product, 5));
    }

    static String lot(String gtin, String lot) {
        return LINK + "/01/" + gtin + "/10/" + lot;
    }

    static String item(String gtin, String serial) {
        return LINK + "/01/" + gtin + "/21/" + serial;
    }

    /** A logistic unit: extension digit, prefix, number, check digit. */
    static String sscc(String companyPrefix, int number) {
        return LINK + "/00/" + checked("1" + companyPrefix + digits(number, 9));
    }

    /** A returnable asset, such as a container: a zero, prefix, type, check digit, serial. */
    static String grai(String companyPrefix, int type, String serial) {
        return LINK + "/8003/0" + checked(companyPrefix + digits(type, 5)) + serial;
    }

    private static String digits(int number, int count) {
        return String.format("%0" + count + "d", number);
    }

    private static String checked(String digits) {
        return digits + CheckDigit.of(digits);
    }
}
