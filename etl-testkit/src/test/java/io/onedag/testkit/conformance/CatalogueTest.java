package io.onedag.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.scenarios.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the scenarios and the rules of {@code docs/semantics.md} together, both ways. */
class CatalogueTest {

    private static final Path PROJECT = Path.of("..");
    private static final Path SEMANTICS = PROJECT.resolve("docs/semantics.md");
    private static final Path CATALOGUE = PROJECT.resolve("docs/scenarios.md");
    private static final String ANEW = "; write it anew with ./mvnw test -pl etl-testkit -am -Dtest=CatalogueTest "
            + "-Dsurefire.failIfNoSpecifiedTests=false -Donedag.write=true";

    @Test
    void every_rule_has_a_scenario_or_a_test_and_every_scenario_has_rules() throws IOException {
        String page = Files.readString(SEMANTICS);
        Set<String> proved = Scenarios.all().stream()
                .flatMap(scenario -> scenario.rules().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(SemanticsLinks.anchors(page))
                .as("rules that scenarios name are rules of docs/semantics.md")
                .containsAll(proved);
        Set<String> unproved = new TreeSet<>(SemanticsLinks.rules(page));
        unproved.removeAll(proved);
        unproved.removeAll(UnitProofs.all().keySet());
        assertThat(unproved).as("rules without a scenario").isEmpty();
        assertThat(Scenarios.all())
                .allSatisfy(scenario ->
                        assertThat(scenario.rules()).as(scenario.name()).isNotEmpty());
    }

    @Test
    void the_tests_that_hold_a_rule_exist() {
        UnitProofs.all()
                .forEach((rule, proof) -> assertThat(PROJECT.resolve(proof.file()))
                        .as(rule)
                        .content()
                        .contains("void " + proof.method() + "("));
    }

    @Test
    void scenarios_have_names_of_their_own_and_a_sentence() {
        assertThat(Scenarios.all()).extracting(Scenario::name).doesNotHaveDuplicates();
        assertThat(Scenarios.all())
                .allSatisfy(scenario -> assertThat(scenario.shows())
                        .as(scenario.name())
                        .endsWith(".")
                        .hasSizeGreaterThan(20));
    }

    @Test
    void every_scenario_of_a_run_says_what_is_to_be_seen() {
        List<String> silent = Scenarios.all().stream()
                .filter(scenario -> scenario.refused().isEmpty()
                        && scenario.expected().isEmpty()
                        && scenario.checks().isEmpty())
                .filter(scenario -> scenario.steps().stream()
                        .noneMatch(io.onedag.testkit.conformance.model.Step.StartRefused.class::isInstance))
                .map(Scenario::name)
                .toList();
        assertThat(silent).isEmpty();
    }

    /** Run with {@code -Donedag.write=true} to write both pages anew. */
    @Test
    void the_pages_are_those_of_the_scenarios() throws IOException {
        String semantics = SemanticsLinks.write(Files.readString(SEMANTICS));
        String catalogue = CataloguePage.write(SemanticsLinks.anchors(semantics));
        if (Boolean.getBoolean("onedag.write")) {
            Files.writeString(SEMANTICS, semantics);
            Files.writeString(CATALOGUE, catalogue);
        }
        assertThat(Files.readString(SEMANTICS)).as("docs/semantics.md" + ANEW).isEqualTo(semantics);
        assertThat(Files.readString(CATALOGUE)).as("docs/scenarios.md" + ANEW).isEqualTo(catalogue);
    }
}
