package org.tallystick.identity;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
}
