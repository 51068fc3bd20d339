package org.tallystick.api.archive;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The archived logs of this node. None is added while it runs. */
@Singleton
final class Archives {
    private final List<ReadableArchive> archives;

    Archives(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            archives = ArchivedLog.all(connection).stream()
                    .map(log -> new ReadableArchive(log, new SchemaDataSource(dataSource, log.schema())))
                    .toList();
        }
    }

    List<ReadableArchive> all() {
        return archives;
    }

    Optional<ReadableArchive> find(String number) {
        return archives.stream()
                .filter(archive -> Integer.toString(archive.log().number()).equals(number))
                .findAny();
    }
}
