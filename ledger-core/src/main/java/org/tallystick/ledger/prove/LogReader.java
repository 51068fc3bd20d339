package org.tallystick.ledger.prove;

import java.io.IOException;
import org.tallystick.ledger.log.TileReader;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.SignedNote;

/** The published files of a log: its newest checkpoint, and its tiles and entry bundles. */
public interface LogReader extends TileReader {
    /** The newest checkpoint; every tile of its size can be read. */
    SignedNote checkpoint() throws IOException, MalformedNoteException;
}
