package org.tallystick.ledger.prove;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.zip.CRC32;

/**
 * The zip file that given parts make, and no other: every tool unpacks it, and one byte that differs from what we would
 * write refuses it. Parts are stored, not deflated, one after another from the first byte, with the date 1980-01-01, no
 * extra fields, no comments, no data descriptors, no flags, no attributes; then the central directory in the same order.
 *
 * <pre>
 * 50 4b 03 04  0a 00  00 00  00 00  00 00  21 00  CRC-32  SIZE  SIZE  NAME LENGTH  00 00  NAME  CONTENT     each part
 * 50 4b 01 02  0a 00  0a 00  00 00  00 00  00 00  21 00  CRC-32  SIZE  SIZE  NAME LENGTH  00*12  OFFSET  NAME
 * 50 4b 05 06  00 00  00 00  COUNT  COUNT  DIRECTORY SIZE  DIRECTORY OFFSET  00 00
 * </pre>
 *
 * <p>Stored because deflate has many encodings of one content, and any could hide bytes: here the parts decide the file.
 * Nothing can expand either: a reader allocates no more than the file has.
 */
final class ClosedZip {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;

    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL_BYTES = 46;
    private static final int END_BYTES = 22;

    /** PKZIP 1.0: stored files in folders need no more. */
    private static final short VERSION = 10;

    /** 1980-01-01 in MS-DOS form, the first date there is: the archive says nothing of when it was made. */
    private static final short DATE = 0x21;

    /** Our longest names have about 40 characters. */
    private static final int NAME_LENGTH_MAX = 100;

    /** The end record counts in two bytes, and a count of all ones means ZIP64. */
    private static final int COUNT_MAX = 65_534;

    private ClosedZip() {}

    static byte[] write(SequencedMap<String, byte[]> parts) {
        if (parts.size() > COUNT_MAX || sizeBytes(parts) > EvidenceFile.SIZE_MAX_BYTES) {
            throw new IllegalArgumentException(parts.size() + " parts, at most " + COUNT_MAX + ", of "
                    + sizeBytes(parts) + " bytes, at most " + EvidenceFile.SIZE_MAX_BYTES);
        }
        ByteBuffer zip = allocate((int) sizeBytes(parts));
        int[] offsets = new int[parts.size()];
        int i = 0;
        for (var part : parts.entrySet()) {
            offsets[i++] = zip.position();
            zip.put(localHeader(part.getKey(), crc32(part.getValue()), part.getValue().length));
            zip.put(part.getValue());
        }
        int directoryOffset = zip.position();
        i = 0;
        for (var part : parts.entrySet()) {
            zip.put(centralHeader(part.getKey(), crc32(part.getValue()), part.getValue().length, offsets[i++]));
        }
        zip.put(end(parts.size(), zip.position() - directoryOffset, directoryOffset));
        return zip.array();
    }

    private static long sizeBytes(SequencedMap<String, byte[]> parts) {
        long size = END_BYTES;
        for (var part : parts.entrySet()) {
            size += LOCAL_BYTES + CENTRAL_BYTES + 2L * part.getKey().length() + part.getValue().length;
        }
        return size;
    }

