package org.tallystick.api.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tallystick.ledger.Ledger;
import org.tallystick.ledger.submit.Decision;
import org.tallystick.ledger.submit.Registration;
import org.tallystick.ledger.submit.Submission;

/** Events put straight into the ledger under test; what the capture resources do is tested elsewhere. */
public final class TestEvents {
    private TestEvents() {}

    public static String newEventID() {
        return "urn:uuid:" + UUID.randomUUID();
    }

    /** An event record, as a capture makes it of a document. */
    public static byte[] event(String eventID, String more) {
        return ("{\"@context\":\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\",\"type\":\"ObjectEvent\","
                        + "\"eventID\":\"" + eventID + "\",\"eventTime\":\"2026-11-24T08:15:00Z\","
                        + "\"eventTimeZoneOffset\":\"+01:00\",\"action\":\"OBSERVE\",\"bizStep\":\"shipping\","
                        + "\"epcList\":[\"https://id.gs1.org/00/195212340000000010\"]" + more + "}")
                .getBytes(UTF_8);
    }

    public static byte[] event(String eventID) {
        return event(eventID, "");
    }

    /** The record by which the issuer takes the event back, naming what is right instead. */
    public static byte[] declaration(String eventID, String... correctiveEventIDs) {
        String named = Stream.of(correctiveEventIDs)
                .map(id -> "\"" + id + "\"")
                .reduce((a, b) -> a + "," + b)
                .map(ids -> ",\"correctiveEventIDs\":[" + ids + "]")
                .orElse("");
        return event(
                eventID,
                ",\"errorDeclaration\":{\"declarationTime\":\"2026-11-24T09:00:00Z\",\"reason\":\"incorrect_data\""
                        + named + "}");
    }

    /** Registers the records in one capture, and returns the index of its entry once it can be asked for. */
    public static long register(Ledger ledger, byte[]... records) {
        List<Submission.NewRecord> list = new ArrayList<>();
        for (byte[] record : records) {
            String text = new String(record, UTF_8);
            int at = text.indexOf("\"eventID\":\"") + 11;
            list.add(new Submission.NewRecord(
                    record, text.substring(at, text.indexOf('"', at)), Submission.NameRule.SHARED));
        }
        return indexOf(ledger, ledger.register(new Submission.Records(list, Optional.empty(), Optional.empty())));
    }

    /** Makes the log at least that long, one event an entry. */
    public static void growTo(Ledger ledger, long size) {
        while (ledger.checkpoint().checkpoint().size() < size) {
            List<Registration> registrations = new ArrayList<>();
            for (long i = ledger.checkpoint().checkpoint().size(); i < size; i++) {
                String id = newEventID();
                registrations.add(ledger.register(new Submission.Records(
                        List.of(new Submission.NewRecord(event(id), id, Submission.NameRule.SHARED)),
                        Optional.empty(),
                        Optional.empty())));
            }
            registrations.forEach(registration -> indexOf(ledger, registration));
        }
    }

    private static long indexOf(Ledger ledger, Registration registration) {
        try {
            if (!(registration.decided().get(30, TimeUnit.SECONDS) instanceof Decision.Registered registered)) {
                throw new AssertionError("not registered");
            }
            ledger.projected(registered.index()).get(30, TimeUnit.SECONDS);
            return registered.index();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
