package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClosedZipTest {
    @TempDir
    private Path folder;

    private static SequencedMap<String, byte[]> parts() {
        SequencedMap<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("index.html", "<p>read me</p>".getBytes(UTF_8));
        parts.put("empty", new byte[0]);
        parts.put("event/1/record.json", "{\"a\": \"ä\"}".getBytes(UTF_8));
        return parts;
    }

    @Test
    void zip_written_isReadBack() throws Exception {
        SequencedMap<String, byte[]> read = ClosedZip.read(ClosedZip.write(parts()));
        assertThat(read.keySet()).containsExactlyElementsOf(parts().keySet());
        assertThat(read).usingRecursiveComparison().isEqualTo(parts());
    }

    @Test
    void zip_written_isReadByTheJdkThroughDirectoryAndStream() throws Exception {
        byte[] zip = ClosedZip.write(parts());
        Path file = Files.write(folder.resolve("x.zip"), zip);
        try (ZipFile theirs = new ZipFile(file.toFile())) {
            assertThat(theirs.size()).isEqualTo(3);
            for (var part : parts().entrySet()) {
                ZipEntry entry = theirs.getEntry(part.getKey());
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
                assertThat(theirs.getInputStream(entry).readAllBytes()).isEqualTo(part.getValue());
            }
        }
        SequencedMap<String, byte[]> streamed = new LinkedHashMap<>();
        try (ZipInputStream theirs = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = theirs.getNextEntry(); entry != null; entry = theirs.getNextEntry()) {
                streamed.put(entry.getName(), theirs.readAllBytes());
            }
        }
        assertThat(streamed).usingRecursiveComparison().isEqualTo(parts());
    }

    @Test
    void zip_ofAnotherTool_isRefused() {
        refused(theirs(ZipEntry.DEFLATED), "index.html: byte ");
        refused(theirs(ZipEntry.STORED), "index.html: byte ");
    }

    @Test
    void zip_withACommentATrailerOrAHeader_isRefused() {
        byte[] zip = ClosedZip.write(parts());
        byte[] trailer = new byte[zip.length + 1];
        System.arraycopy(zip, 0, trailer, 0, zip.length);
        refused(trailer, "after event/1/record.json: byte ");
        byte[] comment = trailer.clone();
        comment[zip.length - 2] = 1;
        refused(comment, "after event/1/record.json: byte ");
        byte[] commentLength = zip.clone();
        commentLength[zip.length - 2] = 1;
        refused(commentLength, "after event/1/record.json: byte " + (zip.length - 2));
        byte[] header = new byte[zip.length + 1];
        System.arraycopy(zip, 0, header, 1, zip.length);
        refused(header, "at the start of the file: byte 0");
    }

    @Test
    void zip_withTheSameNameTwice_isRefused() {
        byte[] one = ClosedZip.write(single("a", new byte[] {1}));
        // The local part of it, twice, before its directory.
        int local = 30 + 1 + 1;
        byte[] twice = new byte[one.length + local];
        System.arraycopy(one, 0, twice, 0, local);
        System.arraycopy(one, 0, twice, local, one.length);
        refused(twice, "a: there are two parts of this name");
    }

    @Test
    void zip_thatClaimsMoreThanItHas_isRefusedBeforeAnythingIsAllocated() {
        byte[] zip = ClosedZip.write(parts());
        byte[] huge = zip.clone();
        huge[21] = 0x7f;
        refused(huge, "index.html: a size of ");
        byte[] negative = zip.clone();
        negative[21] = (byte) 0xff;
        refused(negative, "index.html: a size of 4278190094 bytes");
        byte[] longName = zip.clone();
        longName[27] = 1;
        refused(longName, "at the start of the file: a part with a name of 266 bytes");
    }

    @Test
    void size_beyondTheLimit_isRefused() {
        byte[] content = new byte[EvidenceFile.SIZE_MAX_BYTES - 22 - 30 - 46 - 2];
        byte[] largest = ClosedZip.write(single("a", content));
        assertThat(largest).hasSize(EvidenceFile.SIZE_MAX_BYTES);
        assertThatThrownBy(() -> ClosedZip.write(single("ab", content))).isInstanceOf(IllegalArgumentException.class);
        // Parts alone, whose directory would make the file too large.
        byte[] noDirectory = Arrays.copyOf(largest, largest.length);
        noDirectory[largest.length - 22 - 47] ^= 1;
        refused(noDirectory, "after a: byte ");
        refused(Arrays.copyOf(largest, 31 + content.length), "after a: byte ");
        refused(new byte[EvidenceFile.SIZE_MAX_BYTES + 1], "the file: 67108865 bytes, at most 67108864");
    }

    private static SequencedMap<String, byte[]> single(String name, byte[] content) {
        SequencedMap<String, byte[]> parts = new LinkedHashMap<>();
        parts.put(name, content);
        return parts;
    }

    private static byte[] theirs(int method) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (var part : parts().entrySet()) {
                ZipEntry entry = new ZipEntry(part.getKey());
                entry.setMethod(method);
                entry.setTime(0);
                if (method == ZipEntry.STORED) {
                    CRC32 crc = new CRC32();
                    crc.update(part.getValue());
                    entry.setSize(part.getValue().length);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(part.getValue());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static void refused(byte[] zip, String reason) {
        assertThatThrownBy(() -> ClosedZip.read(zip))
                .isInstanceOf(MalformedEvidenceException.class)
                .hasMessageContaining(reason);
    }
}
