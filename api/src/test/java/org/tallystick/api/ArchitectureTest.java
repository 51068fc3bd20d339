package org.tallystick.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the packages of this module may use of one another: values and rights at the bottom, the door above them, then the
 * resources by feature, and on top the programs that put a node together, serve it, or call it.
 */
class ArchitectureTest {
    private static final String HERE = "org.tallystick.api.";

    /** Of no feature: who calls, and what every resource is made with. */
    private static final String[] GROUND = packages(
            "access", "address", "audit", "epcis", "idempotency", "page", "problem", "representation", "session");

    /** What is started from a shell. */
    private static final String[] PROGRAMS = packages("bench", "command", "consortium", "demo", "start");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.tallystick.api");

    private static String[] packages(String... names) {
        return Stream.of(names).map(name -> HERE + name + "..").toArray(String[]::new);
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching(HERE + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void ground_knowsNoFeatureAndNoProgram() {
        noClasses()
                .that()
                .resideInAnyPackage(GROUND)
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of a feature, the door or a program",
                        type -> type.getPackageName().startsWith(HERE)
                                && Stream.of(GROUND)
                                        .map(ground -> ground.replace("..", ""))
                                        .noneMatch(
                                                ground -> type.getPackageName().startsWith(ground))))
                .check(CLASSES);
    }

    @Test
    void door_knowsNoFeature() {
        classes()
                .that()
                .resideInAPackage(HERE + "door..")
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.describe(
                        "are the door's, of the ground, the settings, or not of this module",
                        type -> !type.getPackageName().startsWith(HERE)
                                || type.getPackageName().startsWith(HERE + "door")
                                || Stream.of(GROUND)
                                        .map(ground -> ground.replace("..", ""))
                                        .anyMatch(
                                                ground -> type.getPackageName().startsWith(ground))))
                .check(CLASSES);
    }

    @Test
    void programs_areKnownToThemselvesAndToTheMainClassAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(with(PROGRAMS, "org.tallystick.api"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PROGRAMS)
                .check(CLASSES);
    }

    /** What it knows of a node is what anyone knows. */
    @Test
    void client_knowsTheHomeAlone() {
        classes()
                .that()
                .resideInAPackage(HERE + "client..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.net.ssl..",
                        "com.fasterxml.jackson..",
                        "org.jspecify..",
                        "org.tallystick.home..",
                        HERE + "client..")
                .check(CLASSES);
    }
}
