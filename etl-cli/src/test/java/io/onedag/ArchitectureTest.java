package io.onedag;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Serializable;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the arrows between the rooms. Those between modules hold by the POMs, and by the check for undeclared dependencies. */
class ArchitectureTest {

    private static final JavaClasses ONEDAG = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.onedag");

    private static final String[] ENGINES = {"io.onedag.local..", "io.onedag.export.."};

    private static final String[] PURE = {"io.onedag.graph..", "io.onedag.plan.."};

    private static final DescribedPredicate<JavaClass> IO = resideInAnyPackage(
                    "java.io..", "java.nio.channels..", "java.nio.file..", "java.net..", "java.sql..", "javax.sql..")
            .or(belongToAnyOf(Process.class, ProcessBuilder.class, Runtime.class))
            .and(DescribedPredicate.not(belongToAnyOf(Serializable.class)))
            .as("do input or output");

    private static final DescribedPredicate<JavaClass> CHANCE_OR_TIME = assignableTo(InstantSource.class)
            .or(assignableTo(Random.class))
            .or(resideInAnyPackage("java.util.concurrent.."))
            .as("bring time, chance or threads in");

    @Test
    void no_engine_knows_another_engine() {
        check(slices().matching("io.onedag.(local|export)..").should().notDependOnEachOther());
    }

    @Test
    void no_engine_knows_the_sql_store() {
        check(noClasses()
                .that()
                .resideInAnyPackage(ENGINES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.onedag.store..", "io.onedag.hibernate.."));
    }

    @Test
    void nothing_but_tests_uses_the_test_kit() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.onedag.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.onedag.testkit.."));
    }

    @Test
    void the_test_kit_knows_no_engine_and_no_sql_store() {
        check(noClasses()
                .that()
                .resideInAPackage("io.onedag.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.onedag.local..", "io.onedag.store..", "io.onedag.hibernate.."));
    }

    @Test
    void graph_and_plan_do_no_input_or_output() {
        check(noClasses().that().resideInAnyPackage(PURE).should().dependOnClassesThat(IO));
    }

    @Test
    void graph_and_plan_depend_neither_on_time_nor_on_chance_nor_on_threads() {
        check(noClasses().that().resideInAnyPackage(PURE).should().dependOnClassesThat(CHANCE_OR_TIME));
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now"));
    }

    @Test
    void graph_and_plan_know_nothing_of_attempts_definition_files_or_engines() {
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.onedag.attempt..", "io.onedag.yaml..", "io.onedag.engine.."));
    }

    @Test
    void interfaces_of_engines_know_nothing_of_what_uses_them() {
        check(noClasses()
                .that()
                .resideInAPackage("io.onedag.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.onedag.attempt..", "io.onedag.run..", "io.onedag.yaml.."));
    }

    @Test
    void attempts_know_neither_runs_nor_yaml() {
        check(noClasses()
                .that()
                .resideInAPackage("io.onedag.attempt..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.onedag.run..", "io.onedag.yaml.."));
    }

    @ParameterizedTest(name = "only {0} sees {1}")
    @CsvSource({
        "io.onedag.graph, org.jgrapht",
        "io.onedag.yaml, org.yaml.snakeyaml",
        "io.onedag.schedule, com.cronutils",
        "io.onedag.metrics, io.prometheus",
        "io.onedag.metrics, com.timgroup.statsd",
        "io.onedag.store, org.flywaydb",
        "io.onedag.hibernate, org.hibernate",
        "io.onedag.hibernate, jakarta.persistence",
        "io.onedag.tasks, de.siegmar.fastcsv",
        "io.onedag.tasks.notify, jakarta.mail",
        "io.onedag.cli, picocli",
        "io.onedag.cli, me.tongfei.progressbar"
    })
    void only_one_room_sees_a_library(String room, String library) {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library + ".."));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(ONEDAG);
    }
}
