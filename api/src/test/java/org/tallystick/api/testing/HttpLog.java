package org.tallystick.api.testing;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.log.Tile;
import org.tallystick.ledger.log.TileReader;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.SignedNote;

/** The log under test, read as anybody reads it. */
public final class HttpLog implements TileReader {
    @Override
    public byte[] read(Tile tile) throws IOException {
        Response answer = given().get("/log/" + tile.path());
        if (answer.statusCode() != 200) {
            throw new IOException(tile.path() + ": " + answer.statusCode());
        }
        return answer.asByteArray();
    }

    public String note() {
        return given().get("/log/checkpoint").then().statusCode(200).extract().asString();
    }

    public static SignedNote note(String text) {
        try {
            return SignedNote.parse(text);
        } catch (MalformedNoteException e) {
            throw new AssertionError(e);
        }
    }

    public static Checkpoint checkpoint(String note) {
        try {
            return Checkpoint.of(note(note));
        } catch (MalformedLogException e) {
            throw new AssertionError(e);
        }
    }

    /** All tiles and bundles of a log of that size. */
    public static List<Tile> tiles(long size) {
        List<Tile> tiles = new ArrayList<>();
        for (int level = Tile.ENTRIES; level < 8; level++) {
            long count = level == Tile.ENTRIES ? size : size >>> (8 * level);
            for (long index = 0; index * Tile.FULL_WIDTH < count; index++) {
                tiles.add(new Tile(level, index, (int) Math.min(Tile.FULL_WIDTH, count - index * Tile.FULL_WIDTH)));
            }
        }
        return tiles;
    }

    /** Downloads the log of these notes into a folder: a mirror, and what programs read that know no HTTP. */
    public void mirror(Path folder, List<String> notes) throws IOException {
        for (String note : notes) {
            long size = checkpoint(note).size();
            Files.writeString(folder.resolve("checkpoint." + size), note);
            for (Tile tile : tiles(size)) {
                Path file = folder.resolve(tile.path());
                if (!Files.exists(file)) {
                    Files.createDirectories(file.getParent());
                    Files.write(file, read(tile));
                }
            }
        }
        Files.writeString(folder.resolve("checkpoint"), notes.getLast());
        Files.writeString(folder.resolve("log.vkey"), given().get("/log/vkeys").asString());
    }
}
