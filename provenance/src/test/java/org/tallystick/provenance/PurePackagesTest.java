package org.tallystick.provenance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What a document means is decided without framework, database, clock or network. */
class PurePackagesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.tallystick.provenance");

    private static void onlyDependsOn(String name, String... others) {
        String own = "org.tallystick.provenance." + name + "..";
        String[] allowed = new String[others.length + 8];
        System.arraycopy(others, 0, allowed, 0, others.length);
        System.arraycopy(
                new String[] {
                    own,
                    "java.lang..",
                    "java.util..",
                    "java.math..",
                    "java.time..",
                    "java.nio..",
                    "java.io..",
                    "org.jspecify.."
                },
                0,
                allowed,
                others.length,
                8);
        classes()
                .that()
                .resideInAPackage(own)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(CLASSES);
    }

    @Test
    void identifier_dependsOnTheJdkAlone() {
        onlyDependsOn("identifier");
    }

    @Test
    void epcis_dependsOnIdentifierJacksonAndTheValidator() {
        onlyDependsOn(
                "epcis",
                "org.tallystick.provenance.identifier",
                "com.fasterxml.jackson..",
                "com.networknt.schema..",
                "java.security..",
                "javax.crypto..");
    }

    @Test
    void form_dependsOnIdentifierEpcisAndJackson() {
        onlyDependsOn(
                "form",
                "org.tallystick.provenance.identifier",
                "org.tallystick.provenance.epcis",
                "com.fasterxml.jackson..");
    }

    @Test
    void hash_dependsOnIdentifierEpcisAndJackson() {
        onlyDependsOn(
                "hash",
                "org.tallystick.provenance.identifier",
                "org.tallystick.provenance.epcis",
                "com.fasterxml.jackson..",
                "java.security..");
    }

    @Test
    void goods_dependsOnFormIdentifierEpcisAndJackson() {
        onlyDependsOn(
                "goods",
                "org.tallystick.provenance.form",
                "org.tallystick.provenance.identifier",
                "org.tallystick.provenance.epcis",
                "com.fasterxml.jackson..");
    }

    @Test
    void correction_dependsOnFormEpcisAndJackson() {
        onlyDependsOn(
                "correction",
                "org.tallystick.provenance.form",
                "org.tallystick.provenance.epcis",
                "com.fasterxml.jackson..");
    }

    @Test
    void xml_dependsOnIdentifierEpcisJacksonAndTheJdksParser() {
        onlyDependsOn(
                "xml",
                "org.tallystick.provenance.identifier",
                "org.tallystick.provenance.epcis",
                "com.fasterxml.jackson..",
                "java.security..",
                "javax.xml.stream..");
    }
}
