package org.tallystick.api.despatch;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.page.Cursor;
import org.tallystick.api.page.Pages;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.despatch.After;

/** Cursors of lists that begin with the latest: the time and the address of the last row of a page. */
public final class LatestFirst {
    private LatestFirst() {}

    static Cursor cursor(String list, Instant time, RecordAddress address) {
        return new Cursor(
                list, List.of(time.toString(), Long.toString(address.index()), Integer.toString(address.position())));
    }

    /** Null for the first page. */
    public static @Nullable After after(Pages pages) {
        if (pages.after().isEmpty()) {
            return null;
        }
        try {
            return new After(
                    Instant.parse(pages.after().get().parts().getFirst()),
                    new RecordAddress(pages.number(1, 0), Math.toIntExact(pages.number(2, 0))));
        } catch (DateTimeException | ArithmeticException e) {
            throw pages.noCursor();
        }
    }
}
