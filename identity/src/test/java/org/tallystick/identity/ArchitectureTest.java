package org.tallystick.identity;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The arrows between the packages of this module, and out of it. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.tallystick.identity");

    @Test
    void json_dependsOnTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage("org.tallystick.identity.json")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.tallystick.identity.json",
                        "java.lang..",
                        "java.util..",
                        "java.math",
                        "java.nio..",
                        "org.jspecify..")
                .check(MAIN);
    }

    /** Registration and the offline verifier stand on it: no framework, no database, no file, no network, no clock. */
    @Test
    void did_dependsOnJsonKeysAndHashesAlone() {
        classes()
                .that()
                .resideInAPackage("org.tallystick.identity.did")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.tallystick.identity.did",
                        "org.tallystick.identity.json",
                        "org.tallystick.ledger.crypto",
                        "org.tallystick.ledger.log",
                        "java.lang..",
                        "java.util..",
                        "java.io",
                        "java.nio",
                        "java.nio.charset",
                        "java.time..",
                        "org.jspecify..")
                .check(MAIN);
    }

    /** Part of execute: the same answer on every member, so nothing of the machine it runs on. */
    @Test
    void register_dependsOnExecuteAndDidAlone() {
        classes()
                .that()
                .resideInAPackage("org.tallystick.identity.register")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.tallystick.identity.register",
                        "org.tallystick.identity.did",
                        "org.tallystick.ledger.execute",
                        "org.tallystick.ledger.statement",
                        "org.tallystick.ledger.cbor",
                        "org.tallystick.ledger.crypto",
                        "java.lang..",
                        "java.util..",
                        "java.time",
                        "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void didAndRegister_neverAskAClock() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.tallystick.identity.did",
                        "org.tallystick.identity.json",
                        "org.tallystick.identity.register")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(RandomGenerator.class)
                .check(MAIN);
    }

    @Test
    void organisation_knowsNoFramework() {
        classes()
                .that()
                .resideInAPackage("org.tallystick.identity.organisation")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("org.tallystick.identity..", "org.tallystick.ledger..", "java..", "org.jspecify..")
                .check(MAIN);
    }
}
