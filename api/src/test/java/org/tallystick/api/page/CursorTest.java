package org.tallystick.api.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CursorTest {
    @Test
    void parse_ofWhatItPrints_givesItBack() {
        Cursor cursor = new Cursor("audit", List.of("17", "0"));
        assertThat(Cursor.parse(cursor.toString(), "audit")).contains(cursor);
    }

    @Test
    void parse_anotherListsOrBent_isEmpty() {
        String text = new Cursor("audit", List.of("17")).toString();
        assertThat(Cursor.parse(text, "keys")).isEmpty();
        assertThat(Cursor.parse(text + "=", "audit")).isEmpty();
        assertThat(Cursor.parse(text + "A", "audit")).isEmpty();
        assertThat(Cursor.parse("17", "audit")).isEmpty();
        assertThat(Cursor.parse("", "audit")).isEmpty();
        assertThat(Cursor.parse("A".repeat(1_000), "audit")).isEmpty();
    }
}
