package org.tallystick.api.about;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tallystick.api.access.Action;
import org.tallystick.api.access.Requires;
import org.tallystick.api.node.Node;
import org.tallystick.identity.did.DidVersion;

/** What a stranger needs to know to begin: whose log this is and under which names. */
@Path("/about")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Log")
@RunOnVirtualThread
public final class AboutResource {
    private final Node node;

    AboutResource(Node node) {
        this.node = node;
    }

    /**
     * @param did of the organisation
     * @param origin of the log
     * @param size of the newest signed checkpoint
     * @param engine that decides what is registered, and in which order
     */
    record About(String did, String origin, long size, String engine) {}

    @GET
    @Requires(Action.READ_PUBLISHED)
    @Operation(operationId = "getAbout", summary = "The organisation's DID, the log's origin and its size")
    public About about() {
        String did = node.organisationKeys()
                .registered()
                .map(DidVersion::did)
                .orElseThrow(() -> new IllegalStateException("the organisation's DID is not registered"))
                .toString();
        return new About(
                did,
                node.ledger().origin().name(),
                node.ledger().checkpoint().checkpoint().size(),
                node.ledger().engine().kind());
    }
}
