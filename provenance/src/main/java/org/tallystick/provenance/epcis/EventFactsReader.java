package org.tallystick.provenance.epcis;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tallystick.provenance.identifier.CbvTerm;
import org.tallystick.provenance.identifier.CbvTerm.Vocabulary;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.identifier.MalformedIdentifierException;

/**
 * Reads {@link EventFacts} out of record bytes in one pass over the tokens.
 *
 * <p>It is as strict as reading a document, since a record may come from another node; what the schema demands is asked
 * again only where facts would be wrong or missing without it.
 */
final class EventFactsReader {
    private final JsonParser parser;
    private final JsonLdContext context;

    private @Nullable EventType type;
    private @Nullable Instant eventTime;
    private @Nullable String eventTimeZoneOffset;
    private @Nullable String eventID;
    private @Nullable Action action;
    private @Nullable CbvTerm bizStep;
    private @Nullable CbvTerm disposition;
    private final List<CbvTerm> dispositionsSet = new ArrayList<>(0);
    private final List<CbvTerm> dispositionsUnset = new ArrayList<>(0);
    private @Nullable Identifier readPoint;
    private @Nullable Identifier bizLocation;
    private final List<EventFacts.BizTransaction> bizTransactions = new ArrayList<>(2);
    private final List<EventFacts.Party> sources = new ArrayList<>(2);
    private final List<EventFacts.Party> destinations = new ArrayList<>(2);
    private final List<EventFacts.Epc> epcs = new ArrayList<>();
    private final List<EventFacts.Quantity> quantities = new ArrayList<>(2);
    private @Nullable Identifier transformationID;
    private EventFacts.@Nullable ErrorDeclaration errorDeclaration;

    private EventFactsReader(JsonParser parser, JsonLdContext context) {
        this.parser = parser;
        this.context = context;
    }

    static EventFacts read(byte[] record) {
        StrictJson.checkText(record);
        JsonLdContext context = contextOf(record);
        try (JsonParser parser = StrictJson.parser(record, 0, record.length)) {
            try {
                return new EventFactsReader(parser, context).readEvent();
            } catch (JsonProcessingException e) {
                throw StrictJson.malformed(e, parser);
            } catch (MalformedIdentifierException | EpcisTime.IllegalTimeException e) {
                throw new MalformedEpcisException(pointer(parser), String.valueOf(e.getMessage()));
            }
        } catch (IOException e) {
            throw new IllegalStateException("reading from an array does no I/O", e);
        }
    }

