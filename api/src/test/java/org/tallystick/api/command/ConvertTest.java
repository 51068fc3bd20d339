package org.tallystick.api.command;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.Arguments;
import org.tallystick.api.Command;
import org.tallystick.api.UsageException;
import org.tallystick.api.testing.Events;
import org.tallystick.ledger.testing.TestData;

/** {@code convert} and {@code hash}, as they are typed. */
class ConvertTest {
    private static final String JSON = Events.document(Events.member(
            "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8", "https://id.gs1.org/01/09521234543213/21/1001"));

    @TempDir
    Path folder;

    private record Ended(int code, String out, String err) {}

    private static Ended run(Command command, String... words) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = command.run(
                new Arguments(List.of(words)), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        return new Ended(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    private String file(String text, Charset charset) throws IOException {
        return Files.write(Files.createTempFile(folder, "input", ""), text.getBytes(charset))
                .toString();
    }

    private String file(String text) throws IOException {
        return file(text, UTF_8);
    }

    @Test
    void convert_thereAndBackAgain_saysTheSame() throws Exception {
        Ended xml = run(new Convert(), file(JSON));
        assertThat(xml.err()).isEmpty();
        assertThat(xml.code()).isZero();
        assertThat(xml.out())
                .startsWith("<?xml ")
                .contains("<epc>https://id.gs1.org/01/09521234543213/21/1001</epc>")
                .contains("<bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>");
        Ended json = run(new Convert(), file(xml.out()));
        assertThat(json.code()).isZero();
        assertThat(run(new Convert(), "--to=xml", file(json.out())).out()).isEqualTo(xml.out());
        assertThat(run(new Convert(), "--to", "xml", file(xml.out())).out()).isEqualTo(xml.out());
        assertThat(run(new Convert(), "--to", "json", file(JSON)).out()).isEqualTo(JSON);
        assertThat(run(new Convert(), "--terms", "web", file(JSON)).out())
                .contains("<bizStep>https://ref.gs1.org/cbv/BizStep-shipping</bizStep>");
        Ended utf16 = run(new Convert(), file(xml.out().replace("encoding=\"UTF-8\"", ""), UTF_16));
        assertThat(utf16.out()).isEqualTo(json.out());

        String hash = run(new HashCommand(), file(JSON)).out();
        assertThat(hash).startsWith("ni:///sha-256;").endsWith("?ver=CBV2.0\n");
        assertThat(run(new HashCommand(), file(xml.out())).out()).isEqualTo(hash);
        assertThat(run(new HashCommand(), file(json.out())).out()).isEqualTo(hash);
        assertThat(run(new HashCommand(), file(JSON), "--text", "--profile", "CBV2.1")
                        .out())
                .startsWith("eventType=ObjectEventeventTime=2026-11-24T07:30:00.000Z")
                .doesNotContain("374d95fc");
    }

    @Test
    void convert_ofASap12Document_is20() throws Exception {
        Path old = TestData.path("epcis-1.2").resolve("GS1_US_Pharma_Example_2_2_1_1.xml");
        Ended converted = run(new Convert(), old.toString(), "--to", "xml");
        assertThat(converted.err()).isEmpty();
        assertThat(converted.out())
                .contains("urn:epcglobal:epcis:xsd:2", "sbdh:StandardBusinessDocumentHeader", "schemaVersion=\"2.0\"");
    }

    @Test
    void convert_ofWhatIsNotValid_printsThePlaceAndNothingElse() throws Exception {
        String invalid = JSON.replace("OBSERVE", "LOOK");
        String noForm = JSON.replace("\"action\"", "\"cbvmda:a\":[[1]],\"action\"");
        String xml = run(new Convert(), file(JSON)).out().replace("OBSERVE", "LOOK");
        for (String[] refused : new String[][] {
            {invalid, "/epcisBody/eventList/0/action"},
            {noForm, "event 0: a list in a list"},
            {xml, "line 2: "},
            {"<a", "line "},
            {"{", ""},
            {"", ""}
        }) {
            Ended ended = run(new Convert(), file(refused[0]));
            assertThat(ended.code()).as(refused[0]).isEqualTo(1);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).contains(refused[1]).isNotEmpty();
        }
    }

    @Test
    void hash_ofWhatCannotBeReadWhole_saysSo() throws Exception {
        String xml = run(new Convert(), file(JSON)).out().replace("<action>", "<madeUp/><action>");
        Ended ended = run(new HashCommand(), file(xml));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).startsWith("ni:///sha-256;");
        assertThat(ended.err()).contains("line 2: madeUp");
        for (String none : List.of("{", "<a", "")) {
            assertThat(run(new HashCommand(), file(none)).code()).isEqualTo(1);
        }
    }

    @Test
    void commands_misused_sayHow() {
        for (Command command : List.of(new Convert(), new HashCommand())) {
            assertThat(command.help()).startsWith("usage: ./tallystick " + command.name());
            assertThatThrownBy(() -> run(command)).isInstanceOf(UsageException.class);
            assertThatThrownBy(() -> run(command, "a", "b")).isInstanceOf(UsageException.class);
            assertThatThrownBy(() -> run(command, "--what")).isInstanceOf(UsageException.class);
            assertThatThrownBy(() -> run(command, folder.resolve("none").toString()))
                    .isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> run(new Convert(), "a", "--to", "csv")).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> run(new Convert(), "a", "--terms", "x")).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> run(new HashCommand(), "a", "--profile", "CBV1"))
                .isInstanceOf(UsageException.class);
    }
}
