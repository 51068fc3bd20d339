package org.tallystick.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class PostgresBinariesTest {
    private static final int PLAIN = 0100644;
    private static final int EXECUTABLE = 0100755;

    @TempDir
    Path temporary;

    private Path folder;
    private Path outside;

    @BeforeEach
    void make() throws IOException {
        folder = Files.createDirectory(temporary.resolve("inside"));
        outside = Files.createDirectory(temporary.resolve("outside"));
    }

    @Test
    void unpack_filesFoldersAndLinks_areAsInTheArchive() throws Exception {
        unpack(archive -> {
            file(archive, "bin/run", EXECUTABLE, "program");
            file(archive, "./share/text", PLAIN, "words");
            link(archive, "lib/one.so", "../bin/run");
        });
        assertThat(folder.resolve("bin/run")).hasContent("program").isExecutable();
        assertThat(folder.resolve("share/text")).hasContent("words");
        assertThat(Files.isExecutable(folder.resolve("share/text"))).isFalse();
        assertThat(Files.readSymbolicLink(folder.resolve("lib/one.so"))).isEqualTo(Path.of("../bin/run"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside/file", "bin/../../outside/file", "/OUTSIDE/file", "../inside-not/file", ".."})
    void unpack_nameThatLeavesTheFolder_isRefused(String name) {
        String spelled = name.replace("/OUTSIDE", outside.toString());
        assertThatThrownBy(() -> unpack(archive -> file(archive, spelled, PLAIN, "escaped")))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("leaves its folder");
        assertThat(outside).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../outside", "/OUTSIDE", "../.."})
    void unpack_linkThatLeavesTheFolder_isRefused(String target) {
        String spelled = target.replace("/OUTSIDE", outside.toString());
        assertThatThrownBy(() -> unpack(archive -> link(archive, "lib/link", spelled)))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("leaves its folder");
        assertThat(folder.resolve("lib/link")).doesNotExist();
    }

    @Test
    void unpack_fileThroughALinkThatLeadsOut_isRefused() throws Exception {
        // No archive of ours could have made this link; the check of the real parent stands by itself.
        Files.createSymbolicLink(folder.resolve("lib"), outside);
        assertThatThrownBy(() -> unpack(archive -> file(archive, "lib/file", PLAIN, "escaped")))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("leaves its folder");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void unpack_hardLink_isRefused() {
        assertThatThrownBy(() -> unpack(archive -> {
                    TarArchiveEntry entry = new TarArchiveEntry("hard", TarConstants.LF_LINK);
                    entry.setLinkName("/etc/passwd");
                    archive.putArchiveEntry(entry);
                    archive.closeArchiveEntry();
                }))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("no file, folder or symbolic link");
    }

    @Test
    void unpack_cutArchive_isRefused() throws Exception {
        byte[] whole = archive(archive -> file(archive, "bin/run", EXECUTABLE, "program"));
        byte[] cut = Arrays.copyOf(whole, whole.length - 20);
        assertThatThrownBy(() -> PostgresBinaries.unpack(new ByteArrayInputStream(cut), folder))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x86_64",
        "Linux, aarch64, linux-arm_64",
        "Mac OS X, x86_64, darwin-x86_64",
        "Mac OS X, aarch64, darwin-arm_64",
        "Windows 11, amd64, windows-x86_64"
    })
    void platform_known_isNamedAsTheArchives(String osName, String osArch, String platform) throws Exception {
        assertThat(PostgresBinaries.platform(osName, osArch)).isEqualTo(platform);
    }

    @ParameterizedTest
    @CsvSource({"Linux, riscv64", "FreeBSD, amd64"})
    void platform_unknown_isRefusedWithTheWayOut(String osName, String osArch) {
        assertThatThrownBy(() -> PostgresBinaries.platform(osName, osArch))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining(osName)
                .hasMessageContaining("QUARKUS_DATASOURCE_JDBC_URL");
    }

    private interface Content {
        void writeTo(TarArchiveOutputStream archive) throws IOException;
    }

    private void unpack(Content content) throws IOException {
        PostgresBinaries.unpack(new ByteArrayInputStream(archive(content)), folder);
    }

    private static byte[] archive(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream archive =
                new TarArchiveOutputStream(new XZOutputStream(bytes, new LZMA2Options()), "UTF-8")) {
            content.writeTo(archive);
        }
        return bytes.toByteArray();
    }

    private static void file(TarArchiveOutputStream archive, String name, int mode, String text) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setMode(mode);
        entry.setSize(text.length());
        archive.putArchiveEntry(entry);
        archive.write(text.getBytes(UTF_8));
        archive.closeArchiveEntry();
    }

    private static void link(TarArchiveOutputStream archive, String name, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        archive.putArchiveEntry(entry);
        archive.closeArchiveEntry();
    }
}
