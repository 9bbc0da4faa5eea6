package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsCommandTest {

    @TempDir
    Path folder;

    private Command command;

    @BeforeEach
    void in_a_folder_of_its_own() {
        command = new Command(folder);
    }

    @Test
    void the_lines_of_all_tasks_come_in_order_with_their_task_and_level() {
        run(Pipeline.named("p")
                .task("one", context -> {
                    context.logger().info("hello");
                    context.logger().debug("hidden");
                    return TaskResult.success();
                })
                .task(
                        "two",
                        context -> {
                            context.logger().warn("careful\nsecond line");
                            return TaskResult.success();
                        },
                        t -> t.needs("one"))
                .build());
        assertThat(shown("logs", "p").lines())
                .containsExactly("one │ hello", "two │ WARN careful", "two │ WARN second line");
        assertThat(shown("logs", "p", "--log", "debug")).contains("one │ DEBUG hidden");
        assertThat(shown("logs", "p", "one")).isEqualTo("hello\n");
        assertThat(shown("logs", "--tail", "1")).isEqualTo("two │ WARN second line\n");
    }

    @Test
    void a_shell_tasks_output_is_its_log_secrets_masked_and_hostile_text_made_harmless() {
        command.with("API_KEY", "hunter22").file("s.yaml", """
                        pipeline: s
                        tasks:
                          x: {uses: shell, with: {command: [sh, -c, 'echo "key $KEY"; printf "a\\033[31mred\\033[0m\\007\\r\\nb\\000c\\n" >&2; printf "\\377\\376 no utf-8"'], env: {KEY: "${secret.API_KEY}"}}}
                        """);
        command.run("run", "s.yaml").exits(0);
        String text = command.run("logs", "s").exits(0).out();
        assertThat(text)
                .contains("key ***")
                .contains("ared")
                .contains("b\u2400c")
                .doesNotContain("hunter22");
        assertThat(text.chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
        var lines = command.run("logs", "s", "--json").exits(0).list();
        assertThat(lines)
                .hasSize(4)
                .allSatisfy(line -> assertThat(line)
                        .containsKeys(
                                "timestamp", "level", "task", "map_index", "round", "attempt", "line", "message"));
        assertThat(lines)
                .anySatisfy(line -> assertThat(line.get("message")).isEqualTo("a\u001b[31mred\u001b[0m\u0007"));
        assertThat(lines).noneSatisfy(line -> assertThat(line.toString()).contains("hunter22"));
    }

    @Test
    void a_time_that_is_none_is_refused_before_anything_is_printed() {
        run(Pipeline.named("p").task("one", context -> TaskResult.success()).build());

        String out =
                command.run("logs", "p", "--json", "--since", "soon").exits(2).out();

        assertThat(Json.parse(out).toString()).contains("--since is \"soon\"");
    }

    @Test
    void each_attempt_has_a_log_of_its_own() {
        run(Pipeline.named("p")
                .task(
                        "flaky",
                        context -> {
                            context.logger().info("try {}", context.attempt());
                            return context.attempt() < 3 ? TaskResult.retryable("again") : TaskResult.success();
                        },
                        t -> t.retry(RetryPolicy.fixed(3, Duration.ofMillis(1))))
                .build());
        assertThat(shown("logs", "p", "flaky")).isEqualTo("try 1\n1.2 │ try 2\n1.3 │ try 3\n");
        assertThat(shown("logs", "p", "flaky", "--attempt", "1.2")).isEqualTo("try 2\n");
        command.run("logs", "p", "flaky", "--attempt", "2.1").exits(0);
        assertThat(command.run("logs", "p", "flaky", "--attempt", "2.1").err())
                .contains("attempt 2.1 of task flaky logged nothing; these logged: flaky 1.1, flaky 1.2, flaky 1.3");
        assertThat(command.run("logs", "p", "flaky", "--attempt", "2").exits(2).err())
                .contains("such as 1.2");
    }

    @Test
    void an_instance_of_a_mapped_task_is_named_by_its_index() {
        run(Pipeline.named("p")
                .task("list", context -> TaskResult.success(List.of("a", "b")))
                .task(
                        "each",
                        context -> {
                            context.logger().info("item {}", context.item());
                            return TaskResult.success();
                        },
                        t -> t.needs("list").forEach("list"))
                .build());
        assertThat(shown("logs", "p", "each[1]")).isEqualTo("item b\n");
        assertThat(shown("logs", "p", "each").lines())
                .containsExactlyInAnyOrder("each[0] │ item a", "each[1] │ item b");
        assertThat(command.run("logs", "p", "eech").exits(2).err())
                .contains("no task \"eech\"")
                .contains("each");
        assertThat(command.run("logs", "p", "each[7]").exits(0).err()).contains("has not run");
    }

    @Test
    void it_is_said_when_there_is_nothing() {
        assertThat(command.run("logs").exits(2).err()).contains("there are no runs yet");
        run(Pipeline.named("p").task("quiet", context -> TaskResult.success()).build());
        var nothing = command.run("logs", "p").exits(0);
        assertThat(nothing.out()).isEmpty();
        assertThat(nothing.err()).contains("has logged nothing");
        assertThat(command.run("logs", "p", "--json").exits(0).list()).isEmpty();
        assertThat(command.run("logs", "p", "--follow").exits(0).err()).contains("SUCCEEDED");
    }

    @Test
    void of_a_long_log_it_is_said_how_much_was_left_out() {
        run(Pipeline.named("p")
                .task("loud", context -> {
                    for (int i = 0; i < 30_000; i++) {
                        context.logger().info("{} {}", i, "x".repeat(100));
                    }
                    return TaskResult.success();
                })
                .build());
        List<String> lines = shown("logs", "p", "loud").lines().toList();
        assertThat(lines.get(0)).startsWith("0 xxx");
        assertThat(lines.get(lines.size() - 1)).startsWith("29999 xxx");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("… "))
                .singleElement()
                .satisfies(
                        gap -> assertThat(gap)
                                .matches(
                                        "… [0-9,]+ lines \\(\\d\\.\\d MiB\\) left out: a log keeps its beginning and its end …"));
        var gap = command.run("logs", "p", "--json").list().stream()
                .filter(line -> line.containsKey("left_out_lines"))
                .toList();
        assertThat(gap).hasSize(1);
        long left = ((Number) gap.get(0).get("left_out_lines")).longValue();
        assertThat(lines.size() - 1 + left).isEqualTo(30_000);
    }

    @Test
    void json_lines_tell_a_run_for_machines() {
        command.with(Pipeline.named("p")
                .task("list", context -> TaskResult.success(List.of(1)))
                .task(
                        "each",
                        context -> {
                            context.logger().info("a \"line\"\nand \u001b[31m another");
                            throw TaskFailedException.fatal("no good");
                        },
                        t -> t.needs("list").forEach("list"))
                .task("after", context -> TaskResult.success(), t -> t.needs("each"))
                .build());
        var result = command.run("run", "p", "--log-format", "json").exits(1);
        assertThat(result.out()).isEmpty();
        List<Map<?, ?>> events = result.err()
                .lines()
                .<Map<?, ?>>map(line -> (Map<?, ?>) Json.parse(line))
                .toList();
        assertThat(events.stream().map(each -> String.valueOf(each.get("event"))))
                .containsExactly(
                        "run_started",
                        "attempt_started",
                        "attempt_ended",
                        "attempt_started",
                        "task_log",
                        "attempt_ended",
                        "decided",
                        "run_ended");
        assertThat(events).allSatisfy(each -> {
            assertThat(each.get("pipeline")).isEqualTo("p");
            assertThat(each.get("run_id")).isEqualTo(events.get(0).get("run_id"));
            assertThat(each.get("timestamp").toString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        });
        Map<?, ?> log = events.get(4);
        assertThat(log.get("message")).isEqualTo("a \"line\"\nand \u001b[31m another");
        assertThat(log.get("task")).isEqualTo("each");
        assertThat(log.get("map_index")).isEqualTo(0L);
        assertThat(log.get("attempt")).isEqualTo(1L);
        Map<?, ?> ended = events.get(5);
        assertThat(ended.get("state")).isEqualTo("FAILED");
        assertThat(ended.get("reason")).isEqualTo("FATAL");
        assertThat(ended.get("level")).isEqualTo("ERROR");
        assertThat(((Map<?, ?>) ended.get("error")).get("message")).isEqualTo("no good");
        assertThat(events.get(7).get("state")).isEqualTo("FAILED");
        assertThat(command.with("ONEDAG_LOG_FORMAT", "json")
                        .run("run", "p", "--json", "--run-key", "k")
                        .err())
                .startsWith("{\"timestamp\"");
        assertThat(command.run("run", "p", "--log-format", "xml").exits(2).err())
                .contains("text, json");
    }

    private void run(Pipeline pipeline) {
        command.with(pipeline);
        command.run("run", pipeline.name()).exits(0);
    }

    /** Without the times. */
    private String shown(String... arguments) {
        return command.run(arguments).exits(0).out().replaceAll("(?m)^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ", "");
    }
}
