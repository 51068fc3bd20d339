package org.tallystick.api.attachment;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.tallystick.api.access.Call;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.api.representation.Caching;
import org.tallystick.api.representation.Representation;
import org.tallystick.ledger.statement.RecordSalt;
import org.tallystick.provenance.goods.AttachmentName;
import org.tallystick.provenance.identifier.MalformedIdentifierException;

/** Adds, names, shows and erases attachments; what a guest adds is his until an event names it. */
@Singleton
public class Attachments {
    /** A clerk's form is sent within the shift that began it. */
    private static final Duration UNUSED_MAX = Duration.ofDays(1);

    /** Two forms full. Of a guest alone: whoever may capture can fill the disk anyway. */
    static final int UNUSED_OF_GUEST_MAX = 40;

    /** The longest name that file systems take. */
    private static final int NAME_MAX_CHARS = 255;

    private static final String SALT = "Tallystick-Salt";

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Attachments(Clock clock) {
        this.clock = clock;
    }

    /** @param attachment by which a form, and the event, names it */
    @Schema(name = "AttachmentAdded")
    public record Added(String attachment, String mediaType) {}

    /** The answer to a file that came. */
    @Transactional
    public Response add(byte[] content, @Nullable String name, Call call, boolean isGuest) {
        MediaKind kind = MediaKind.of(content)
                .orElseThrow(() -> Problem.of(
                                ProblemType.UNSUPPORTED_MEDIA_TYPE, "Photos are JPEG, PNG or WebP, papers are PDF.")
                        .exception());
        if (name != null
                && (name.isBlank()
                        || name.length() > NAME_MAX_CHARS
                        || name.chars().anyMatch(Character::isISOControl))) {
            throw Problem.at(ProblemType.VALIDATION, "?name", "is a text of 1 to " + NAME_MAX_CHARS + " characters")
                    .exception();
        }
        Instant now = clock.instant();
        Attachment.delete("usedAt is null and addedAt < ?1", now.minus(UNUSED_MAX));
        if (isGuest && Attachment.count("usedAt is null and addedBy = ?1", call.caller()) >= UNUSED_OF_GUEST_MAX) {
            throw Problem.of(
                            ProblemType.CONFLICT,
                            "There are " + UNUSED_OF_GUEST_MAX
                                    + " files of yours that no form names; send the form, or wait a day.")
                    .exception();
        }
        RecordSalt salt = RecordSalt.generate(random);
        AttachmentName added = new AttachmentName(salt.digest(content).toString());
        Attachment row = new Attachment();
        row.digest = bytes(added);
        row.salt = salt.bytes();
        row.content = content;
        row.mediaType = kind.mediaType();
        row.name = name;
        row.addedAt = now;
        row.addedBy = call.caller();
        row.persist();
        return Response.status(Response.Status.CREATED)
                .header("Location", "/api/v1/attachments/" + added.hex())
                .entity(new Added(added.toString(), kind.mediaType()))
                .build();
    }

    /** The answer to whoever may see it. */
    @Transactional
    public Response file(AttachmentName name, Request request) {
        Attachment found = find(name).orElseThrow(() -> none(name));
        if (found.isErased()) {
            throw Problem.of(ProblemType.GONE, "It was erased at " + found.erasedAt + ".")
                    .exception();
        }
        if (!found.isIntact()) {
            throw Problem.of(ProblemType.INTERNAL, "What is stored is not what was added; `check` says so too.")
                    .exception();
        }
        return Representation.of(
                        Objects.requireNonNull(found.content),
                        Objects.requireNonNull(found.mediaType),
                        Caching.ASKED_EACH_TIME)
                .answer(request)
                // Shown as what it is, alone: nothing in a file from elsewhere runs under this node's address.
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header(SALT, HexFormat.of().formatHex(Objects.requireNonNull(found.salt)))
                .build();
    }

    /** The name in an address. */
    public static AttachmentName name(String digest) {
        try {
            return new AttachmentName(digest);
        } catch (MalformedIdentifierException e) {
            throw Problem.at(ProblemType.VALIDATION, "/digest", String.valueOf(e.getMessage()))
                    .exception();
        }
    }

    /** That there is none of this name, or none that the caller may know of. */
    public static ProblemException none(AttachmentName name) {
        return Problem.of(ProblemType.NOT_FOUND, "There is no " + name + ".").exception();
    }

    /** Those that this guest added, and that no event names yet or one of his does. */
    @Transactional
    public List<Integer> useOwn(List<AttachmentName> names, String guest) {
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (Attachment.count("digest = ?1 and addedBy = ?2", bytes(names.get(i)), guest) == 0) {
                missing.add(i);
            }
        }
        return missing.isEmpty() ? use(names) : missing;
    }

    @Transactional
    Optional<Attachment> find(AttachmentName name) {
        return Attachment.findByIdOptional(bytes(name));
    }

    /**
     * From now on they belong to an event, and stay until somebody erases them. Done before the event is captured: a kill
     * in between leaves an attachment that nothing names, never an event that names nothing.
     *
     * @return which of them there are not, by their place in the list; then nothing was done
     */
    @Transactional
    public List<Integer> use(List<AttachmentName> names) {
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (Attachment.count("digest = ?1 and erasedAt is null", (Object) bytes(names.get(i))) == 0) {
                missing.add(i);
            }
        }
        if (missing.isEmpty()) {
            for (AttachmentName name : names) {
                Attachment.update("usedAt = ?1 where digest = ?2 and usedAt is null", clock.instant(), bytes(name));
            }
        }
        return missing;
    }

    /** @return whether there is, or was, one of this name */
    @Transactional
    boolean erase(AttachmentName name) {
        Optional<Attachment> found = find(name);
        found.filter(attachment -> !attachment.isErased()).ifPresent(attachment -> attachment.erase(clock.instant()));
        return found.isPresent();
    }

    private static byte[] bytes(AttachmentName name) {
        return HexFormat.of().parseHex(name.hex());
    }
}
