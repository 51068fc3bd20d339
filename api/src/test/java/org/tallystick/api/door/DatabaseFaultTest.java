package org.tallystick.api.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.api.problem.Problem;

class DatabaseFaultTest {
    @ParameterizedTest
    @CsvSource({
        "53100, 507",
        "53200, 503",
        "53300, 503",
        "08001, 503",
        "08006, 503",
        "57P01, 503",
        "57P02, 503",
        "57P03, 503",
        ", 503"
    })
    void problem_ofADatabaseThatIsFullOrAway_saysWhenToComeAgain(String state, int status) {
        Problem problem = DatabaseFault.problem(new IOException(new SQLException("of the driver", state)));

        assertThat(problem).isNotNull();
        assertThat(problem.type().status()).isEqualTo(status);
        assertThat(problem.headers()).containsKey("Retry-After");
        assertThat(problem.detail()).doesNotContain("of the driver");
    }

    @ParameterizedTest
    @ValueSource(strings = {"22021", "23505", "42601", "57014", "XX001"})
    void problem_ofAFaultOfOurs_isNone(String state) {
        assertThat(DatabaseFault.problem(new SQLException("wrong", state))).isNull();
    }

    @Test
    void problem_ofNoDatabase_isNone() {
        assertThat(DatabaseFault.problem(new IllegalStateException("wrong"))).isNull();
    }
}
