package io.onedag.conformance.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.engine.Engine;
import io.onedag.engine.Exporter;
import io.onedag.engine.Exporter.Options;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.scenarios.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the page of capabilities to the results that are kept, and those to what the scenarios have just shown, where they ran in this
 * tree. With {@code -Donedag.write=true}, both are written anew.
 */
class CapabilitiesPageTest {

    private static final Path PAGE = Path.of("..", "docs", "capabilities.md");
    private static final Path KEPT = Path.of("results");
    private static final Path FRESH = Path.of("..", "engine-local", "target", "conformance");
    private static final boolean WRITE = Boolean.getBoolean("onedag.write");

    /** The stores of the local engine that the page is about; the one in memory is for tests. */
    private static final List<String> LOCAL = List.of("local-sqlite", "local-postgresql");

    @Test
    void kept_results_are_those_that_the_scenarios_showed() throws IOException {
        Set<String> today = scenarios();
        for (String each : LOCAL) {
            Path fresh = FRESH.resolve(each + ".json");
            if (!Files.exists(fresh)) {
                continue;
            }
            Results results = Results.read(fresh);
            if (!results.byScenario().keySet().equals(today)) {
                // Of a part of the scenarios, or of those of another day.
                continue;
            }
            Path kept = KEPT.resolve(each + ".json");
            if (WRITE) {
                Files.createDirectories(KEPT);
                Files.writeString(kept, results.settled());
            }
            assertThat(kept).as(each).exists();
            assertThat(Results.read(kept).byScenario()).as(anew(kept)).isEqualTo(results.byScenario());
        }
    }

    @Test
    void the_page_says_what_the_kept_results_show() throws IOException {
        if (WRITE) {
            kept_results_are_those_that_the_scenarios_showed();
        }
        String page = new CapabilitiesPage(columns(), scenarios()).write();
        if (WRITE) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).as(anew(PAGE)).isEqualTo(page);
    }

    @Test
    void no_kept_result_differs_without_being_declared() throws IOException {
        for (Path file : kept("")) {
            assertThat(Results.read(file).byScenario()).as(file.toString()).allSatisfy((name, result) -> {
                assertThat(result.outcome()).as(name).isIn("equal", "approximate", "refused");
                if (!result.outcome().equals("equal")) {
                    assertThat(result.because()).as(name).isNotEmpty();
                }
            });
        }
    }

    private static List<Column> columns() throws IOException {
        var columns = new ArrayList<Column>();
        for (Engine engine : ServiceLoader.load(Engine.class)) {
            columns.add(new Column(engine.name(), engine::support, read(kept(engine.name() + "-"))));
            engine.close();
        }
        for (Exporter exporter : ServiceLoader.load(Exporter.class)) {
            List<Path> kept = kept(exporter.name() + "-");
            if (kept.isEmpty()) {
                columns.add(new Column(
                        exporter.name(), capability -> exporter.support(capability, Options.DEFAULT), List.of()));
            }
            for (Path file : kept) {
                String title = title(file);
                boolean store = !title.endsWith("no-store");
                var options = new Options(title.split(" ")[1], store, false);
                columns.add(new Column(
                        title.replace(" no-store", ", no store"),
                        capability -> exporter.support(capability, options),
                        List.of(Results.read(file))));
            }
            if (kept.stream().noneMatch(file -> title(file).endsWith("no-store"))) {
                var options = new Options(null, false, false);
                columns.add(new Column(
                        exporter.name() + ", no store",
                        capability -> exporter.support(capability, options),
                        List.of()));
            }
        }
        return columns;
    }

    /** {@code airflow 2.11.2 no-store}, of {@code airflow-2.11.2-no-store.json}. */
    private static String title(Path file) {
        String name = file.getFileName().toString().replace(".json", "");
        String[] words = name.split("-", 3);
        return String.join(" ", words);
    }

    private static List<Results> read(List<Path> files) throws IOException {
        var results = new ArrayList<Results>();
        for (Path file : files) {
            results.add(Results.read(file));
        }
        return results;
    }

    private static List<Path> kept(String prefix) throws IOException {
        if (!Files.isDirectory(KEPT)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(KEPT)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static Set<String> scenarios() {
        return Scenarios.all().stream().map(Scenario::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String anew(Path file) {
        return file + "; write it anew with ./mvnw test -pl conformance -am -Dtest=CapabilitiesPageTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Donedag.write=true";
    }
}
