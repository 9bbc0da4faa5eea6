package io.onedag.conformance.airflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.conformance.airflow.AirflowVersion;
import io.onedag.conformance.airflow.PostgresServer;
import io.onedag.conformance.airflow.kit.AirflowRun;
import io.onedag.conformance.airflow.kit.OnedagOnAirflow;
import io.onedag.engine.Exporter.Source;
import io.onedag.engine.PipelineSource;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.local.LocalEngine;
import io.onedag.store.SqlRunStoreProvider;
import io.onedag.store.StoreAdmin;
import io.onedag.testkit.conformance.EngineUnderTest.RunUnderTest;
import io.onedag.testkit.conformance.ObservedRun;
import io.onedag.testkit.conformance.StartRequest;
import io.onedag.testkit.conformance.own.OwnEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same pipelines, exported and run by Airflow, and run by the local engine: the same states, attempts and rows. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Tag("airflow")
@Tag("every-version")
class ExamplesTest {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final String LOCAL = "onedag_local";

    @TempDir
    private static Path folder;

    private static OnedagOnAirflow airflow;
    private static LocalEngine engine;
    private static OwnEngine local;
    private static RunStore store;

    @BeforeAll
    static void start() {
        AirflowVersion.chosen().require();
        System.setProperty("onedag.home", PROJECT.toString());
        airflow = OnedagOnAirflow.start(
                AirflowVersion.chosen(),
                folder.resolve("airflow"),
                List.of(new Source(pipeline("dealership"), true), new Source(pipeline("mini-project"), true)),
                OnedagOnAirflow.Application.EVERYTHING,
                Map.of("ONEDAG_JAVA_OPTS", "-Donedag.home=" + PROJECT));
        airflow.awaitDag("dealership");
        airflow.awaitDag("mini-project");
        assertThat(airflow.unloadable("dealership")).isEmpty();
        assertThat(airflow.unloadable("mini-project")).isEmpty();
        Map<String, String> settings = Map.of("DATABASE_URL", postgres().create(LOCAL));
        StoreAdmin.of(settings, folder).migrate();
        store = new SqlRunStoreProvider().open(settings, folder, Mode.WRITE);
        engine = new LocalEngine();
        local = new OwnEngine("local", engine, store, null, folder);
    }

    @AfterAll
    static void end() {
        if (local != null) {
            local.close();
            engine.close();
            store.close();
        }
        if (airflow != null) {
            airflow.close();
        }
    }

    @Test
    void the_dealership_gives_the_same_rows_and_a_clear_what_a_rerun_gives() throws Exception {
        compare("dealership", "2026-11-21", "watermark", Map.of("data", PROJECT.resolve("examples/dealership/data")));
    }

    @Test
    void the_mini_project_gives_the_same_rows_and_a_clear_what_a_rerun_gives() throws Exception {
        compare("mini-project", "orders", "transform", Map.of());
    }

    private static void compare(String name, String key, String from, Map<String, Object> params) throws Exception {
        Pipeline pipeline = pipeline(name);
        RunUnderTest here = local.start(
                pipeline, StartRequest.PLAIN.with(params(name, "local", params)).key(key));
        assertThat(here.await(LIMIT)).isTrue();
        airflow.server().api().trigger(name, key, params(name, "airflow", params), null);
        AirflowRun there = airflow.run(pipeline, key, key, false);
        same(here, there);
        here.rerun(pipeline, from);
        assertThat(here.await(LIMIT)).isTrue();
        there.rerun(pipeline, from);
        same(here, there);
    }

    private static void same(RunUnderTest here, AirflowRun there) throws Exception {
        assertThat(there.await(LIMIT)).as("the run on Airflow has ended").isTrue();
        assertThat(there.contradictions()).isEmpty();
        ObservedRun ours = Objects.requireNonNull(here.read());
        ObservedRun theirs = Objects.requireNonNull(there.read());
        assertThat(theirs.state()).as(theirs.toString()).isEqualTo(RunState.SUCCEEDED);
        assertThat(states(theirs)).isEqualTo(states(ours));
        Map<String, List<String>> rows = Rows.of(postgres(), LOCAL, "public");
        assertThat(rows).isNotEmpty();
        assertThat(Rows.of(postgres(), "onedag", "public")).isEqualTo(rows);
    }

    private static List<String> states(ObservedRun run) {
        return run.tasks().stream()
                .map(each -> each.label() + " " + each.state() + " " + each.attempts() + " " + each.rowsWritten())
                .sorted()
                .toList();
    }

    /** Each side has files of its own. */
    private static Map<String, Object> params(String name, String side, Map<String, Object> params) throws Exception {
        var all = new HashMap<String, Object>();
        params.forEach((param, value) -> all.put(param, value.toString()));
        if (name.equals("dealership")) {
            Path own = Files.createDirectories(folder.resolve(side));
            all.put("watermark_file", own.resolve("placeholder.csv").toString());
        }
        return all;
    }

    private static PostgresServer postgres() {
        return airflow.server().postgres();
    }

    private static Pipeline pipeline(String name) {
        return ServiceLoader.load(PipelineSource.class).stream()
                .flatMap(each -> each.get().pipelines().entrySet().stream())
                .filter(each -> each.getKey().equals(name))
                .findFirst()
                .orElseThrow()
                .getValue()
                .get();
    }
}
