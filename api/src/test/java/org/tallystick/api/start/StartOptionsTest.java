package org.tallystick.api.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tallystick.api.Arguments;
import org.tallystick.api.UsageException;

class StartOptionsTest {
    private static StartOptions parse(String... words) {
        return StartOptions.parse(new Arguments(List.of(words)));
    }

    @Test
    void parse_nothing_isLoopbackWithoutTls() {
        StartOptions options = parse();
        assertThat(options.listen().isLoopbackAddress()).isTrue();
        assertThat(options.port()).isEqualTo(8080);
        assertThat(options.tls()).isEmpty();
        assertThat(options.browser()).isTrue();
        assertThat(options.home().folder().getFileName()).hasToString(".tallystick");
        assertThat(options.url(8080)).isEqualTo("http://localhost:8080");
    }

    @Test
    void parse_everything_isTaken() {
        StartOptions options = parse("--home=/tmp/h", "--port", "0", "--no-browser", "--listen", "0.0.0.0", "--tls");
        assertThat(options.home().folder()).isEqualTo(Path.of("/tmp/h"));
        assertThat(options.browser()).isFalse();
        assertThat(options.tls()).containsInstanceOf(StartOptions.Tls.Local.class);
        assertThat(options.url(8443)).isEqualTo("https://localhost:8443");
    }

    @Test
    void parse_twoFilesAfterTls_areTheOperators() {
        StartOptions options = parse("--tls", "pom.xml", "pom.xml", "--port", "1");
        assertThat(options.tls()).contains(new StartOptions.Tls.Given(Path.of("pom.xml"), Path.of("pom.xml")));
        assertThat(options.port()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "--listen 0.0.0.0, needs --tls",
        "--listen, needs an address",
        "--listen nowhere.invalid, is no address",
        "--port, needs a number",
        "--port 65536, is no number from 0 to 65535",
        "--port x, is no number",
        "--tls nothing.pem nothing.key, cannot be read",
        "--tls pom.xml, needs a key",
        "--colour, no option --colour",
        "extra, was not expected",
        "--home, needs a folder"
    })
    void parse_wrongUse_saysWhatIsWrong(String words, String reason) {
        assertThatThrownBy(() -> parse(words.split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(reason);
    }
}
