package org.tallystick.api.names;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.page.Cursor;
import org.tallystick.api.page.Pages;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.identifier.MalformedIdentifierException;

/** Names of places and products. Sent twice, a name is the same name: these need no Idempotency-Key. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Names")
@RunOnVirtualThread
public final class NamesResource {
    private static final int NAME_MAX_CHARS = 200;

    private final DataSource dataSource;
    private final ObjectMapper json;

    NamesResource(DataSource dataSource, ObjectMapper json) {
        this.dataSource = dataSource;
        this.json = json;
    }

    /** @param own one of this company's own places */
    @Schema(name = "PlaceName")
    record PlaceName(String name, boolean own) {}

    @Schema(name = "ProductName")
    record ProductName(String name) {}

    @Schema(name = "PlacePage")
    record PlacePage(List<NameTable.Place> member) {
        PlacePage {
            member = List.copyOf(member);
        }
    }

    @Schema(name = "ProductPage")
    record ProductPage(List<NameTable.Product> member) {
        ProductPage {
            member = List.copyOf(member);
        }
    }

    @GET
    @Path("/places")
    @Requires(Action.READ_EVENTS)
    @Operation(operationId = "listPlaces", summary = "The places that have a name here, by GLN")
    @APIResponse(
            responseCode = "200",
            description = "A page of places",
            content = @Content(schema = @Schema(implementation = PlacePage.class)))
    public Response places(@QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor)
            throws SQLException {
        Pages pages = Pages.parse(Pages.Names.OURS, limit, cursor, "places");
        try (Connection connection = dataSource.getConnection()) {
            List<NameTable.Place> found = NameTable.places(connection, after(pages), pages.size() + 1);
            return page(pages, "places", found, NameTable.Place::gln, PlacePage::new);
        }
    }

    @GET
    @Path("/products")
    @Requires(Action.READ_EVENTS)
    @Operation(operationId = "listProducts", summary = "The products that have a name here, by GTIN")
    @APIResponse(
            responseCode = "200",
            description = "A page of products",
            content = @Content(schema = @Schema(implementation = ProductPage.class)))
    public Response products(@QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor)
            throws SQLException {
        Pages pages = Pages.parse(Pages.Names.OURS, limit, cursor, "products");
        try (Connection connection = dataSource.getConnection()) {
            List<NameTable.Product> found = NameTable.products(connection, after(pages), pages.size() + 1);
            return page(pages, "products", found, NameTable.Product::gtin, ProductPage::new);
        }
    }

    private static @Nullable String after(Pages pages) {
        return pages.after().map(last -> last.parts().getFirst()).orElse(null);
    }

    private static <T> Response page(
            Pages pages, String list, List<T> found, Function<T, String> key, Function<List<T>, Object> view) {
        List<T> shown = found.subList(0, Math.min(found.size(), pages.size()));
        Response.ResponseBuilder answer = Response.ok(view.apply(shown)).header("Cache-Control", "private, no-cache");
        if (found.size() > shown.size()) {
            answer.header("Link", pages.next("/api/v1/" + list, new Cursor(list, List.of(key.apply(shown.getLast())))));
        }
        return answer.build();
    }

    @PUT
    @Path("/places/{gln}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.MANAGE_NAMES)
    @Operation(operationId = "namePlace", summary = "Name a place; again changes its name")
    @RequestBody(content = @Content(schema = @Schema(implementation = PlaceName.class)))
    @APIResponse(responseCode = "204", description = "It has this name")
    public void namePlace(@PathParam("gln") String gln, byte[] body) throws SQLException, IOException {
        check("/gln", "414/" + gln);
        JsonNode place = object(body, Set.of("name", "own"));
        JsonNode own = place.path("own");
        if (!own.isMissingNode() && !own.isBoolean()) {
            throw fault("/own", "is true or false");
        }
        try (Connection connection = dataSource.getConnection()) {
            NameTable.put(connection, new NameTable.Place(gln, name(place), own.asBoolean()));
        }
    }

    @DELETE
    @Path("/places/{gln}")
    @Requires(Action.MANAGE_NAMES)
    @Operation(operationId = "forgetPlace", summary = "Forget a place's name; again is no error")
    @APIResponse(responseCode = "204", description = "It has no name")
    public void forgetPlace(@PathParam("gln") String gln) throws SQLException {
        check("/gln", "414/" + gln);
        try (Connection connection = dataSource.getConnection()) {
            NameTable.removePlace(connection, gln);
        }
    }

    @PUT
    @Path("/products/{gtin}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.MANAGE_NAMES)
    @Operation(operationId = "nameProduct", summary = "Name a product; again changes its name")
    @RequestBody(content = @Content(schema = @Schema(implementation = ProductName.class)))
    @APIResponse(responseCode = "204", description = "It has this name")
    public void nameProduct(@PathParam("gtin") String gtin, byte[] body) throws SQLException, IOException {
        check("/gtin", "01/" + gtin);
        JsonNode product = object(body, Set.of("name"));
        try (Connection connection = dataSource.getConnection()) {
            NameTable.put(connection, new NameTable.Product(gtin, name(product)));
        }
    }

    @DELETE
    @Path("/products/{gtin}")
    @Requires(Action.MANAGE_NAMES)
    @Operation(operationId = "forgetProduct", summary = "Forget a product's name; again is no error")
    @APIResponse(responseCode = "204", description = "It has no name")
    public void forgetProduct(@PathParam("gtin") String gtin) throws SQLException {
        check("/gtin", "01/" + gtin);
        try (Connection connection = dataSource.getConnection()) {
            NameTable.removeProduct(connection, gtin);
        }
    }

    /** The number is in its one form: a GTIN with all 14 digits, as events are answered. */
    private static void check(String pointer, String path) {
        try {
            Identifier.ofKey(path);
        } catch (MalformedIdentifierException e) {
            throw fault(pointer, String.valueOf(e.getMessage()));
        }
    }

    private JsonNode object(byte[] body, Set<String> members) throws IOException {
        JsonNode object = json.readTree(body);
        if (!object.isObject()) {
            throw fault("", "is a JSON object");
        }
        object.fieldNames().forEachRemaining(name -> {
            if (!members.contains(name)) {
                throw fault("/" + name.replace("~", "~0").replace("/", "~1"), "is no member of it");
            }
        });
        return object;
    }

    private static String name(JsonNode object) {
        JsonNode name = object.path("name");
        if (!name.isTextual()
                || name.textValue().isBlank()
                || name.textValue().length() > NAME_MAX_CHARS
                || name.textValue().chars().anyMatch(Character::isISOControl)) {
            throw fault("/name", "is a text of 1 to " + NAME_MAX_CHARS + " characters");
        }
        return name.textValue();
    }

    private static RuntimeException fault(String pointer, String detail) {
        return Problem.at(ProblemType.VALIDATION, pointer, detail).exception();
    }
}
