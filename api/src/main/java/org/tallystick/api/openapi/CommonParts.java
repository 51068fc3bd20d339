package org.tallystick.api.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.tallystick.api.door.PublicPaths;
import org.tallystick.api.idempotency.IdempotentRequest;
import org.tallystick.api.problem.Problem;

/**
 * Adds to each operation what the door and the mappers answer for all of them: which key it needs, and the problems that
 * may come instead of its own answers. An operation that says something itself keeps it.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class CommonParts implements OASFilter {
    private static final String RESPONSES = "#/components/responses/";

    /** What may be answered to anything. */
    private static final Map<String, String> ALWAYS =
            Map.of("406", "NotAcceptable", "500", "Failed", "503", "Unavailable");

    private static final Map<String, String> CLOSED =
            Map.of("401", "Unauthenticated", "403", "Forbidden", "429", "TooManyRequests");

    private static final Map<String, String> WITH_BODY =
            Map.of("400", "Invalid", "413", "TooLarge", "415", "UnsupportedMediaType", "422", "KeyReused");

    private static final Map<String, String> NAMED_WITH_BODY =
            Map.of("400", "Invalid", "413", "TooLarge", "415", "UnsupportedMediaType");

    /** Where the address names one thing of many. */
    private static final Map<String, String> NAMED = Map.of("404", "NotFound");

    /** Sent twice they change twice; their descriptions say so. */
    private static final Set<String> NOT_IDEMPOTENT = Set.of(
            "rotateOrganisationKeys",
            "moveOrganisation",
            "beginSession",
            "beginSessionByPassword",
            "readOneTimeLink",
            "chooseByOneTimeLink",
            "makeOneTimeLink");

    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]*}");

    @Override
    public void filterOpenAPI(OpenAPI openApi) {
        if (openApi.getPaths() == null || openApi.getPaths().getPathItems() == null) {
            throw new IllegalStateException("the API has no operations");
        }
        openApi.getPaths().getPathItems().forEach(CommonParts::complete);
    }

    private static void complete(String path, PathItem item) {
        item.getOperations().forEach((method, operation) -> complete(path, method, operation));
    }

    private static void complete(String template, PathItem.HttpMethod method, Operation operation) {
        String path = PARAMETER.matcher(template).replaceAll("1");
        boolean get = method == PathItem.HttpMethod.GET;
        boolean isPublic = PublicPaths.contains(HttpMethod.valueOf(method.name()), path);
        add(operation, ALWAYS);
        if (!isPublic) {
            add(operation, CLOSED);
            secure(operation, get && PublicPaths.isLog(HttpMethod.GET, path));
        } else {
            operation.setSecurity(List.of());
        }
        if (!path.equals(template)) {
            add(operation, NAMED);
        }
        if (method == PathItem.HttpMethod.PUT) {
            add(operation, NAMED_WITH_BODY);
        }
        if (method == PathItem.HttpMethod.POST) {
            add(operation, WITH_BODY);
            if (!NOT_IDEMPOTENT.contains(operation.getOperationId())) {
                addIdempotencyKey(operation);
            }
        }
        addForm(operation);
        // Beside a reference it would stand in the place of the description there (OpenAPI 3.1, 4.8.23).
        operation.getResponses().getAPIResponses().values().stream()
                .filter(response -> response.getRef() != null)
                .forEach(response -> response.setDescription(null));
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(parameter -> parameter.getName() != null)
                    .forEach(NamedParameters::describe);
        }
        if ("queryEvents".equals(operation.getOperationId())) {
            QueryParameters.all().forEach(operation::addParameter);
        }
    }

    private static void addIdempotencyKey(Operation operation) {
        boolean said = operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(own -> IdempotentRequest.HEADER.equals(own.getName()));
        if (!said) {
            operation.addParameter(OASFactory.createParameter().ref("#/components/parameters/IdempotencyKey"));
        }
    }

    /** @param alsoWithout where the setting may let everyone read */
    private static void secure(Operation operation, boolean alsoWithout) {
        SecurityRequirement key = OASFactory.createSecurityRequirement().addScheme("apiKey");
        operation.setSecurity(alsoWithout ? List.of(key, OASFactory.createSecurityRequirement()) : List.of(key));
    }

    private static void add(Operation operation, Map<String, String> problems) {
        APIResponses responses = operation.getResponses();
        if (responses == null) {
            responses = OASFactory.createAPIResponses();
            operation.setResponses(responses);
        }
        for (Map.Entry<String, String> problem : problems.entrySet()) {
            APIResponse own = responses.getAPIResponse(problem.getKey());
            if (own == null || isEmptyOne(own)) {
                responses.addAPIResponse(
                        problem.getKey(), OASFactory.createAPIResponse().ref(RESPONSES + problem.getValue()));
            }
        }
    }

    /** Quarkus adds this 400 to whatever has a body. */
    private static boolean isEmptyOne(APIResponse response) {
        return isBare(response) && "Bad Request".equals(response.getDescription());
    }

    private static boolean isBare(APIResponse response) {
        return response.getRef() == null && response.getContent() == null;
    }

    /** Errors that an operation describes in its own words are problems too. */
    private static void addForm(Operation operation) {
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (status.compareTo("400") >= 0 && isBare(response)) {
                MediaType problem = OASFactory.createMediaType()
                        .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"));
                response.setContent(OASFactory.createContent().addMediaType(Problem.MEDIA_TYPE, problem));
            }
        });
    }
}
