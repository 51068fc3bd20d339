package org.tallystick.ledger.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.ledger.crypto.Algorithm;
import org.tallystick.ledger.crypto.Ed25519SigningKey;
import org.tallystick.ledger.crypto.SigningKey;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.statement.Origin;

class KeptCheckpointTest {
    @TempDir
    Path folder;

    private final String origin = Origin.ofLedger(new byte[16]).name();
    private final CheckpointSigner signer = new CheckpointSigner(
            new NoteSigner(origin, (Ed25519SigningKey) SigningKey.generate(Algorithm.ED25519, new SecureRandom())),
            List.of());

    @Test
    void flush_afterManyBlocks_hasTheNewestOnDiskAndNothingBesideIt() throws IOException {
        KeptCheckpoint kept = new KeptCheckpoint(folder.resolve("checkpoint"));
        SignedCheckpoint newest = checkpoint(1);
        for (int size = 1; size <= 500; size++) {
            newest = checkpoint(size);
            kept.keep(newest);
        }
        kept.flush();
        assertThat(kept.note()).contains(newest.note());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("checkpoint"));
        }
        kept.keep(checkpoint(501));
        kept.flush();
        assertThat(kept.note()).contains(checkpoint(501).note());
    }

    @Test
    void keep_cutShortBefore_leavesTheOldOneWholeAndWritesTheNext() throws IOException {
        KeptCheckpoint kept = new KeptCheckpoint(folder.resolve("checkpoint"));
        kept.keep(checkpoint(1));
        kept.flush();
        // What a power cut in the middle of the next write leaves.
        Files.writeString(folder.resolve("checkpoint.unfinished"), "");
        assertThat(new KeptCheckpoint(folder.resolve("checkpoint")).note())
                .contains(checkpoint(1).note());
        kept.keep(checkpoint(2));
        kept.flush();
        assertThat(kept.note()).contains(checkpoint(2).note());
    }

    @Test
    void keep_diskThatTakesNothing_isReportedAndTheNextIsTried() throws IOException {
        Path missing = folder.resolve("missing");
        KeptCheckpoint kept = new KeptCheckpoint(missing.resolve("checkpoint"));
        kept.keep(checkpoint(1));
        kept.flush();
        assertThat(kept.note()).isEmpty();
        Files.createDirectory(missing);
        kept.keep(checkpoint(2));
        kept.flush();
        assertThat(kept.note()).contains(checkpoint(2).note());
    }

    private SignedCheckpoint checkpoint(long size) {
        return signer.sign(
                new Checkpoint(origin, size, Hash.sha256(Long.toString(size).getBytes(StandardCharsets.US_ASCII))));
    }
}
