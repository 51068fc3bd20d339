package org.tallystick.ledger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The arrows between the packages of ledger-core: each may use the ones listed, and the JDK. */
class ArchitectureTest {
    private static final String ROOT = "org.tallystick.ledger";

    /** Formats first, then the stages in the order of the data flow. */
    private static final Map<String, List<String>> MAY_USE = new LinkedHashMap<>();

    static {
        MAY_USE.put("file", List.of());
        MAY_USE.put("work", List.of());
        MAY_USE.put("crypto", List.of());
        MAY_USE.put("cbor", List.of());
        MAY_USE.put("log", List.of("note"));
        MAY_USE.put("note", List.of("crypto", "log"));
        MAY_USE.put("statement", List.of("cbor", "crypto", "log"));
        MAY_USE.put("execute", List.of("cbor", "crypto", "log", "statement"));
        MAY_USE.put("order", List.of("file", "work", "execute", "crypto", "log", "note", "statement"));
        MAY_USE.put("commit", List.of("file", "cbor", "order", "execute", "crypto", "log", "note", "statement"));
        MAY_USE.put("submit", List.of("work", "commit", "order", "execute", "crypto", "log", "statement"));
        MAY_USE.put("project", List.of("work", "commit", "log", "statement"));
        MAY_USE.put("prove", List.of("cbor", "crypto", "log", "note", "statement"));
        MAY_USE.put(
                "check",
                List.of("project", "commit", "execute", "order", "cbor", "crypto", "log", "note", "statement"));
    }

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void packages_useOnlyWhatTheArchitectureDraws() {
        MAY_USE.forEach((name, allowed) -> {
            List<String> others = MAY_USE.keySet().stream()
                    .filter(other -> !other.equals(name) && !allowed.contains(other))
                    .map(other -> ROOT + "." + other + "..")
                    .toList();
            ArchRule rule = noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + name + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others.toArray(String[]::new))
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT)
                    .allowEmptyShould(true);
            rule.check(classes);
        });
    }

    @Test
    void packages_areAllInTheMap() {
        classes()
                .should()
                .resideInAnyPackage(java.util.stream.Stream.concat(
                                java.util.stream.Stream.of(ROOT),
                                MAY_USE.keySet().stream().map(name -> ROOT + "." + name + ".."))
                        .toArray(String[]::new))
                .check(classes);
    }

    @Test
    void formatsAndExecute_touchNoClockDiskDatabaseOrNetwork() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + ".cbor..",
                        ROOT + ".crypto..",
                        ROOT + ".log..",
                        ROOT + ".note..",
                        ROOT + ".statement..",
                        ROOT + ".execute..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "java.net..", "java.nio.file..")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(classes);
    }

    @Test
    void ledgerCore_usesNothingButTheJdkBouncyCastleAndProtobuf() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "..",
                        "java..",
                        "javax.sql..",
                        "javax.crypto..",
                        "org.bouncycastle..",
                        "com.google.protobuf..",
                        "org.jspecify..")
                .check(classes);
    }

    /** The engine port, and all that is not the adapter to CometBFT, does not know how CometBFT speaks. */
    @Test
    void protobufProcessesAndHttp_areUsedByTheAdapterToCometBftAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".order.cometbft..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.protobuf..", "java.net.http..", ROOT + ".order.cometbft..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .check(classes);
    }
}
