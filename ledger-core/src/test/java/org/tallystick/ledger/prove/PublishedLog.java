package org.tallystick.ledger.prove;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.EntryBundle;
import org.tallystick.ledger.log.Frontier;
import org.tallystick.ledger.log.MerkleTree;
import org.tallystick.ledger.log.Tile;
import org.tallystick.ledger.log.TileContent;
import org.tallystick.ledger.log.TileReader;
import org.tallystick.ledger.note.NoteSigner;
import org.tallystick.ledger.note.SignedNote;

/** The files of a log of these entries, in memory, for a test to read and to damage. */
final class PublishedLog implements TileReader {
    private final Map<String, byte[]> widest = new HashMap<>();
    private final List<byte[]> entries;
    private final NoteSigner signer;

    PublishedLog(List<byte[]> entries, NoteSigner signer) {
        this.entries = entries;
        this.signer = signer;
        for (TileContent tile : Frontier.empty()
                .append(entries.stream().map(MerkleTree::leafHash).toList())
                .tiles()) {
            widest.put(place(tile.tile()), tile.bytes());
        }
        for (int first = 0; first < entries.size(); first += Tile.FULL_WIDTH) {
            List<byte[]> bundle = entries.subList(first, Math.min(entries.size(), first + Tile.FULL_WIDTH));
            widest.put(
                    place(new Tile(Tile.ENTRIES, first / Tile.FULL_WIDTH, bundle.size())),
                    EntryBundle.of(bundle).bytes());
        }
    }

    SignedNote checkpoint() {
        return checkpoint(entries.size());
    }

    SignedNote checkpoint(int size) {
        String text = new Checkpoint(
                        signer.verifierKey().name(),
                        size,
                        MerkleTree.root(entries.subList(0, size).stream()
                                .map(MerkleTree::leafHash)
                                .toList()))
                .text();
        return new SignedNote(text, List.of(signer.sign(text)));
    }

    @Override
    public byte[] read(Tile tile) throws IOException {
        byte[] bytes = widest.get(place(tile));
        if (bytes == null) {
            throw new FileNotFoundException(tile.path());
        }
        if (tile.level() != Tile.ENTRIES) {
            return Arrays.copyOf(bytes, tile.width() * 32);
        }
        int first = (int) tile.index() * Tile.FULL_WIDTH;
        int length = 0;
        for (byte[] entry : entries.subList(first, first + tile.width())) {
            length += Short.BYTES + entry.length;
        }
        return Arrays.copyOf(bytes, length);
    }

    void damage(Tile tile, int position) {
        byte[] bytes = widest.get(place(tile));
        if (bytes == null) {
            throw new AssertionError("no " + tile);
        }
        bytes[position] ^= 1;
    }

    private static String place(Tile tile) {
        return tile.level() + "/" + tile.index();
    }
}
