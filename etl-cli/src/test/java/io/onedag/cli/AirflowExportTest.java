package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.TaskResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code onedag export --target airflow}: the command and the exporter together. */
class AirflowExportTest {

    private static final String SALES = """
            pipeline: sales
            pools: {api: 3}
            tasks:
              list: {uses: noop}
              load: {uses: noop, needs: [list], pool: api}
            """;

    @TempDir
    Path folder;

    private Command onedag(String... pipelines) {
        var command = new Command(folder).file("sales.yaml", SALES);
        for (String name : pipelines) {
            command.with(Pipeline.named(name)
                    .pool("db", 1)
                    .task("a", context -> TaskResult.success(), t -> t.pool("db"))
                    .build());
        }
        return command;
    }

    private static Command.Result export(Command command, String... more) {
        return command.run(Stream.concat(Stream.of("export", "--target", "airflow"), Stream.of(more))
                .toArray(String[]::new));
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("dags"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void a_folder_of_dags_follows_its_pipelines() throws Exception {
        var result = export(onedag("daily", "weekly"), "--all", "sales.yaml").exits(ExitCode.DONE);
        assertThat(files())
                .containsExactly(
                        ".airflowignore",
                        ".onedag-export.json",
                        "daily.py",
                        "onedag_airflow.py",
                        "onedag_pools.json",
                        "sales.onedag.json",
                        "sales.py",
                        "weekly.py");
        assertThat(result.out())
                .contains("✓ Exported 3 pipelines for airflow to dags", "airflow pools import dags/onedag_pools.json");
        export(onedag("daily", "weekly"), "--all", "sales.yaml", "--check").exits(ExitCode.DONE);
        assertThat(export(onedag("daily"), "--all", "--check")
                        .exits(ExitCode.FAILED)
                        .out())
                .contains(
                        "stale    sales.onedag.json",
                        "stale    sales.py",
                        "stale    weekly.py",
                        "differs  onedag_pools.json");
        export(onedag("daily"), "--all", "--single-file").exits(ExitCode.DONE);
        assertThat(files()).containsExactly(".airflowignore", ".onedag-export.json", "daily.py", "onedag_pools.json");
        assertThat(Files.readString(folder.resolve("dags/onedag_pools.json"))).doesNotContain("api");
    }

    @Test
    void one_pipeline_alone_keeps_the_pools_of_the_others() throws Exception {
        export(onedag("daily"), "daily").exits(ExitCode.DONE);
        export(onedag("daily"), "sales.yaml").exits(ExitCode.DONE);
        assertThat(Files.readString(folder.resolve("dags/onedag_pools.json"))).contains("\"api\"", "\"db\"");
        export(onedag("daily"), "daily", "--check").exits(ExitCode.DONE);
    }

    @Test
    void a_dag_that_somebody_wrote_is_left_alone() throws Exception {
        String own = "from airflow import DAG\n# daily, by hand\n";
        Path dag = Files.createDirectories(folder.resolve("dags")).resolve("daily.py");
        Files.writeString(dag, own);
        Files.writeString(folder.resolve("dags/.airflowignore"), "helpers/");
        assertThat(export(onedag("daily")).exits(ExitCode.USAGE).err())
                .contains("daily.py is in the way: somebody else wrote it");
        assertThat(files()).containsExactly(".airflowignore", "daily.py");
        export(onedag("weekly"), "--all").exits(ExitCode.DONE);
        assertThat(dag).hasContent(own);
        assertThat(folder.resolve("dags/.airflowignore")).hasContent("helpers/\nonedag_airflow.py\n");
    }

    @Test
    void versions_are_those_that_files_were_proven_on() {
        for (String version : List.of("2.11", "2.11.2", "3.0", "3.3.2")) {
            export(onedag("daily"), "daily", "--target-version", version).exits(ExitCode.DONE);
        }
        assertThat(export(onedag("daily"), "daily", "--target-version", "2.10.5")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("airflow 2.10.5 is unknown", "proven are 2.11.2");
        assertThat(export(onedag("daily"), "daily", "--target-version", "4.0.0")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("it is newer than this version of Onedag knows", "--unproven");
    }

    @Test
    void pools_that_do_not_fit_those_in_the_folder_are_told_with_the_way_out() {
        export(onedag("daily"), "daily").exits(ExitCode.DONE);
        var command = new Command(folder)
                .with(Pipeline.named("hourly")
                        .pool("db", 9)
                        .task("a", context -> TaskResult.success(), t -> t.pool("db"))
                        .build());
        assertThat(export(command, "hourly").exits(ExitCode.USAGE).err())
                .contains("pool \"db\" has 9 slots in pipeline \"hourly\" and 1 in daily");
        assertThat(folder.resolve("dags/hourly.py")).doesNotExist();
        assertThat(export(command, "hourly", "--check").exits(ExitCode.USAGE).err())
                .contains("pool \"db\"");
    }

    @Test
    void a_report_ends_with_what_keeps_a_pipeline_from_being_exported() {
        var command = new Command(folder)
                .with(Pipeline.named("hourly")
                        .pool("default_pool", 9)
                        .task("a", context -> TaskResult.success(), t -> t.pool("default_pool"))
                        .build());
        var result = export(command, "hourly", "--report").exits(ExitCode.USAGE);
        assertThat(result.out()).contains("hourly on airflow");
        assertThat(result.err()).contains("Give the pool another name.");
    }
}
