package org.tallystick.api.attachment;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tallystick.ledger.statement.RecordSalt;

/** A row of {@code attachment} ({@code V110__attachment.sql}). */
@Entity
@Table(name = "attachment")
class Attachment extends PanacheEntityBase {
    @Id
    byte[] digest;

    byte @Nullable [] salt;
    byte @Nullable [] content;

    @Nullable
    String mediaType;

    @Nullable
    String name;

    Instant addedAt;

    @Nullable
    String addedBy;

    @Nullable
    Instant usedAt;

    @Nullable
    Instant erasedAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills it
    Attachment() {}

    boolean isErased() {
        return erasedAt != null;
    }

    /** Whether it is what was added, as its name says. */
    boolean isIntact() {
        return salt != null
                && content != null
                && Arrays.equals(RecordSalt.of(salt).digest(content).bytes(), digest);
    }

    void erase(Instant now) {
        salt = null;
        content = null;
        mediaType = null;
        name = null;
        erasedAt = now;
    }
}
