package org.tallystick.api.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The handbook: a key that others can read is refused at start. */
class KeyFilesTest {
    @TempDir
    Path folder;

    private final SecureRandom random = new SecureRandom();

    @Test
    void logKey_thatOthersCanRead_isRefused() throws IOException {
        Path file = folder.resolve("log.key");
        String made = LogKey.open(file, random).origin().name();
        assertThat(LogKey.open(file, random).origin().name()).isEqualTo(made);
        letTheGroupRead(file);
        assertThatThrownBy(() -> LogKey.open(file, random))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("rw-r-----");
    }

    @Test
    void eventIdSecret_thatOthersCanRead_isRefused() throws IOException {
        Path file = folder.resolve("event-id.secret");
        assertThat(Node.eventIdSecret(file, random)).isNotNull();
        letTheGroupRead(file);
        assertThatThrownBy(() -> Node.eventIdSecret(file, random))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("rw-r-----");
    }

    private static void letTheGroupRead(Path file) throws IOException {
        assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX modes here");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }
}
