package org.tallystick.api.despatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.commit.JournalRecord;
import org.tallystick.provenance.despatch.Despatch;
import org.tallystick.provenance.despatch.Despatches;

/** What was said to be other than announced: found by the read model, told by the records themselves. */
@Singleton
public final class Differences {
    private static final String PREFIX = "tallystick:";

    private final Despatches despatches;
    private final Ledger ledger;
    private final ObjectMapper json;

    Differences(DataSource dataSource, Ledger ledger, ObjectMapper json) {
        this.despatches = new Despatches(dataSource);
        this.ledger = ledger;
        this.json = json;
    }

    public List<DifferenceView> of(Despatch despatch) throws SQLException {
        List<DifferenceView> views = new ArrayList<>();
        for (Despatches.Difference each : despatches.differences(despatch)) {
            views.add(view(each));
        }
        return views;
    }

    private DifferenceView view(Despatches.Difference difference) throws SQLException {
        JsonNode event = record(difference);
        return new DifferenceView(
                difference.eventID(),
                difference.observedAt(),
                difference.disposition().orElse(null),
                text(event, PREFIX + "difference"),
                text(event, PREFIX + "note"),
                text(event, PREFIX + "confirmedBy"),
                goods(event));
    }

    /** Of a record that is withheld or erased, nothing. */
    private JsonNode record(Despatches.Difference difference) throws SQLException {
        Optional<JournalRecord> found = ledger.journal()
                .record(difference.address().index(), difference.address().position());
        if (found.isPresent() && found.get() instanceof JournalRecord.Present present) {
            try {
                return json.readTree(present.bytes());
            } catch (IOException e) {
                throw new IllegalStateException("a record that the read model has read is no JSON", e);
            }
        }
        return MissingNode.getInstance();
    }

    private static @Nullable String text(JsonNode event, String member) {
        return event.path(member).textValue();
    }

    private static List<String> goods(JsonNode event) {
        List<String> goods = new ArrayList<>();
        event.path("epcList").forEach(each -> add(each.textValue(), goods));
        event.path("quantityList").forEach(each -> add(each.path("epcClass").textValue(), goods));
        return goods;
    }

    private static void add(@Nullable String uri, List<String> goods) {
        if (uri != null) {
            goods.add(uri);
        }
    }
}
