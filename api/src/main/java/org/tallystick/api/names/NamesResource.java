package org.tallystick.api.names;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
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
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.form.Forms;
import org.tallystick.api.page.Cursor;
import org.tallystick.api.page.Pages;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.provenance.epcis.StrictJson;
import org.tallystick.provenance.form.Form;
import org.tallystick.provenance.identifier.Identifier;
import org.tallystick.provenance.identifier.MalformedIdentifierException;

/** Names of places and products. Sent twice, a name is the same name: these need no Idempotency-Key. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Names")
@RunOnVirtualThread
public final class NamesResource {
    private static final int NAME_MAX_CHARS = 200;

    /** A name at its longest, escaped, with room for white space. */
    private static final int MAX_BYTES = 4 << 10;

    record Place(String gln, String name, boolean own) {}

    record Product(String gtin, String name) {}

    /** @param own one of this company's own places */
    @Schema(name = "PlaceName")
    record PlaceName(String name, boolean own) {}

    @Schema(name = "ProductName")
    record ProductName(String name) {}

    @Schema(name = "PlacePage")
    record PlacePage(List<Place> member) {
        PlacePage {
            member = List.copyOf(member);
        }
    }

    @Schema(name = "ProductPage")
    record ProductPage(List<Product> member) {
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
    public Response places(@QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        Pages pages = Pages.parse(Pages.Names.OURS, limit, cursor, "places");
        List<Place> found = NamedPlace.listAfter(after(pages), pages.size() + 1).stream()
                .map(row -> new Place(row.gln, row.name, row.own))
                .toList();
        return page(pages, "places", found, Place::gln, PlacePage::new);
    }

    @GET
    @Path("/products")
    @Requires(Action.READ_EVENTS)
    @Operation(operationId = "listProducts", summary = "The products that have a name here, by GTIN")
    @APIResponse(
            responseCode = "200",
            description = "A page of products",
            content = @Content(schema = @Schema(implementation = ProductPage.class)))
    public Response products(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        Pages pages = Pages.parse(Pages.Names.OURS, limit, cursor, "products");
        List<Product> found = NamedProduct.listAfter(after(pages), pages.size() + 1).stream()
                .map(row -> new Product(row.gtin, row.name))
                .toList();
        return page(pages, "products", found, Product::gtin, ProductPage::new);
    }

    private static String after(Pages pages) {
        return pages.after().map(last -> last.parts().getFirst()).orElse("");
    }

    private static <T> Response page(
            Pages pages, String list, List<T> found, Function<T, String> key, Function<List<T>, Object> view) {
        Response.ResponseBuilder answer =
                Response.ok(view.apply(pages.shown(found))).header("Cache-Control", "private, no-cache");
        pages.next("/api/v1/" + list, found, last -> new Cursor(list, List.of(key.apply(last))))
                .ifPresent(link -> answer.header("Link", link));
        return answer.build();
    }

    @PUT
    @Path("/places/{gln}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.MANAGE_NAMES)
    @Operation(operationId = "namePlace", summary = "Name a place; again changes its name")
    @RequestBody(content = @Content(schema = @Schema(implementation = PlaceName.class)))
    @APIResponse(responseCode = "204", description = "It has this name")
    @Transactional
    public void namePlace(@PathParam("gln") String gln, byte[] body) {
        check("/gln", "414/" + gln);
        PlaceName place = Forms.read(() -> {
            Form form = form(body);
            String name = name(form);
            JsonNode own = form.optional("own");
            if (own != null && !own.isBoolean()) {
                form.fault("own", "type", "is true or false");
            }
            form.throwIfWrong();
            return new PlaceName(name, own != null && own.booleanValue());
        });
        NamedPlace.put(gln, place.name(), place.own());
    }

    @DELETE
    @Path("/places/{gln}")
    @Requires(Action.MANAGE_NAMES)
    @Operation(operationId = "forgetPlace", summary = "Forget a place's name; again is no error")
    @APIResponse(responseCode = "204", description = "It has no name")
    @Transactional
    public void forgetPlace(@PathParam("gln") String gln) {
        check("/gln", "414/" + gln);
        NamedPlace.deleteById(gln);
    }

    @PUT
    @Path("/products/{gtin}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Action.MANAGE_NAMES)
    @Operation(operationId = "nameProduct", summary = "Name a product; again changes its name")
    @RequestBody(content = @Content(schema = @Schema(implementation = ProductName.class)))
    @APIResponse(responseCode = "204", description = "It has this name")
    @Transactional
    public void nameProduct(@PathParam("gtin") String gtin, byte[] body) {
        check("/gtin", "01/" + gtin);
        ProductName product = Forms.read(() -> {
            Form form = form(body);
            String name = name(form);
            form.throwIfWrong();
            return new ProductName(name);
        });
        NamedProduct.put(gtin, product.name());
    }

    @DELETE
    @Path("/products/{gtin}")
    @Requires(Action.MANAGE_NAMES)
    @Operation(operationId = "forgetProduct", summary = "Forget a product's name; again is no error")
    @APIResponse(responseCode = "204", description = "It has no name")
    @Transactional
    public void forgetProduct(@PathParam("gtin") String gtin) {
        check("/gtin", "01/" + gtin);
        NamedProduct.deleteById(gtin);
    }

    /** The number is in its one form: a GTIN with all 14 digits, as events are answered. */
    private static void check(String pointer, String path) {
        try {
            Identifier.ofKey(path);
        } catch (MalformedIdentifierException e) {
            throw fault(pointer, String.valueOf(e.getMessage()));
        }
    }

    private static Form form(byte[] body) {
        return Form.of(StrictJson.readTree(body, MAX_BYTES));
    }

    /** Empty with a fault noted. */
    private static String name(Form form) {
        String name = form.text("name", "what people call it");
        if (name == null) {
            return "";
        }
        if (name.isBlank() || name.length() > NAME_MAX_CHARS || name.chars().anyMatch(Character::isISOControl)) {
            form.fault("name", "pattern", "is a text of 1 to " + NAME_MAX_CHARS + " characters on one line");
        }
        return name;
    }

    private static RuntimeException fault(String pointer, String detail) {
        return Problem.at(ProblemType.VALIDATION, pointer, detail).exception();
    }
}
