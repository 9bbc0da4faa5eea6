package io.onedag.export.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.engine.Exporter.Options;
import io.onedag.export.airflow.file.DagFile;
import io.onedag.export.airflow.wiring.AirflowIds;
import io.onedag.export.airflow.wiring.Wiring;
import io.onedag.graph.PipelineGraph;
import io.onedag.json.Json;
import io.onedag.testkit.conformance.scenarios.HostileTexts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Airflow loads every file, without an error or a warning that points at it, and finds in it what the pipeline says. */
@Tag("airflow")
@Tag("every-version")
class LoadedByAirflowTest {

    private static final int RANDOM = 60;

    @TempDir
    private Path folder;

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(strings = {"2.11.2", "3.0.6", "3.1.8", "3.2.2", "3.3.2"})
    void loads_every_file(String version) throws Exception {
        List<Pipeline> pipelines = Corpus.pipelines(RANDOM);
        Corpus.write(pipelines, Options.DEFAULT, folder);
        Map<?, ?> loaded = load(version);
        assertThat((Map<?, ?>) loaded.get("errors")).isEmpty();
        assertThat((List<?>) loaded.get("warnings")).isEmpty();
        Map<?, ?> dags = map(loaded, "dags");
        assertThat(dags).hasSize(pipelines.size());
        for (Pipeline pipeline : pipelines) {
            if (pipeline.name().startsWith("random")) {
                assertWired(pipeline, map(dags, pipeline.name()));
            }
        }
        for (int i = 0; i < HostileTexts.ALL.size(); i++) {
            assertTexts(HostileTexts.ALL.get(i), map(dags, "hostile_" + i));
        }
        assertThat(map(map(dags, "names"), "names").values().stream().map(String::valueOf))
                .containsAll(Corpus.NAMES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.11.2", "3.3.2"})
    void loads_files_without_a_store_or_a_module_of_their_own(String version) throws Exception {
        List<Pipeline> pipelines = new ArrayList<>(Corpus.pipelines(10));
        pipelines.removeIf(pipeline -> pipeline.name().equals("kitchen-sink"));
        Corpus.write(pipelines, new Options(null, false, true), folder);
        Map<?, ?> loaded = load(version);
        assertThat((Map<?, ?>) loaded.get("errors")).isEmpty();
        assertThat((List<?>) loaded.get("warnings")).isEmpty();
        assertThat(map(loaded, "dags")).hasSize(pipelines.size());
    }

    /** What the test of the wiring runs is what Airflow has. */
    private static void assertWired(Pipeline pipeline, Map<?, ?> dag) {
        var ids = new AirflowIds(pipeline, DagFile.NAMES);
        Wiring wiring = Wiring.of(PipelineGraph.of(pipeline), ids);
        Map<String, Object> upstreams = new TreeMap<>();
        Map<String, Object> rules = new TreeMap<>();
        wiring.nodes().values().forEach(node -> {
            upstreams.put(node.id(), node.upstreams().stream().sorted().toList());
            rules.put(node.id(), node.rule().yamlName());
        });
        if (!wiring.quiet().isEmpty()) {
            upstreams.put("end_of_run", wiring.quiet().stream().sorted().toList());
            rules.put("end_of_run", "none_failed");
        }
        assertThat(dag.get("upstreams")).as(pipeline.name()).isEqualTo(upstreams);
        assertThat(dag.get("rules")).as(pipeline.name()).isEqualTo(rules);
    }

    private static void assertTexts(String text, Map<?, ?> dag) {
        assertThat(dag.get("display")).isEqualTo(text.isEmpty() ? dag.get("display") : text);
        assertThat(dag.get("tags")).isEqualTo(List.of(text));
        assertThat(dag.get("params"))
                .isEqualTo(Map.of(
                        "text",
                        text,
                        "one",
                        text,
                        "list",
                        List.of(text, List.of(text)),
                        "object",
                        Map.of("k" + text, text)));
        if (!text.isEmpty()) {
            assertThat(map(dag, "docs").get("a")).isEqualTo(text);
        }
    }

    private Map<?, ?> load(String version) throws Exception {
        String only = System.getProperty("onedag.airflow", version);
        Assumptions.assumeTrue(only.equals(version), "this run is for Airflow " + only);
        Path engine = Engines.require("airflow-" + version);
        Path script = home.resolve("load.py");
        try (var in = getClass().getResourceAsStream("load.py")) {
            Files.write(script, Objects.requireNonNull(in).readAllBytes());
        }
        String out = Corpus.run(
                folder,
                Map.of(
                        "AIRFLOW_HOME", home.toString(),
                        "AIRFLOW__CORE__LOAD_EXAMPLES", "False",
                        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED", "False"),
                engine.resolve("bin/python").toString(),
                script.toString(),
                folder.toString());
        int result = out.lastIndexOf("\nRESULT ");
        assertThat(result).as(out).isNotNegative();
        return (Map<?, ?>) Objects.requireNonNull(Json.parse(out.substring(result + 8)));
    }

    private static Map<?, ?> map(Map<?, ?> map, String key) {
        return (Map<?, ?>) Objects.requireNonNull(map.get(key), key);
    }
}
