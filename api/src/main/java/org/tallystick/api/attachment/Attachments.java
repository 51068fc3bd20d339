package org.tallystick.api.attachment;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.statement.RecordSalt;
import org.tallystick.provenance.goods.AttachmentName;

/** Adds, names, shows and erases attachments. */
@Singleton
public class Attachments {
    /** A clerk's form is sent within the shift that began it. */
    private static final Duration UNUSED_MAX = Duration.ofDays(1);

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Attachments(Clock clock) {
        this.clock = clock;
    }

    @Transactional
    AttachmentName add(byte[] content, MediaKind kind, @Nullable String name) {
        Instant now = clock.instant();
        Attachment.delete("usedAt is null and addedAt < ?1", now.minus(UNUSED_MAX));
        RecordSalt salt = RecordSalt.generate(random);
        AttachmentName added = new AttachmentName(salt.digest(content).toString());
        Attachment row = new Attachment();
        row.digest = bytes(added);
        row.salt = salt.bytes();
        row.content = content;
        row.mediaType = kind.mediaType();
        row.name = name;
        row.addedAt = now;
        row.persist();
        return added;
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
