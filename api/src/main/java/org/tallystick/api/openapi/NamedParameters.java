package org.tallystick.api.openapi;

import java.math.BigDecimal;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * What a parameter of a name is, wherever it stands.
 *
 * <p>Resources take numbers as text, so as to refuse what is none in their own words ({@code 007}, {@code 1e3}); to a client
 * they are numbers.
 */
final class NamedParameters {
    private record Range(long from, @Nullable Long to) {}

    private static final Range FROM_0 = new Range(0, null);
    private static final Range FROM_1 = new Range(1, null);
    private static final Range OF_A_PAGE = new Range(1, 1_000L);

    private static final Range OF_A_YEAR = new Range(1, 366L);

    private static final Map<String, Range> NUMBERS = Map.of(
            "index", FROM_0,
            "position", FROM_0,
            "size", FROM_0,
            "from", FROM_0,
            "to", FROM_0,
            "days", OF_A_YEAR,
            "number", FROM_1,
            "versionNumber", FROM_1,
            "limit", OF_A_PAGE,
            "perPage", OF_A_PAGE);

    private static final String NEXT = "From the Link of the page before";
    private static final String HOW_MANY = "How many at most, 1 to 1000; 100 where it is left out";

    /** Where the operation says nothing itself. */
    private static final Map<String, String> DESCRIPTIONS = Map.of(
            "dryRun", "true: everything is checked and nothing is done",
            "limit", HOW_MANY,
            "perPage", HOW_MANY,
            "cursor", NEXT,
            "nextPageToken", NEXT,
            "key", "Only what the API key or person with this id did",
            "index", "Of the entry, from 0",
            "position", "In its capture, from 0",
            "eventID", "As the event has it, percent-encoded",
            "captureID", "Of the job");

    private NamedParameters() {}

    static void describe(Parameter parameter) {
        String name = parameter.getName();
        Range range = NUMBERS.get(name);
        if (range != null) {
            Schema schema = OASFactory.createSchema()
                    .addType(Schema.SchemaType.INTEGER)
                    .format(range.to() == null ? "int64" : "int32")
                    .minimum(BigDecimal.valueOf(range.from()));
            parameter.setSchema(range.to() == null ? schema : schema.maximum(BigDecimal.valueOf(range.to())));
            if (parameter.getExample() instanceof String digits) {
                parameter.setExample(Long.valueOf(digits));
            }
        }
        if (parameter.getDescription() == null) {
            parameter.setDescription(DESCRIPTIONS.get(name));
        }
    }
}
