package org.tallystick.api.correction;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tallystick.api.capture.Captures;
import org.tallystick.api.node.Node;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.identity.did.WebvhDid;
import org.tallystick.ledger.commit.JournalEntry;
import org.tallystick.ledger.commit.JournalRecord;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;
import org.tallystick.provenance.capture.CapturedEvent;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.epcis.EventRecord;

/**
 * Makes an EPCIS error declaration of a record (EPCIS 2.0 §7.4.1.2): the same event again with an {@code
 * errorDeclaration}, spliced in front of its own bytes, and beside it in the same capture the events that are right.
 */
@Singleton
final class Corrections {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String MEMBER = "errorDeclaration";

    private final Node node;
    private final Captures captures;
    private final Clock clock;

    Corrections(Node node, Captures captures, Clock clock) {
        this.node = node;
        this.captures = captures;
        this.clock = clock;
    }

    /**
     * The declaration, then the corrective events.
     *
     * @throws ProblemException when there is no such record here, or it cannot be corrected, or not so
     */
    Captures.Read read(RecordAddress address, CorrectionForm form) throws SQLException {
        byte[] record = record(address);
        EventFacts facts = EventRecord.of(record).facts();
        if (facts.errorDeclaration() != null) {
            throw Problem.of(ProblemType.CONFLICT, "This record is itself an error declaration.")
                    .exception();
        }
        requireOwn(address);
        List<CapturedEvent> corrective = new ArrayList<>();
        for (int i = 0; i < form.correctiveEvents().size(); i++) {
            String pointer = "/correctiveEvents/" + i;
            corrective.addAll(read(form.correctiveEvents().get(i), "", pointer));
        }
        byte[] declaration = splice(record, declarationMember(form, corrective));
        List<CapturedEvent> all = new ArrayList<>(read(declaration, "/" + MEMBER, ""));
        all.addAll(corrective);
        return new Captures.Read(all, CaptureErrorBehaviour.ROLLBACK, List.of(), 0);
    }

    private byte[] record(RecordAddress address) throws SQLException {
        String name = address.index() + "/" + address.position();
        JournalRecord record = node.ledger()
                .journal()
                .record(address.index(), address.position())
                .orElseThrow(() -> CorrectionResource.noRecord(name));
        return switch (record) {
            case JournalRecord.Present present -> present.bytes();
            case JournalRecord.Absent absent ->
                throw Problem.of(ProblemType.CONFLICT, "Record " + name + " is " + absent.reason() + " here.")
                        .exception();
        };
    }

    /** Another's event is disputed by a declaration, not undone by it: that is no correction. */
    private void requireOwn(RecordAddress address) throws SQLException {
        JournalEntry entry = node.ledger()
                .journal()
                .entry(address.index())
                .orElseThrow(
                        () -> new IllegalStateException("a record of entry " + address.index() + ", which is not"));
        Issuer issuer = entry.statement().header().issuer();
        WebvhDid own = node.organisationKeys()
                .registered()
                .orElseThrow(() -> new IllegalStateException("the organisation's DID is not registered"))
                .did();
        // The name after the SCID changes when a DID moves; the SCID is who it is.
        if (!WebvhDid.parse(issuer.did()).scid().equals(own.scid())) {
            throw Problem.of(
                            ProblemType.FORBIDDEN,
                            "This record was recorded by " + issuer + "; only they can correct it.")
                    .exception();
        }
    }

    /** Reads one event; its faults are told where the caller wrote what they are about: below {@code to}. */
    private List<CapturedEvent> read(byte[] event, String from, String to) {
        try {
            return captures.readEvent(event).events();
        } catch (ProblemException e) {
            List<Problem.Fault> faults = e.problem().errors().stream()
                    .map(fault -> new Problem.Fault(moved(fault.pointer(), from, to), fault.detail()))
                    .toList();
            throw new Problem(e.problem().type(), e.problem().detail(), faults, Map.of()).exception();
        }
    }

    private static String moved(String pointer, String from, String to) {
        return to + (pointer.startsWith(from) ? pointer.substring(from.length()) : pointer);
    }

    private byte[] declarationMember(CorrectionForm form, List<CapturedEvent> corrective) {
        String time = form.declarationTime() == null
                ? clock.instant().truncatedTo(ChronoUnit.MILLIS).toString()
                : form.declarationTime();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("declarationTime", time);
            json.writeStringField("reason", form.reason());
            if (!corrective.isEmpty()) {
                json.writeArrayFieldStart("correctiveEventIDs");
                for (CapturedEvent event : corrective) {
                    json.writeString(event.facts().eventID());
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return out.toByteArray();
    }

    private static byte[] splice(byte[] record, byte[] errorDeclaration) {
        int brace = 0;
        while (record[brace] != '{') {
            brace++;
        }
        byte[] name = ("\"" + MEMBER + "\":").getBytes(UTF_8);
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(record.length + name.length + errorDeclaration.length + 1);
        out.write(record, 0, brace + 1);
        out.writeBytes(name);
        out.writeBytes(errorDeclaration);
        out.write(',');
        out.write(record, brace + 1, record.length - brace - 1);
        return out.toByteArray();
    }
}
