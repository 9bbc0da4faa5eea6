package io.onedag.child;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.cli.App;
import io.onedag.definition.DefinitionWriter;
import io.onedag.yaml.YamlPipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One attempt as a process of its own, without a store. */
@Timeout(90)
class ChildTest {

    private static final String YAML = """
            pipeline: p
            params: {day: {type: date, default: "2026-01-01"}}
            tasks:
              last: {uses: noop, needs: [list, none]}
              list: {uses: shell, with: {command: [sh, -c, "printf '[1, 2]' > \\"$ONEDAG_RESULT_FILE\\""]}}
              none: {uses: noop}
              each: {uses: shell, needs: [list], for_each: "${tasks.list.output}", with: {command: [sh, -c, "echo item $0", "${item}"]}}
              skip: {uses: shell, with: {command: [sh, -c, "exit 99"]}}
              flaky: {uses: shell, with: {command: [sh, -c, "exit 7"]}, retry: {max_attempts: 3}}
              fatal: {uses: shell, with: {command: [sh, -c, "exit 100"]}}
              secret: {uses: shell, with: {command: [sh, -c, "echo $PW; echo $PW >&2; exit 1"], env: {PW: "${secret.PW}"}}}
              wait: {uses: shell, with: {command: [sh, -c, "echo $$ > pid; sleep 1000 & echo $! > pid2; echo waiting; wait"]}}
              deaf: {uses: shell, with: {command: [sh, -c, "trap '' TERM; echo $$ > pid; echo waiting; while :; do sleep 1; done"]}}
            """;

    @TempDir
    Path folder;

