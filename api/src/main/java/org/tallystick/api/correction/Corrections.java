package org.tallystick.api.correction;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tallystick.api.address.Address;
import org.tallystick.api.capture.Captures;
import org.tallystick.api.form.Forms;
import org.tallystick.api.node.Node;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.commit.JournalRecord;
import org.tallystick.ledger.statement.Issuer;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.capture.CaptureErrorBehaviour;
import org.tallystick.provenance.capture.CapturedEvent;
import org.tallystick.provenance.correction.Correction;
import org.tallystick.provenance.correction.CorrectionDocument;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.epcis.EventRecord;
import org.tallystick.provenance.query.Declarations;

/**
 * What declares a record wrong, if that may be.
 *
 * <p>A correction takes effect, so it is for the issuer's own records; of somebody else's a declaration is a dispute, and is
 * captured as any document. It is made once. The same correction again is no second one: written for the time of the
 * declaration that stands, it comes to the same record, and the ledger answers with its place. Two different ones at the same
 * moment may both be registered; both then say that the record is wrong, which it is.
 */
@Singleton
final class Corrections {
    private final Node node;
    private final Declarations declarations;
    private final Captures captures;
    private final Clock clock;

    Corrections(Node node, Declarations declarations, Captures captures, Clock clock) {
        this.node = node;
        this.declarations = declarations;
        this.captures = captures;
        this.clock = clock;
    }

    /**
     * A correction ready to be captured.
     *
     * @param document with the declaration first
     * @param read what would be registered of it
     */
    record Ready(byte[] document, Captures.Read read) {}

    /** @throws ProblemException if there is no such record, or it may not be declared wrong so */
    Ready of(RecordAddress address, Correction form) throws SQLException {
        EventRecord wrong = record(address);
        Issuer own = requireOwn(address);
        EventFacts facts = wrong.facts();
        if (facts.errorDeclaration() != null) {
            throw Problem.of(
                            ProblemType.CONFLICT,
                            "This record is an error declaration itself. What it declared wrong stays so; capture what is"
                                    + " right as a new event.")
                    .exception();
        }
        CorrectionDocument document = new CorrectionDocument(wrong, form);
        List<EventFacts> corrective = corrective(document);
        Forms.read(() -> {
            document.check(corrective);
            return document;
        });
        List<String> correctiveIDs =
                corrective.stream().map(EventFacts::eventID).toList();
        requireStanding(correctiveIDs, own);
        List<RecordAddress> before = declarations.by(own, List.of(facts.eventID())).stream()
                .map(Declarations.Declaration::address)
                .toList();
        for (RecordAddress declared : before) {
            EventRecord standing = record(declared);
            Ready same =
                    ready(document, form.declarationTime().orElseGet(() -> timeOf(standing.facts())), correctiveIDs);
            if (same.read().events().getFirst().record().equals(standing)) {
                return same;
            }
        }
        if (!before.isEmpty()) {
            throw Problem.of(
                            ProblemType.CONFLICT,
                            "This organisation declared the event " + facts.eventID() + " wrong before, by record "
                                    + Address.text(before.getFirst()) + ".")
                    .withHeader("Link", "<" + Address.path(before.getFirst()) + ">; rel=\"related\"")
                    .exception();
        }
        OffsetDateTime now = clock.instant().truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
        return ready(document, form.declarationTime().orElse(now), correctiveIDs);
    }

    private static OffsetDateTime timeOf(EventFacts declaration) {
        return Objects.requireNonNull(declaration.errorDeclaration(), "the read model says that it declares")
                .declarationTime()
                .atOffset(ZoneOffset.UTC);
    }

    private EventRecord record(RecordAddress address) throws SQLException {
        JournalRecord record = node.ledger()
                .journal()
                .record(address.index(), address.position())
                .orElseThrow(() -> Address.none(address));
        return switch (record) {
            case JournalRecord.Present present -> EventRecord.of(present.bytes());
            case JournalRecord.Absent absent ->
                throw Problem.of(
                                ProblemType.NOT_FOUND,
                                "Record " + Address.text(address) + " is " + absent.reason()
                                        + " here, and its declaration repeats it.")
                        .exception();
        };
    }

    /** Whoever is the issuer: what stays of its DID when it moves. */
    private Issuer requireOwn(RecordAddress address) throws SQLException {
        Issuer own = new Issuer(node.organisationKeys()
                        .registered()
                        .orElseThrow(() -> new IllegalStateException("the organisation's DID is not registered"))
                        .did()
                        .toString())
                .lasting();
        Issuer issuer = node.ledger().journal().issuer(address.index()).orElseThrow(() -> Address.none(address));
        if (!issuer.equals(own)) {
            throw Problem.of(
                            ProblemType.FORBIDDEN,
                            "Record " + Address.text(address) + " was made by " + issuer
                                    + ", who alone can correct it. To dispute it, capture an error declaration of your"
                                    + " own by POST /epcis/capture.")
                    .exception();
        }
        return own;
    }

    /** The facts of the corrective events, their faults told where the form has them. */
    private List<EventFacts> corrective(CorrectionDocument document) {
        List<CapturedEvent> events = read(document.withoutDeclaration()).events();
        return events.subList(1, events.size()).stream()
                .map(CapturedEvent::facts)
                .toList();
    }

    /** What is right may not be declared wrong already. */
    private void requireStanding(List<String> correctiveIDs, Issuer own) throws SQLException {
        List<Problem.Fault> faults = new ArrayList<>();
        for (Declarations.Declaration declared : declarations.by(own, correctiveIDs)) {
            int at = correctiveIDs.indexOf(declared.eventID());
            faults.add(new Problem.Fault(
                    "/correctiveEvents/" + at + "/eventID",
                    "was declared wrong by record " + Address.text(declared.address()) + "; take a new one"));
        }
        if (!faults.isEmpty()) {
            throw Forms.invalidAt(faults);
        }
    }

    private Ready ready(CorrectionDocument document, OffsetDateTime time, List<String> correctiveIDs) {
        byte[] declaring = document.declaring(time, correctiveIDs);
        return new Ready(declaring, read(declaring));
    }

    private Captures.Read read(byte[] document) {
        try {
            return captures.readDocument(document, CaptureErrorBehaviour.ROLLBACK);
        } catch (ProblemException e) {
            if (e.problem().errors().isEmpty()) {
                throw e;
            }
            throw Forms.invalidAt(e.problem().errors().stream()
                    .map(fault -> new Problem.Fault(CorrectionDocument.inForm(fault.pointer()), fault.detail()))
                    .toList());
        }
    }
}
