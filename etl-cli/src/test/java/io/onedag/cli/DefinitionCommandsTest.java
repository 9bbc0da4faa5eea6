package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.Schedule;
import io.onedag.TaskResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look at definitions: validate, next, graph, pipelines, engines. */
class DefinitionCommandsTest {

    private static final String SALES = """
            pipeline: sales
            schedule: {cron: "5 0 * * *", timezone: Europe/Paris}
            tasks:
              list:  {uses: noop}
              fetch: {uses: noop, needs: [list]}
              load:  {uses: noop, needs: [fetch, list]}
            """;

    @TempDir
    Path folder;

    private Command onedag() {
        return new Command(folder).file("sales.yaml", SALES);
    }

    @Test
    void aValidFileIsValid() {
        assertThat(onedag().run("validate", "sales.yaml").exits(ExitCode.DONE).out())
                .isEqualTo("Valid: pipeline sales, 3 tasks\n");
        assertThat(onedag().run("validate", "sales.yaml", "--json")
                        .exits(ExitCode.DONE)
                        .object())
                .containsEntry("valid", true)
                .containsEntry("errors", List.of())
                .containsEntry("pipeline", "sales");
    }

    @Test
    void allErrorsOfAFileAreReportedWithTheirPlaces() {
        var command = onedag().file("bad.yaml", """
                        pipeline: bad
                        tasks:
                          a: {uses: nop}
                          b: {uses: noop, need: [a]}
                        """);
        var result = command.run("validate", "bad.yaml", "--json").exits(ExitCode.USAGE);
        assertThat(result.object()).containsEntry("valid", false);
        assertThat(result.list("errors"))
                .hasSize(2)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .containsEntry("line", 3L)
                                .containsEntry("column", 13L)
                                .containsEntry("hint", "did you mean \"noop\"?")
                                .containsKeys("file", "message"),
                        second -> assertThat(second).containsEntry("line", 4L).containsEntry("column", 19L));
        assertThat(result.err()).isEmpty();
        assertThat(command.run("validate", "bad.yaml").exits(ExitCode.USAGE).out())
                .contains("bad.yaml:3:13: ", "bad.yaml:4:19: ", "Not valid: 2 errors");
        assertThat(command.run("run", "bad.yaml", "--json")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("bad.yaml:3:13: ", "bad.yaml:4:19: ");
    }

    @Test
    void theNextFireTimesAreListedWithTheIntervalsThatTheyEnd() {
        var result = onedag().at("2026-03-28T12:00:00Z")
                .run("next", "sales.yaml", "--count", "2", "--json")
                .exits(ExitCode.DONE);
        assertThat(result.list())
                .containsExactly(
                        Map.of(
                                "fire_time", "2026-03-28T23:05:00Z",
                                "interval_start", "2026-03-27T23:05:00Z",
                                "interval_end", "2026-03-28T23:05:00Z"),
                        Map.of(
                                "fire_time", "2026-03-29T22:05:00Z",
                                "interval_start", "2026-03-28T23:05:00Z",
                                "interval_end", "2026-03-29T22:05:00Z"));
        assertThat(onedag().at("2026-03-28T12:00:00Z")
                        .run("next", "sales.yaml", "--count", "2")
                        .out())
                .isEqualTo("""
                        sales  5 0 * * *  Europe/Paris

                        FIRES                        IN UTC                COVERS FROM                      IN
                        Sun 2026-03-29 00:05 +01:00  2026-03-28T23:05:00Z  Sat 2026-03-28 00:05 +01:00   11h5m
                        Mon 2026-03-30 00:05 +02:00  2026-03-29T22:05:00Z  Sun 2026-03-29 00:05 +01:00  1d10h5m
                        """.replace("   11h5m", "    11h5m")
                        .replace("IN\n", " IN\n")
                        .replace("FROM                      IN", "FROM                      IN"));
    }

    @Test
    void fireTimesAreStrictlyAfterTheGivenTimeInTheZoneOfTheSchedule() {
        assertThat(onedag().run("next", "sales.yaml", "--from", "2026-01-10T00:05", "--count", "1", "--json")
                        .list())
                .extracting(each -> each.get("fire_time"))
                .containsExactly("2026-01-10T23:05:00Z");
        assertThat(onedag().run("next", "sales.yaml", "--from", "2026-01-10", "--count", "1", "--json")
                        .list())
                .extracting(each -> each.get("fire_time"))
                .containsExactly("2026-01-09T23:05:00Z");
    }

