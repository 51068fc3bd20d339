package org.tallystick.api.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.log.MalformedLogException;
import org.tallystick.ledger.note.MalformedNoteException;
import org.tallystick.ledger.note.NoteVerifier;
import org.tallystick.ledger.note.RefusedNoteException;
import org.tallystick.ledger.note.SignedNote;
import org.tallystick.ledger.note.VerifierKey;

/**
 * The newest checkpoint of a log that somebody was found to hold.
 *
 * @param note as it came, cosignatures and all
 * @param from where, for messages
 */
record LastCheckpoint(Checkpoint checkpoint, String note, String from) {
    /** Three lines, a log's signature and some dozens of cosignatures. */
    private static final int BYTES_MAX = 256 * 1024;

    private static final Duration WAIT = Duration.ofSeconds(20);

    /**
     * @param source a file, or an http or https URL of a checkpoint
     * @throws IOException when there is none, or none that the log's key signed
     */
    static LastCheckpoint read(String source, VerifierKey logKey) throws IOException {
        boolean url = source.startsWith("http://") || source.startsWith("https://");
        return of(url ? fetch(source) : file(source), source, logKey);
    }

    static LastCheckpoint of(String note, String from, VerifierKey logKey) throws IOException {
        try {
            SignedNote signed = SignedNote.parse(note);
            new NoteVerifier(List.of(logKey)).verify(signed);
            Checkpoint checkpoint = Checkpoint.of(signed);
            if (!checkpoint.origin().equals(logKey.name())) {
                throw new IOException(
                        from + " is a checkpoint of " + checkpoint.origin() + ", the backup is of " + logKey.name());
            }
            return new LastCheckpoint(checkpoint, note, from);
        } catch (MalformedNoteException | MalformedLogException | RefusedNoteException e) {
            throw new IOException(from + " is no checkpoint that " + logKey.name() + " signed: " + e.getMessage(), e);
        }
    }

    /** The larger one; two of one size must be of one tree. */
    static Optional<LastCheckpoint> newest(List<LastCheckpoint> held) throws IOException {
        LastCheckpoint newest = null;
        for (LastCheckpoint one : held) {
            if (newest == null || one.checkpoint().size() > newest.checkpoint().size()) {
                newest = one;
            } else if (one.checkpoint().size() == newest.checkpoint().size()
                    && !one.checkpoint().equals(newest.checkpoint())) {
                throw new IOException(one.from() + " and " + newest.from() + " are two histories of one size: root "
                        + one.checkpoint().root() + " and "
                        + newest.checkpoint().root());
            }
        }
        return Optional.ofNullable(newest);
    }

    private static String file(String source) throws IOException {
        try {
            return Files.readString(Path.of(source));
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new IOException("--last: there is no file " + source, e);
        }
    }

    private static String fetch(String url) throws IOException {
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(WAIT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(WAIT).build();
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new IOException(url + " answers " + answer.statusCode());
                }
                byte[] bytes = body.readNBytes(BYTES_MAX + 1);
                if (bytes.length > BYTES_MAX) {
                    throw new IOException(url + " answers with more than " + BYTES_MAX + " bytes: no checkpoint");
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        } catch (ConnectException | HttpTimeoutException e) {
            throw new IOException(url + " does not answer", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(url + " is no URL: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + url, e);
        }
    }
}