    static SequencedMap<String, byte[]> read(byte[] file) throws MalformedEvidenceException {
        if (file.length > EvidenceFile.SIZE_MAX_BYTES) {
            throw new MalformedEvidenceException(
                    "the file", file.length + " bytes, at most " + EvidenceFile.SIZE_MAX_BYTES);
        }
        SequencedMap<String, byte[]> parts = new LinkedHashMap<>();
        ByteBuffer zip = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        String before = "at the start of the file";
        while (zip.remaining() >= LOCAL_BYTES && zip.getInt(zip.position()) == LOCAL) {
            int start = zip.position();
            int crc32 = zip.getInt(start + 14);
            int size = zip.getInt(start + 18);
            int nameLength = Short.toUnsignedInt(zip.getShort(start + 26));
            if (nameLength > NAME_LENGTH_MAX || nameLength > zip.remaining() - LOCAL_BYTES) {
                throw new MalformedEvidenceException(before, "a part with a name of " + nameLength + " bytes");
            }
            String name = new String(file, start + LOCAL_BYTES, nameLength, StandardCharsets.ISO_8859_1);
            if (!name.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new MalformedEvidenceException(before, "a part whose name is not printable ASCII");
            }
            int contentStart = start + LOCAL_BYTES + nameLength;
            if (size < 0 || size > file.length - contentStart) {
                throw new MalformedEvidenceException(
                        name,
                        "a size of " + Integer.toUnsignedString(size) + " bytes in its zip header, but "
                                + (file.length - contentStart) + " bytes follow");
            }
            byte[] header = Arrays.copyOfRange(file, start, contentStart);
            int differs = Arrays.mismatch(header, localHeader(name, crc32, size));
            if (differs >= 0) {
                throw new MalformedEvidenceException(
                        name, "byte " + differs + " of its zip header is not as an evidence file has it");
            }
            byte[] content = Arrays.copyOfRange(file, contentStart, contentStart + size);
            if (crc32(content) != crc32) {
                throw new MalformedEvidenceException(
                        name,
                        "its bytes were changed: CRC-32 " + Integer.toHexString(crc32(content)) + ", in its zip header "
                                + Integer.toHexString(crc32));
            }
            if (parts.put(name, content) != null) {
                throw new MalformedEvidenceException(name, "there are two parts of this name");
            }
            zip.position(contentStart + size);
            before = "after " + name;
        }
        if (sizeBytes(parts) != file.length || parts.size() > COUNT_MAX) {
            throw new MalformedEvidenceException(
                    before,
                    "byte " + zip.position() + " of the file is no further part, and the zip directory of the "
                            + parts.size() + " parts before it would make " + sizeBytes(parts)
                            + " bytes of the file, not "
                            + file.length);
        }
        byte[] expected = write(parts);
        int differs = Arrays.mismatch(expected, file);
        if (differs >= 0) {
            throw new MalformedEvidenceException(
                    before, "byte " + differs + " of the file is not as in the zip directory of its parts");
        }
        return parts;
    }

    /** Whether the bytes begin or end as a zip file does: a damaged one, and not some other kind of file. */
    static boolean resembles(byte[] file) {
        ByteBuffer zip = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        return file.length >= 4 && zip.getInt(0) == LOCAL
                || file.length >= END_BYTES && zip.getInt(file.length - END_BYTES) == END;
    }

    private static byte[] localHeader(String name, int crc32, int size) {
        return allocate(LOCAL_BYTES + name.length())
                .putInt(LOCAL)
                .putShort(VERSION)
                .putShort((short) 0) // flags
                .putShort((short) 0) // stored
                .putShort((short) 0) // time
                .putShort(DATE)
                .putInt(crc32)
                .putInt(size)
                .putInt(size)
                .putShort((short) name.length())
                .putShort((short) 0) // extra field
                .put(name.getBytes(StandardCharsets.ISO_8859_1))
                .array();
    }

    private static byte[] centralHeader(String name, int crc32, int size, int offset) {
        return allocate(CENTRAL_BYTES + name.length())
                .putInt(CENTRAL)
                .putShort(VERSION) // made by
                .putShort(VERSION) // needed
                .putShort((short) 0) // flags
                .putShort((short) 0) // stored
                .putShort((short) 0) // time
                .putShort(DATE)
                .putInt(crc32)
                .putInt(size)
                .putInt(size)
                .putShort((short) name.length())
                .putShort((short) 0) // extra field
                .putShort((short) 0) // comment
                .putShort((short) 0) // disk
                .putShort((short) 0) // internal attributes
                .putInt(0) // external attributes
                .putInt(offset)
                .put(name.getBytes(StandardCharsets.ISO_8859_1))
                .array();
    }

    private static byte[] end(int count, int directoryBytes, int directoryOffset) {
        return allocate(END_BYTES)
                .putInt(END)
                .putShort((short) 0) // this disk
                .putShort((short) 0) // disk of the directory
                .putShort((short) count)
                .putShort((short) count)
                .putInt(directoryBytes)
                .putInt(directoryOffset)
                .putShort((short) 0) // comment
                .array();
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int crc32(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return (int) crc.getValue();
    }
}
