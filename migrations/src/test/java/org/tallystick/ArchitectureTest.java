package org.tallystick;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the packages of this module may use: no Quarkus, no ledger, and the home not even a database. */
class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.tallystick");

    @Test
    void home_usesTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage("org.tallystick.home..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "org.tallystick.home..")
                .check(classes);
    }

    @Test
    void postgres_usesTheHomesFilesTheDriverFlywayAndWhatUnpacks() {
        classes()
                .that()
                .resideInAPackage("org.tallystick.postgres..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.sql..",
                        "org.jspecify..",
                        "org.postgresql..",
                        "org.flywaydb..",
                        "org.apache.commons.compress..",
                        "org.tukaani.xz..",
                        "org.tallystick.home..",
                        "org.tallystick.postgres..")
                .check(classes);
    }
}
