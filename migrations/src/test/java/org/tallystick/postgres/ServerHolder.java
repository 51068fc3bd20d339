package org.tallystick.postgres;

import java.nio.file.Path;

/** A node as far as PostgreSQL can tell: starts the server of a folder, says so, and closes it when its input ends. */
final class ServerHolder {
    private ServerHolder() {}

    public static void main(String[] arguments) throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(Path.of(arguments[0]))) {
            System.out.println((server.adopted() ? "adopted " : "started ") + server.jdbcUrl());
            System.in.readAllBytes();
        }
    }
}
