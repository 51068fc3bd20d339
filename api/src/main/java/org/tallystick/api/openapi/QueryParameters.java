package org.tallystick.api.openapi;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** The query language of {@code GET /epcis/events}, as far as it is spoken here; EPCIS 2.0 says what each means. */
final class QueryParameters {
    private static final List<String> LISTS = List.of(
            "eventType",
            "EQ_action",
            "EQ_bizStep",
            "EQ_disposition",
            "EQ_readPoint",
            "EQ_bizLocation",
            "EQ_eventID",
            "EQ_transformationID",
            "MATCH_epc",
            "MATCH_parentID",
            "MATCH_inputEPC",
            "MATCH_outputEPC",
            "MATCH_anyEPC",
            "MATCH_epcClass",
            "MATCH_inputEPCClass",
            "MATCH_outputEPCClass",
            "MATCH_anyEPCClass",
            "EQ_bizTransaction_po",
            "EQ_bizTransaction_desadv",
            "EQ_bizTransaction_inv",
            "EQ_bizTransaction_bol",
            "EQ_source_owning_party",
            "EQ_source_possessing_party",
            "EQ_source_location",
            "EQ_destination_owning_party",
            "EQ_destination_possessing_party",
            "EQ_destination_location");

    private static final List<String> TIMES = List.of(
            "GE_eventTime",
            "LT_eventTime",
            "GE_recordTime",
            "LT_recordTime",
            "GE_errorDeclaration_Time",
            "LT_errorDeclaration_Time");

    private static final List<String> QUANTITIES =
            List.of("EQ_quantity", "GT_quantity", "GE_quantity", "LT_quantity", "LE_quantity");

    private QueryParameters() {}

    static List<Parameter> all() {
        List<Parameter> all = new ArrayList<>();
        for (String name : LISTS) {
            all.add(query(name, "Any of these, separated by |")
                    .style(Parameter.Style.PIPEDELIMITED)
                    .explode(false)
                    .schema(schema(Schema.SchemaType.ARRAY).items(schema(Schema.SchemaType.STRING))));
        }
        for (String name : TIMES) {
            all.add(query(name, name.startsWith("GE") ? "At this time or later" : "Before this time")
                    .schema(schema(Schema.SchemaType.STRING).format("date-time")));
        }
        for (String name : QUANTITIES) {
            all.add(query(name, "Of one of its classes that much, in whatever unit")
                    .schema(schema(Schema.SchemaType.NUMBER)));
        }
        all.add(query("EXISTS_errorDeclaration", "Whether it is an error declaration")
                .schema(schema(Schema.SchemaType.BOOLEAN)));
        all.add(query("orderBy", "Newest record first, where it is left out")
                .schema(schema(Schema.SchemaType.STRING).enumeration(List.of("eventTime", "recordTime"))));
        all.add(query("orderDirection", "Latest first, where it is left out")
                .schema(schema(Schema.SchemaType.STRING).enumeration(List.of("ASC", "DESC"))));
        all.add(query("eventCountLimit", "The first so many; needs orderBy").schema(schema(Schema.SchemaType.INTEGER)));
        all.add(query("maxEventCount", "If more match, the answer is 413").schema(schema(Schema.SchemaType.INTEGER)));
        all.add(query("perPage", "Events of a page").schema(schema(Schema.SchemaType.INTEGER)));
        all.add(query("nextPageToken", "From the Link of the page before").schema(schema(Schema.SchemaType.STRING)));
        return all;
    }

    private static Parameter query(String name, String description) {
        return OASFactory.createParameter().name(name).in(Parameter.In.QUERY).description(description);
    }

    private static Schema schema(Schema.SchemaType type) {
        return OASFactory.createSchema().addType(type);
    }
}
