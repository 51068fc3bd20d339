package org.tallystick.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.process.OtherJvm;

class HomeTest {
    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void name() {
        folder = temporary.resolve("a home");
    }

    @Test
    void at_aNewFolder_touchesNothing() {
        Home home = Home.at(folder);
        assertThat(home.exists()).isFalse();
        assertThat(folder).doesNotExist();
        assertThat(home.adminKey()).isEqualTo(folder.resolve("admin.key"));
    }

    @Test
    void lock_aNewFolder_isMadePrivate() throws Exception {
        try (Home.Lock lock = Home.at(folder).lock()) {
            assertThat(lock).isNotNull();
            assertThat(mode(folder)).isEqualTo("rwx------");
            assertThat(Home.at(folder).exists()).isTrue();
        }
    }

    @Test
    void lock_anEmptyOpenFolder_isMadePrivate() throws Exception {
        Files.createDirectory(folder);
        setMode(folder, "rwxr-xr-x");
        Home.at(folder).lock().close();
        assertThat(mode(folder)).isEqualTo("rwx------");
    }

    @Test
    void lock_anOpenFolderWithOtherThings_isRefusedAndLeftAsItWas() throws Exception {
        Files.createDirectory(folder);
        Files.createFile(folder.resolve("somebody's"));
        setMode(folder, "rwxr-xr-x");
        assertThatThrownBy(() -> Home.at(folder).lock())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not Tallystick's");
        assertThat(mode(folder)).isEqualTo("rwxr-xr-x");
        assertThat(Home.at(folder).exists()).isFalse();
    }

    @Test
    void lock_aFile_isRefused() throws Exception {
        Files.createFile(folder);
        assertThatThrownBy(() -> Home.at(folder).lock()).isInstanceOf(NotDirectoryException.class);
    }

    @Test
    void lock_heldHere_isRefusedAndStillKeepsOthersOut() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
        try (Home.Lock lock = Home.at(folder).lock()) {
            assertThat(lock).isNotNull();
            // A second attempt that opened and closed the file would drop the first one's lock (POSIX).
            assertThatThrownBy(() -> Home.at(folder).lock()).isInstanceOf(HomeInUseException.class);
            assertThatThrownBy(() -> Home.at(link).lock()).isInstanceOf(HomeInUseException.class);
            try (OtherJvm other = OtherJvm.run(HomeHolder.class, folder.toString())) {
                assertThat(other.line())
                        .isEqualTo("the home " + folder + " is in use by process "
                                + ProcessHandle.current().pid() + "; stop that one or choose another --home");
            }
        }
        Home.at(link).lock().close();
    }

    @Test
    void lock_heldByAProcess_isRefusedUntilThatIsKilled() throws Exception {
        try (OtherJvm other = OtherJvm.run(HomeHolder.class, folder.toString())) {
            assertThat(other.line()).isEqualTo("held");
            assertThatThrownBy(() -> Home.at(folder).lock())
                    .isInstanceOf(HomeInUseException.class)
                    .hasMessageContaining("in use by process " + other.pid() + ";");
            other.kill();
            Home.at(folder).lock().close();
        }
    }

    @Test
    void write_overAFile_replacesItWholeAndPrivate() throws Exception {
        Path file = temporary.resolve("secret");
        Files.writeString(file, "a longer text than the new one");
        setMode(file, "rw-r--r--");
        OwnerOnly.write(file, new byte[] {'n', 'e', 'w'});
        assertThat(file).hasContent("new");
        assertThat(mode(file)).isEqualTo("rw-------");
        try (var files = Files.list(temporary)) {
            assertThat(files).containsExactly(file);
        }
    }

    private static String mode(Path path) throws IOException {
        assumeTrue(path.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX modes here");
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void setMode(Path path, String mode) throws IOException {
        assumeTrue(path.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX modes here");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
