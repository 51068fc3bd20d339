package org.tallystick.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
    @TempDir
    Path temp;

    @BeforeEach
    void posix() {
        assumeTrue(temp.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX modes here");
    }

    @Test
    void write_newAndAgain_isTheOwnersAloneAndWhole() throws IOException {
        PrivateFiles.createFolder(temp.resolve("a/b"));
        Path file = temp.resolve("a/b/key");
        PrivateFiles.write(file, new byte[] {1, 2, 3});
        PrivateFiles.write(file, new byte[] {4});
        assertThat(Files.readAllBytes(file)).containsExactly(4);
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(temp.resolve("a"))).isEqualTo("rwx------");
        assertThat(mode(temp.resolve("a/b"))).isEqualTo("rwx------");
        PrivateFiles.requirePrivate(file);
        PrivateFiles.delete(file);
        PrivateFiles.delete(file);
        assertThat(file).doesNotExist();
    }

    @Test
    void write_overAnUnfinishedOneOfAnyMode_takesNothingOfIt() throws IOException {
        Path unfinished = Files.writeString(temp.resolve("key.unfinished"), "half");
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-rw-rw-"));
        PrivateFiles.write(temp.resolve("key"), new byte[] {1});
        assertThat(mode(temp.resolve("key"))).isEqualTo("rw-------");
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void requirePrivate_fileOrFolderThatOthersCanReach_isRefused() throws IOException {
        Path file = temp.resolve("key");
        PrivateFiles.write(file, new byte[] {1});
        for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            assertThatThrownBy(() -> PrivateFiles.requirePrivate(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(mode);
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