    /** Names must be known before the values that use them; in most records the context stands first. */
    private static JsonLdContext contextOf(byte[] record) throws MalformedEpcisException {
        try (JsonParser parser = StrictJson.parser(record, 0, record.length)) {
            try {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    throw new MalformedEpcisException("", "an event is a JSON object");
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    if (name.equals("@context")) {
                        return JsonLdContext.read(parser);
                    }
                    parser.skipChildren();
                }
                throw new MalformedEpcisException("", "an event record has an @context of its own");
            } catch (JsonProcessingException e) {
                throw StrictJson.malformed(e, parser);
            }
        } catch (IOException e) {
            throw new IllegalStateException("reading from an array does no I/O", e);
        }
    }

    private EventFacts readEvent() throws IOException {
        parser.nextToken();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            readMember(name);
        }
        if (parser.nextToken() != null) {
            throw new MalformedEpcisException("", "something follows the event's end");
        }
        return new EventFacts(
                required("type", type),
                required("eventTime", eventTime),
                required("eventTimeZoneOffset", eventTimeZoneOffset),
                required("eventID", eventID),
                action,
                bizStep,
                disposition,
                List.copyOf(dispositionsSet),
                List.copyOf(dispositionsUnset),
                readPoint,
                bizLocation,
                List.copyOf(bizTransactions),
                List.copyOf(sources),
                List.copyOf(destinations),
                List.copyOf(epcs),
                List.copyOf(quantities),
                transformationID,
                errorDeclaration);
    }

    private void readMember(String name) throws IOException {
        switch (name) {
            case "type" -> type = EventType.parse(context.expand(string()));
            case "eventTime" -> eventTime = EpcisTime.parse(string());
            case "eventTimeZoneOffset" -> eventTimeZoneOffset = string();
            case "eventID" -> eventID = eventId();
            case "action" -> action = action();
            case "bizStep" -> bizStep = term(Vocabulary.BIZ_STEP);
            case "disposition" -> disposition = term(Vocabulary.DISPOSITION);
            case "persistentDisposition" -> readPersistentDisposition();
            case "readPoint" -> readPoint = place();
            case "bizLocation" -> bizLocation = place();
            case "bizTransactionList" -> forEach(this::readBizTransaction);
            case "sourceList" -> forEach(() -> sources.add(party("source")));
            case "destinationList" -> forEach(() -> destinations.add(party("destination")));
            case "parentID" -> epcs.add(new EventFacts.Epc(EventFacts.Role.PARENT, identifier()));
            case "epcList" -> readEpcs(EventFacts.Role.OBJECT);
            case "childEPCs" -> readEpcs(EventFacts.Role.CHILD);
            case "inputEPCList" -> readEpcs(EventFacts.Role.INPUT);
            case "outputEPCList" -> readEpcs(EventFacts.Role.OUTPUT);
            case "quantityList" -> readQuantities(EventFacts.Role.OBJECT);
            case "childQuantityList" -> readQuantities(EventFacts.Role.CHILD);
            case "inputQuantityList" -> readQuantities(EventFacts.Role.INPUT);
            case "outputQuantityList" -> readQuantities(EventFacts.Role.OUTPUT);
            case "transformationID" -> transformationID = identifier();
            case "errorDeclaration" -> readErrorDeclaration();
            // @context, recordTime and certificationInfo tell no fact; ilmd, sensorElementList and every extension will
            // be
            // read here into one list of typed fields.
            default -> StrictJson.skip(parser);
        }
    }

    private void readEpcs(EventFacts.Role role) throws IOException {
        forEach(() -> epcs.add(new EventFacts.Epc(role, identifier())));
    }

    private void readQuantities(EventFacts.Role role) throws IOException {
        forEach(() -> {
            expect(JsonToken.START_OBJECT);
            Identifier epcClass = null;
            BigDecimal quantity = null;
            String uom = null;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "epcClass" -> epcClass = identifier();
                    case "quantity" -> quantity = number();
                    case "uom" -> uom = string();
                    default -> StrictJson.skip(parser);
                }
            }
            quantities.add(new EventFacts.Quantity(role, required("epcClass", epcClass), quantity, uom));
        });
    }

    private void readBizTransaction() throws IOException {
        expect(JsonToken.START_OBJECT);
        CbvTerm transactionType = null;
        Identifier transaction = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "type" -> transactionType = term(Vocabulary.BIZ_TRANSACTION_TYPE);
                case "bizTransaction" -> transaction = identifier();
                default -> StrictJson.skip(parser);
            }
        }
        bizTransactions.add(new EventFacts.BizTransaction(transactionType, required("bizTransaction", transaction)));
    }

    private EventFacts.Party party(String member) throws IOException {
        expect(JsonToken.START_OBJECT);
        CbvTerm partyType = null;
        Identifier party = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("type")) {
                partyType = term(Vocabulary.SOURCE_DESTINATION_TYPE);
            } else if (name.equals(member)) {
                party = identifier();
            } else {
                StrictJson.skip(parser);
            }
        }
        return new EventFacts.Party(required("type", partyType), required(member, party));
    }

    private Identifier place() throws IOException {
        expect(JsonToken.START_OBJECT);
        Identifier id = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("id")) {
                id = identifier();
            } else {
                StrictJson.skip(parser);
            }
        }
        return required("id", id);
    }

    private void readPersistentDisposition() throws IOException {
        expect(JsonToken.START_OBJECT);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "set" -> forEach(() -> dispositionsSet.add(term(Vocabulary.DISPOSITION)));
                case "unset" -> forEach(() -> dispositionsUnset.add(term(Vocabulary.DISPOSITION)));
                default -> StrictJson.skip(parser);
            }
        }
    }

    private void readErrorDeclaration() throws IOException {
        expect(JsonToken.START_OBJECT);
        Instant declarationTime = null;
        CbvTerm reason = null;
        List<String> correctiveEventIDs = new ArrayList<>(1);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "declarationTime" -> declarationTime = EpcisTime.parse(string());
                case "reason" -> reason = term(Vocabulary.ERROR_REASON);
                case "correctiveEventIDs" -> forEach(() -> correctiveEventIDs.add(eventId()));
                default -> StrictJson.skip(parser);
            }
        }
        errorDeclaration = new EventFacts.ErrorDeclaration(
                required("declarationTime", declarationTime), reason, List.copyOf(correctiveEventIDs));
    }

    /** Reads one item of an array, whose first token is the parser's current one. */
    private interface ItemReader {
        void read() throws IOException;
    }

    private void forEach(ItemReader reader) throws IOException {
        expect(JsonToken.START_ARRAY);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            reader.read();
        }
    }

    private Identifier identifier() throws IOException {
        return Identifier.parse(context.expand(string()));
    }

    private CbvTerm term(Vocabulary vocabulary) throws IOException {
        return CbvTerm.parse(vocabulary, context.expand(string()));
    }

    /** An event's name is compared as text, and must fit an index like any identifier. */
    private String eventId() throws IOException {
        return Identifier.requireUri(string());
    }

    private Action action() throws IOException {
        String text = string();
        return switch (text) {
            case "ADD" -> Action.ADD;
            case "OBSERVE" -> Action.OBSERVE;
            case "DELETE" -> Action.DELETE;
            default ->
                throw new MalformedEpcisException(pointer(parser), "'" + text + "' is none of ADD, OBSERVE, DELETE");
        };
    }

    private String string() throws IOException {
        expect(JsonToken.VALUE_STRING);
        return parser.getText();
    }

    private BigDecimal number() throws IOException {
        if (!parser.currentToken().isNumeric()) {
            throw new MalformedEpcisException(pointer(parser), "must be a number");
        }
        StrictJson.checkNumber(parser);
        return parser.getDecimalValue();
    }

    private void expect(JsonToken wanted) {
        if (parser.currentToken() != wanted) {
            String what = switch (wanted) {
                case START_OBJECT -> "an object";
                case START_ARRAY -> "an array";
                default -> "a string";
            };
            throw new MalformedEpcisException(pointer(parser), "must be " + what);
        }
    }

    private <T> T required(String member, @Nullable T value) {
        if (value == null) {
            throw new MalformedEpcisException(pointer(parser), "'" + member + "' is missing");
        }
        return value;
    }

    private static String pointer(JsonParser parser) {
        return parser.getParsingContext().pathAsPointer().toString();
    }
}
