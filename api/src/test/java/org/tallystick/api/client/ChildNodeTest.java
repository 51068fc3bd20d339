package org.tallystick.api.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ChildNodeTest {
    @Test
    void javaOptions_areThoseOfTheLauncher() throws Exception {
        String launcher = Files.readString(Path.of("../tallystick"));
        Matcher options = Pattern.compile("java_options=\"([^\"]*)\"").matcher(launcher);

        assertThat(options.find()).isTrue();
        assertThat(options.group(1).replace("\\\n", " ").strip().split("\\s+"))
                .containsExactlyElementsOf(ChildNode.JAVA_OPTIONS);
        assertThat(launcher)
                .contains("start | demo) java_options=\"$java_options " + ChildNode.EXIT_WITHOUT_MEMORY + "\"");
    }

    @Test
    void process_thatServes_endsWithoutMemory() {
        assertThat(ChildNode.process(Path.of("node.jar"), List.of(), List.of(), List.of("start"))
                        .command())
                .contains(ChildNode.EXIT_WITHOUT_MEMORY);
        assertThat(ChildNode.process(Path.of("node.jar"), List.of(), List.of(), List.of("check"))
                        .command())
                .doesNotContain(ChildNode.EXIT_WITHOUT_MEMORY);
    }

    @Test
    void process_isToldOfNoDatabase() {
        ProcessBuilder builder = ChildNode.process(Path.of("node.jar"), List.of(), List.of(), List.of("start"));

        assertThat(builder.environment().keySet()).noneMatch(name -> name.startsWith("QUARKUS_DATASOURCE_"));
        assertThat(builder.command()).endsWith("start").containsAll(ChildNode.JAVA_OPTIONS);
    }
}