    @Test
    void aPipelineWithoutAScheduleNeverFires() {
        var command = onedag().file("p.yaml", "pipeline: p\ntasks: {a: {uses: noop}}\n");
        assertThat(command.run("next", "p.yaml").exits(ExitCode.USAGE).err()).contains("has no schedule");
        assertThat(onedag().run("next", "sales.yaml", "--count", "0")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("--count is \"0\"");
        assertThat(onedag().run("next", "sales.yaml", "--from", "noon")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("\"noon\" is not a date or time");
    }

    @Test
    void aGraphIsDrawn() {
        assertThat(onedag().run("graph", "sales.yaml").exits(ExitCode.DONE).out())
                .isEqualTo("""
                        sales  3 tasks in 3 layers, at most 1 side by side

                        1  ●    list   noop
                        2  ├─●  fetch  noop
                        3  ●─╯  load   noop

                        ● longest chain, 3 tasks: list → fetch → load
                        """);
        var document = onedag().run("graph", "sales.yaml", "--json").exits(ExitCode.DONE);
        assertThat(document.object()).containsEntry("critical_path", List.of("list", "fetch", "load"));
        assertThat(document.list("tasks").get(2))
                .containsEntry("task", "load")
                .containsEntry("layer", 3L)
                .containsEntry("needs", List.of("fetch", "list"));
        assertThat(onedag().run("graph", "sales.yaml", "--format", "png")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("--format");
    }

    @Test
    void pipelinesAreListedAndABrokenOneHidesNoOther() {
        var command = onedag().with(Pipeline.named("daily")
                        .description("Loads it all")
                        .schedule(Schedule.cron("@daily"))
                        .param("day", Param.date())
                        .task("a", context -> TaskResult.success())
                        .build())
                .with("broken", () -> Pipeline.named("broken").build());
        var listed = command.run("pipelines", "--json").exits(ExitCode.USAGE).list();
        assertThat(listed).hasSize(2);
        assertThat(listed.get(0)).containsEntry("pipeline", "broken");
        assertThat(listed.get(0).get("error")).isNotNull();
        assertThat(listed.get(1)).containsEntry("pipeline", "daily").containsEntry("tasks", 1L);
        assertThat(command.run("pipelines").out()).contains("daily", "Loads it all", "not valid: ");
    }

    @Test
    void withoutPipelinesTheListIsEmpty() {
        assertThat(onedag().run("pipelines", "--json").exits(ExitCode.DONE).json())
                .isEqualTo(List.of());
    }

    @Test
    void enginesSayWhatTheyCanDo() {
        var engines = onedag().run("engines", "--json").exits(ExitCode.DONE).list();
        assertThat(engines).extracting(each -> each.get("engine")).contains("local");
        assertThat(onedag().run("engines").exits(ExitCode.DONE).out()).contains("memory_limit", "almost: outcome [");
    }

    @Test
    void engines_show_what_pipelines_can_be_exported_for() {
        var engines = onedag().run("engines", "--json").exits(ExitCode.DONE).list();
        assertThat(engines)
                .filteredOn(each -> "paper".equals(each.get("engine")))
                .singleElement()
                .satisfies(paper -> {
                    assertThat(paper)
                            .containsEntry("kind", "exporter")
                            .containsEntry("default", false)
                            .containsEntry("proven_versions", List.of("1.0.4", "1.0.9", "2.3.1"));
                    assertThat(paper.get("capabilities").toString())
                            .contains(
                                    "MAP={support=REFUSED, reason=a sheet has no third dimension, way_out=write the tasks out}")
                            .contains("NOTIFICATIONS={support=NATIVE}");
                    assertThat(paper.get("without_store").toString()).contains("NOTIFICATIONS={support=REFUSED");
                });
        assertThat(onedag().run("engines").exits(ExitCode.DONE).out())
                .contains(
                        "PAPER, NO STORE",
                        "] paper, map: a sheet has no third dimension; write the tasks out",
                        "paper runs files that onedag export --target paper writes, proven on 1.0.4, 1.0.9, 2.3.1.")
                .containsOnlyOnce("a sheet has no third dimension");
    }

    @Test
    void a_definition_is_checked_against_an_engine_or_an_exporter() {
        var command = new Command(folder).file("wide.yaml", """
                pipeline: wide
                tasks:
                  list: {uses: noop, priority: 2}
                  each: {uses: noop, needs: [list], for_each: "${tasks.list.output}"}
                """);
        assertThat(command.run("validate", "wide.yaml", "--engine", "local")
                        .exits(ExitCode.DONE)
                        .out())
                .contains("Valid: pipeline wide");
        var result = command.run("validate", "wide.yaml", "--engine", "paper", "--json")
                .exits(ExitCode.USAGE);
        assertThat(result.object()).containsEntry("valid", false);
        assertThat(result.list("errors")).singleElement().satisfies(error -> {
            assertThat(error)
                    .containsEntry("what", "pipeline \"wide\", task each")
                    .containsEntry("hint", "write the tasks out");
            assertThat(error.get("file").toString()).endsWith("wide.yaml");
            assertThat(error.get("message").toString())
                    .isEqualTo(
                            "exporter paper refuses map (mapping over an upstream's list): a sheet has no third dimension");
        });
        assertThat(result.list("warnings"))
                .singleElement()
                .satisfies(warning -> assertThat(warning.get("message").toString())
                        .contains("only approximates priority", "all lines are equally thick (outcome)"));
        assertThat(command.run("validate", "wide.yaml", "--engine", "papyrus")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("there is no engine \"papyrus\"");
    }
}
