package org.tallystick.identity;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

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
    void did_dependsOnJsonKeysHashesAndTheGrammarOfDidsAlone() {
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
                        "org.tallystick.ledger.statement",
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

    /** It runs beside the verifier, with nothing but the JDK and BouncyCastle. */
    /** But for the command, which reads files and prints. */
    @Test
    void evidence_dependsOnDidAndProveAlone() {
        classes()
                .that()
                .resideInAPackage("org.tallystick.identity.evidence")
                .and()
                .haveNameNotMatching(".*\\.VerifyCommand(\\$.*)?")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.tallystick.identity.evidence",
                        "org.tallystick.identity.did",
                        "org.tallystick.ledger.prove",
                        "org.tallystick.ledger.statement",
                        "org.tallystick.ledger.crypto",
                        "java.lang..",
                        "java.util..",
                        "java.time",
                        "org.jspecify..")
                .check(MAIN);
    }

    /** No package knows one that comes after it. */
    @Test
    void packages_keepTheirOrder() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("json")
                .definedBy("org.tallystick.identity.json")
                .layer("did")
                .definedBy("org.tallystick.identity.did")
                .layer("register")
                .definedBy("org.tallystick.identity.register")
                .layer("evidence")
                .definedBy("org.tallystick.identity.evidence")
                .layer("resolve")
                .definedBy("org.tallystick.identity.resolve")
                .layer("organisation")
                .definedBy("org.tallystick.identity.organisation")
                .whereLayer("organisation")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("resolve")
                .mayOnlyBeAccessedByLayers("organisation")
                .whereLayer("register")
                .mayOnlyBeAccessedByLayers("organisation")
                .whereLayer("evidence")
                .mayNotBeAccessedByAnyLayer()
                .check(MAIN);
    }

    @Test
    void didRegisterAndEvidence_neverAskAClock() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.tallystick.identity.did",
                        "org.tallystick.identity.json",
                        "org.tallystick.identity.register",
                        "org.tallystick.identity.evidence")
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
    void organisationAndResolve_knowNoFramework() {
        classes()
                .that()
                .resideInAnyPackage("org.tallystick.identity.organisation", "org.tallystick.identity.resolve")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.tallystick.identity..", "org.tallystick.ledger..", "java..", "javax.sql", "org.jspecify..")
                .check(MAIN);
    }
}
