package org.tallystick.provenance.query;

import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.epcis.EventFacts;
import org.tallystick.provenance.identifier.CbvTerm;
import org.tallystick.provenance.identifier.Identifier;

/** A row of {@code event}, about to be written. {@code declaredWrong} is settled after everything of a call is known. */
final class EventRow {
    /** The columns of the table. */
    static final int COLUMNS = 14;

    final RecordAddress address;
    final int issuer;
    final long recordTime;
    final EventFacts facts;
    boolean declaredWrong;

    EventRow(RecordAddress address, int issuer, long recordTime, EventFacts facts) {
        this.address = address;
        this.issuer = issuer;
        this.recordTime = recordTime;
        this.facts = facts;
    }

    boolean isDeclaration() {
        return facts.errorDeclaration() != null;
    }

    void write(BinaryCopy copy) {
        copy.row();
        copy.int8(address.index());
        copy.int4(address.position());
        copy.int4(issuer);
        copy.time(recordTime);
        copy.time(Micros.of(facts.eventTime()));
        copy.text(facts.eventID());
        copy.text(facts.type().name());
        if (facts.action() == null) {
            copy.nul();
        } else {
            copy.int2(facts.action().ordinal());
        }
        copy.text(key(facts.bizStep()));
        copy.text(key(facts.disposition()));
        copy.text(key(facts.readPoint()));
        copy.text(key(facts.bizLocation()));
        if (facts.errorDeclaration() == null) {
            copy.nul();
        } else {
            copy.time(Micros.of(facts.errorDeclaration().declarationTime()));
        }
        copy.bool(declaredWrong);
    }

    static @Nullable String key(@Nullable CbvTerm term) {
        return term == null ? null : term.key();
    }

    private static @Nullable String key(@Nullable Identifier identifier) {
        return identifier == null ? null : identifier.key();
    }
}
