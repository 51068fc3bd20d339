package org.tallystick.api.command;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.Hash;
import org.tallystick.ledger.log.MalformedLogException;

/**
 * What a backup holds, in the part that is written last: a backup without it is none.
 *
 * <pre>
 * tallystick-backup 1
 * created 2026-11-24T07:40:00Z
 * schema 050
 * origin tallystick.localhost/3f1c…
 * size 1234
 * root CsUY…=
 * file SHA-256 LENGTH keys/log.key
 * table SHA-256 LENGTH ROWS ledger.entry index,height,issuer,…
 * sum SHA-256                                of all lines above
 * </pre>
 *
 * @param schema the newest migration of the database that was backed up
 * @param checkpoint the log in the backup
 */
record BackupManifest(Instant created, String schema, Checkpoint checkpoint, List<Part> parts) {
    static final String VERSION = "tallystick-backup 1";

    sealed interface Part {
        Hash digest();

        long length();

        /** Its name in the container. */
        String entry();
    }

    /** @param name relative to the home, with slashes */
    record FilePart(Hash digest, long length, String name) implements Part {
        @Override
        public String entry() {
            return "files/" + name;
        }

        @Override
        public String toString() {
            return "file " + digest + " " + length + " " + name;
        }
    }

    record TablePart(Hash digest, long length, long rows, Tables.Table table) implements Part {
        @Override
        public String entry() {
            return "tables/" + table.qualified();
        }

        @Override
        public String toString() {
            return "table " + digest + " " + length + " " + rows + " " + table.qualified() + " "
                    + String.join(",", table.columns());
        }
    }

    BackupManifest {
        parts = List.copyOf(parts);
    }

    List<FilePart> files() {
        return parts.stream()
                .filter(FilePart.class::isInstance)
                .map(FilePart.class::cast)
                .toList();
    }

    List<TablePart> tables() {
        return parts.stream()
                .filter(TablePart.class::isInstance)
                .map(TablePart.class::cast)
                .toList();
    }

    String text() {
        StringBuilder text = new StringBuilder(VERSION)
                .append("\ncreated ")
                .append(created)
                .append("\nschema ")
                .append(schema)
                .append("\norigin ")
                .append(checkpoint.origin())
                .append("\nsize ")
                .append(checkpoint.size())
                .append("\nroot ")
                .append(checkpoint.root().toBase64())
                .append('\n');
        for (Part part : parts) {
            text.append(part).append('\n');
        }
        Hash sum = sum(text.toString());
        return text.append("sum ").append(sum).append('\n').toString();
    }

    private static Hash sum(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws DamagedBackupException when it is not what {@link #text} prints */
    static BackupManifest parse(String text) throws DamagedBackupException {
        if (!text.startsWith(VERSION + "\n")) {
            int end = text.indexOf('\n');
            throw new DamagedBackupException("it is no backup that this release reads: it begins with '"
                    + text.substring(0, Math.clamp(end, 0, 60)) + "', not '" + VERSION + "'");
        }
        int last = text.lastIndexOf("\nsum ") + 1;
        if (last == 0 || !text.substring(last).equals("sum " + sum(text.substring(0, last)) + "\n")) {
            throw new DamagedBackupException("its manifest does not have the sum that it says");
        }
        String[] lines = text.substring(0, last).split("\n", -1);
        try {
            List<Part> parts = new ArrayList<>();
            for (String line : Arrays.asList(lines).subList(6, lines.length - 1)) {
                parts.add(part(line));
            }
            return new BackupManifest(
                    Instant.parse(value(lines[1], "created ")),
                    value(lines[2], "schema "),
                    new Checkpoint(
                            value(lines[3], "origin "),
                            Long.parseLong(value(lines[4], "size ")),
                            Hash.parseBase64(value(lines[5], "root "))),
                    parts);
        } catch (DateTimeException | IllegalArgumentException | IndexOutOfBoundsException | MalformedLogException e) {
            throw new DamagedBackupException("its manifest is malformed: " + e.getMessage());
        }
    }

    private static String value(String line, String name) {
        if (!line.startsWith(name)) {
            throw new IllegalArgumentException("'" + name.strip() + "' expected");
        }
        return line.substring(name.length());
    }

    private static Part part(String line) throws MalformedLogException {
        if (line.startsWith("file ")) {
            String[] words = line.split(" ", 4);
            return new FilePart(Hash.parse(words[1]), Long.parseLong(words[2]), words[3]);
        }
        String[] words = value(line, "table ").split(" ", -1);
        String[] name = words[3].split("\\.", 2);
        return new TablePart(
                Hash.parse(words[0]),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                new Tables.Table(name[0], name[1], List.of(words[4].split(",", -1))));
    }
}