    private ChildProcess child(String task) {
        try {
            Path yaml = Files.writeString(folder.resolve("p.yaml"), YAML);
            Files.writeString(folder.resolve("p.onedag.json"), DefinitionWriter.write(YamlPipelines.load(yaml)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return new ChildProcess(folder).task("p.onedag.json", task);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"none, 0, success", "skip, 99, skipped", "flaky, 1, failed", "fatal, 100, fatal"})
    void each_end_has_its_exit_code_and_its_outcome(String task, int exitCode, String outcome) throws Exception {
        var ended = child(task).run().exits(exitCode);
        assertThat(ended.outcome()).isEqualTo(outcome);
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void a_failure_is_told_by_the_block_that_tells_it_everywhere() throws Exception {
        var ended = child("flaky").with("ONEDAG_ATTEMPT", "2").run().exits(1);
        assertThat(ended.err()).contains("task flaky, attempt 2 of 3: failed\n  why    ");
    }

    @Test
    void a_mapped_instance_reads_its_element_and_its_inputs_from_files() throws Exception {
        var ended = child("each")
                .file("item.json", "2")
                .file("inputs.json", "{\"list\": [1, 2]}")
                .with("ONEDAG_MAP_INDEX", "1")
                .with("ONEDAG_ITEM_FILE", "item.json")
                .with("ONEDAG_INPUTS_FILE", "inputs.json")
                .run()
                .exits(0);
        assertThat(ended.err()).contains("item 2");
        assertThat(ended.result().get("map_index")).isEqualTo(1L);
    }

    @Test
    void a_secret_is_masked_wherever_it_is_told() throws Exception {
        var ended = child("secret").with("PW", "hunter22").run().exits(1);
        assertThat(ended.err() + ended.result()).contains("***").doesNotContain("hunter22");
    }

    // ---- what is loaded

    private static final Pattern TOO_MUCH = Pattern.compile(
            "(picocli|org\\.yaml|org\\.jgrapht|org\\.flywaydb|org\\.hibernate|org\\.slf4j|ch\\.qos|org\\.apache\\.logging|org\\.jboss"
                    + "|java\\.util\\.logging|jakarta|com\\.zaxxer|io\\.prometheus|com\\.timgroup|io\\.onedag\\.yaml|io\\.onedag\\.cli\\.[A-Z])"
                    + "[\\w.$]*");

    static List<String> tooMuch(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(line -> line.replaceFirst("^\\[[^ ]*\\s*", ""))
                    .map(line -> line.split(" ")[0])
                    .filter(name -> TOO_MUCH.matcher(name).matches())
                    .filter(name -> !name.equals("io.onedag.cli.NamedPipeline"))
                    .collect(Collectors.toList());
        }
    }

    @Test
    void no_command_parser_yaml_graph_library_or_logging_framework_is_loaded() throws Exception {
        child("last")
                .with(
                        "ONEDAG_PLAN_HASH",
                        YamlPipelines.load(folder.resolve("p.yaml")).planHash())
                .file("inputs.json", "{\"list\": [1, 2]}")
                .with("ONEDAG_INPUTS_FILE", "inputs.json")
                .jvm("-Xlog:class+load:file=" + folder.resolve("loaded.txt"))
                .run()
                .exits(0);
        assertThat(tooMuch(folder.resolve("loaded.txt"))).isEmpty();
        assertThat(Files.readString(folder.resolve("loaded.txt"))).contains("io.onedag.attempt.Attempt ");
    }

    // ---- it ends

    @Test
    void a_terminated_attempt_takes_its_tree_along_within_the_grace_of_its_caller() throws Exception {
        var running = child("deaf").start().awaitErr("waiting");
        long before = System.nanoTime();
        var ended = running.signal("TERM").end().exits(143);
        assertThat((System.nanoTime() - before) / 1_000_000).isLessThan(3_000);
        assertThat(ended.outcome()).isEqualTo("interrupted");
        assertThat(ended.err()).contains("task deaf was interrupted: terminated by SIGTERM");
        assertGone("pid");
    }

    @Test
    void an_attempt_whose_parent_is_gone_ends_with_its_tree() throws Exception {
        var running = child("wait").with("ONEDAG_PARENT_STDIN", "1").start().awaitErr("waiting");
        var ended = running.hangUp().end().exits(143);
        assertThat(ended.err()).contains("the process that asked for it has ended");
        assertThat(ended.outcome()).isEqualTo("interrupted");
        assertGone("pid");
        assertGone("pid2");
    }

    @Test
    void what_the_parent_says_before_it_ends_the_attempt_is_no_end() throws Exception {
        child("wait")
                .with("ONEDAG_PARENT_STDIN", "1")
                .start()
                .awaitErr("waiting")
                .say("how are you?")
                .say("end task=failed run=running")
                .signal("TERM")
                .end()
                .exits(143);
        assertGone("pid");
    }

    private void assertGone(String file) throws IOException {
        long pid = Long.parseLong(Files.readString(folder.resolve(file)).strip());
        assertThat(isAlive(pid)).as("process " + pid).isFalse();
    }

    /** One that nobody has waited for yet lives no more. */
    private static boolean isAlive(long pid) throws IOException {
        Path stat = Path.of("/proc", String.valueOf(pid), "stat");
        if (!Files.exists(Path.of("/proc/self/stat"))) {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
        }
        try {
            return !Files.readString(stat).replaceFirst(".*\\) ", "").startsWith("Z");
        } catch (java.nio.file.NoSuchFileException e) {
            return false;
        }
    }

    // ---- what is wrong is said

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "unset",
            value = {
                "ONEDAG_TASK|lits|did you mean \"list\"?",
                "ONEDAG_TASK||ONEDAG_TASK is not set",
                "ONEDAG_DEFINITION_FILE|q.onedag.json|there is no file q.onedag.json",
                "ONEDAG_RUN_KEY||ONEDAG_RUN_KEY is not set",
                "ONEDAG_ATTEMPT|0|ONEDAG_ATTEMPT is \"0\"",
                "ONEDAG_ROUND|-1|ONEDAG_ROUND is \"-1\"",
                "ONEDAG_PARAMS_FILE|params.json|has no parameter \"dya\"; did you mean \"day\"?",
                "ONEDAG_RESULT_FILE|nowhere/result.json|there is no folder",
            })
    void wrong_usage_is_exit_code_2_and_says_what_is_wrong(String variable, String value, String message)
            throws Exception {
        var ended = child("none")
                .file("params.json", "{\"dya\": \"2026-01-02\"}")
                .with(variable, value == null ? "" : value)
                .run()
                .exits(2);
        assertThat(ended.err()).contains(message);
    }

    @Test
    void another_plan_is_not_now_and_names_both() throws Exception {
        var ended = child("none").with("ONEDAG_PLAN_HASH", "0123abc").run().exits(75);
        assertThat(ended.err())
                .contains(
                        "0123abc", YamlPipelines.load(folder.resolve("p.yaml")).planHash(), "Onedag ");
    }

    @Test
    void without_a_store_it_has_to_be_said_that_none_is_wanted() throws Exception {
        assertThat(child("none").options().run().exits(2).err()).contains("DATABASE_URL is not set", "--store none");
    }

    @Test
    void a_full_disk_fails_the_attempt_and_leaves_no_result_that_says_otherwise() throws Exception {
        var ended = new ChildProcess(folder)
                .task("declared", "long")
                .classPath(Jars.withSources(folder))
                .jvm("-XX:-UsePerfData")
                .before("sh", "-c", "ulimit -f 40; exec \"$@\"", "sh")
                .run()
                .exits(1);
        assertThat(ended.err())
                .contains("task long, attempt 1 of 1: failed", "its result can't be written to", "next   make room");
        assertThat(ended.outcome()).isEqualTo("failed");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("."));
        }
    }

    // ---- pipelines of a jar

    @Test
    void a_pipeline_that_only_the_main_of_the_jar_knows_is_found_through_it() throws Exception {
        var ended = new ChildProcess(folder)
                .task("chatty", "talk")
                .classPath(Jars.withMain(folder, App.class))
                .run()
                .exits(0);
        assertThat(ended.result().get("output")).isEqualTo("ünï©ødé");
        assertThat(ended.err()).contains("INFO to the task's log");
        assertThat(ended.out()).contains("to standard output");
    }

    @Test
    void a_pipeline_that_a_source_declares_is_found_without_the_main() throws Exception {
        var ended = new ChildProcess(folder)
                .task("declared", "talk")
                .classPath(Jars.withSources(folder))
                .run()
                .exits(0);
        assertThat(ended.result().get("output")).isEqualTo("declared");
    }

    @Test
    void a_pipeline_that_nobody_knows_is_wrong_usage() throws Exception {
        var ended = new ChildProcess(folder)
                .task("chaty", "talk")
                .classPath(Jars.withMain(folder, App.class))
                .run()
                .exits(2);
        assertThat(ended.err()).contains("there is no pipeline \"chaty\"", "did you mean \"chatty\"?");
    }

    @Test
    void a_body_that_ends_the_jvm_has_not_succeeded() throws Exception {
        var ended = new ChildProcess(folder)
                .task("declared", "exit")
                .classPath(Jars.withSources(folder))
                .run()
                .exits(143);
        assertThat(ended.outcome()).isEqualTo("interrupted");
    }
}
