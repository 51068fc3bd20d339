package org.tallystick.api.despatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.commit.Journal;
import org.tallystick.ledger.commit.JournalRecord;
import org.tallystick.ledger.submit.RecordAddress;

/** What the read models do not keep: the fields of ours in the records themselves. */
final class Records {
    private static final String PREFIX = "tallystick:";

    private final Journal journal;
    private final ObjectMapper json;

    Records(Journal journal, ObjectMapper json) {
        this.journal = journal;
        this.json = json;
    }

    /** Empty where the record is withheld or erased. */
    Optional<byte[]> bytes(RecordAddress address) throws SQLException {
        return journal.record(address.index(), address.position())
                .filter(JournalRecord.Present.class::isInstance)
                .map(record -> ((JournalRecord.Present) record).bytes());
    }

    /** Of a record that is withheld or erased, nothing. */
    JsonNode event(RecordAddress address) throws SQLException {
        Optional<byte[]> bytes = bytes(address);
        if (bytes.isEmpty()) {
            return MissingNode.getInstance();
        }
        try {
            return json.readTree(bytes.get());
        } catch (IOException e) {
            throw new IllegalStateException("a record that the read model has read is no JSON", e);
        }
    }

    static @Nullable String text(JsonNode event, String field) {
        return event.path(PREFIX + field).textValue();
    }

    static List<String> attachments(JsonNode event) {
        List<String> names = new ArrayList<>();
        event.path(PREFIX + "attachment").forEach(each -> add(each.textValue(), names));
        return names;
    }

    static List<String> goods(JsonNode event) {
        List<String> goods = new ArrayList<>();
        event.path("epcList").forEach(each -> add(each.textValue(), goods));
        event.path("quantityList").forEach(each -> add(each.path("epcClass").textValue(), goods));
        return goods;
    }

    private static void add(@Nullable String text, List<String> texts) {
        if (text != null) {
            texts.add(text);
        }
    }
}
