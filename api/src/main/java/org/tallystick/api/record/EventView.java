package org.tallystick.api.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.address.Address;
import org.tallystick.ledger.submit.RecordAddress;
import org.tallystick.provenance.query.Standing;

/**
 * The records of an eventID, a page of them.
 *
 * @param member in the order of the log
 */
record EventView(String eventID, List<Member> member) {
    /** Of the declarations about one record; who wants more of them finds them as members. */
    static final int MAX_DECLARATIONS = 100;

    EventView {
        member = List.copyOf(member);
    }

    /** Where a record stands. */
    enum State {
        /** Nobody who may has taken it back. */
        valid,
        /** Its own issuer has taken it back. */
        declaredWrong,
        /** It takes another back, and tells of no happening itself. */
        declaration
    }

    /**
     * @param record the path of its exact bytes
     * @param evidence the path of its evidence file
     * @param proof the path of the proof of its entry
     * @param keyId the DID URL of the key that signed, its version pinned
     * @param recordTime the block time
     * @param declaration what it declares, if it is an error declaration
     * @param declaredWrongBy declarations by its own issuer
     * @param disputedBy declarations by others, without effect
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Member(
            long index,
            int position,
            String record,
            String evidence,
            String proof,
            String issuer,
            String keyId,
            String type,
            Instant eventTime,
            Instant recordTime,
            State standing,
            @Nullable Declaration declaration,
            @Nullable List<Declaration> declaredWrongBy,
            @Nullable List<Declaration> disputedBy) {}

    /**
     * @param record the path of the declaration
     * @param correctiveEventIDs the events that are right instead
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Declaration(
            String record,
            String issuer,
            Instant declarationTime,
            @Nullable String reason,
            List<String> correctiveEventIDs) {}

    static Member member(Standing standing, List<Standing> declarations) {
        RecordAddress address = standing.address();
        String record = Address.path(address);
        boolean declares = standing.declaration().isPresent();
        return new Member(
                address.index(),
                address.position(),
                record,
                record + "/evidence",
                "/proofs/" + address.index() + ".tlog-proof",
                standing.issuer().did(),
                standing.keyId().toString(),
                standing.type(),
                standing.eventTime(),
                standing.recordTime(),
                declares ? State.declaration : standing.declaredWrong() ? State.declaredWrong : State.valid,
                declaration(standing).orElse(null),
                declares
                        ? null
                        : views(declarations.stream()
                                .filter(other -> other.takesBack(standing))
                                .toList()),
                declares
                        ? null
                        : views(declarations.stream()
                                .filter(other -> other.disputes(standing))
                                .toList()));
    }

    private static List<Declaration> views(List<Standing> declarations) {
        return declarations.stream()
                .map(EventView::declaration)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Declaration> declaration(Standing standing) {
        return standing.declaration()
                .map(declared -> new Declaration(
                        Address.path(standing.address()),
                        standing.issuer().did(),
                        declared.declarationTime(),
                        declared.reason().orElse(null),
                        declared.correctiveEventIDs()));
    }
}
