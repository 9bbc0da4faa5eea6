package io.onedag.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Interval;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.TaskSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class ShellTest {

    @TempDir
    Path folder;

    private TestContext context;

    @BeforeEach
    void set_up() {
        context = new TestContext(folder);
    }

    private static Shell sh(String script) {
        return Shell.command("sh", "-c", script);
    }

    private String failure(TaskSpec spec) throws Exception {
        return ((TaskResult.Failed) context.run(spec)).why();
    }

    @Nested
    class Output {

        @Test
        void is_what_the_command_writes_to_its_result_file() throws Exception {
            assertThat(context.output(sh("printf '{\"n\": [1, null, \"é\"]}' > \"$ONEDAG_RESULT_FILE\"")))
                    .hasToString("{n=[1, null, é]}");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "true",
                    ": > \"$ONEDAG_RESULT_FILE\"",
                    "echo > \"$ONEDAG_RESULT_FILE\"",
                    "rm \"$ONEDAG_RESULT_FILE\"",
                    "printf null > \"$ONEDAG_RESULT_FILE\""
                })
        void is_null_when_it_writes_nothing(String script) throws Exception {
            assertThat(context.output(sh(script))).isNull();
        }

        @Test
        void that_is_not_JSON_fails_for_good() {
            assertThatThrownBy(() -> context.run(sh("echo done > \"$ONEDAG_RESULT_FILE\"")))
                    .isInstanceOfSatisfying(
                            TaskFailedException.class,
                            e -> assertThat(e.isRetryable()).isFalse())
                    .hasMessageContaining("result file holds no JSON value")
                    .hasMessageContaining("line 1, column")
                    .hasMessageContaining("\"done\\n\"");
        }

        @Test
        void that_is_not_UTF8_fails_for_good() {
            assertThatThrownBy(() -> context.run(sh("printf '\"\\377\"' > \"$ONEDAG_RESULT_FILE\"")))
                    .isInstanceOf(TaskFailedException.class)
                    .hasMessageContaining("not UTF-8");
        }

        @Test
        void of_any_size_does_not_fill_the_memory() {
            assertThatThrownBy(() -> context.run(sh("head -c 3000000 /dev/zero > \"$ONEDAG_RESULT_FILE\"")))
                    .isInstanceOf(TaskFailedException.class)
                    .hasMessageContaining("more than 1048576 bytes");
        }

        @Test
        void may_be_moved_into_place() throws Exception {
            assertThat(context.output(sh("echo 1 > out.json; mv out.json \"$ONEDAG_RESULT_FILE\"")))
                    .isEqualTo(1L);
        }

        @Test
        void of_a_branching_task_is_its_choice() throws Exception {
            context.branch = List.of("a", "b");

            assertThat(context.run(sh("echo '[\"a\"]' > \"$ONEDAG_RESULT_FILE\"")))
                    .isEqualTo(TaskResult.branch("a"));
            assertThat(context.run(sh("echo '\"b\"' > \"$ONEDAG_RESULT_FILE\"")))
                    .isEqualTo(TaskResult.branch("b"));
            assertThat(context.run(sh("echo '[]' > \"$ONEDAG_RESULT_FILE\""))).isEqualTo(TaskResult.branch());
            assertThat(context.run(sh("echo '{\"branch\": [\"a\"], \"output\": 7}' > \"$ONEDAG_RESULT_FILE\"")))
                    .isEqualTo(TaskResult.branch(List.of("a"), 7L));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "null", "7", "[1]", "{\"branch\": \"a\"}", "{\"branch\": [], \"ouput\": 1}"})
        void of_a_branching_task_that_is_no_choice_fails_for_good(String json) {
            context.branch = List.of("a", "b");

            assertThatThrownBy(() -> context.run(
                            sh("printf %s \"$JSON\" > \"$ONEDAG_RESULT_FILE\"").env("JSON", json)))
                    .isInstanceOf(TaskFailedException.class)
                    .hasMessageContaining("the task branches")
                    .hasMessageContaining("JSON list of successors");
        }

        @Test
        void of_a_task_that_does_not_branch_may_have_a_branch() throws Exception {
            assertThat(context.output(sh("echo '{\"branch\": [\"a\"]}' > \"$ONEDAG_RESULT_FILE\"")))
                    .isEqualTo(Map.of("branch", List.of("a")));
        }
    }

    @Nested
    class Exit_code {

        @Test
        void n99_is_a_skip_that_says_why() throws Exception {
            assertThat(context.run(sh("echo no new files; exit 99"))).isEqualTo(TaskResult.skipped("no new files"));
            assertThat(context.run(sh("exit 99"))).isEqualTo(TaskResult.skipped("sh ended with exit code 99"));
        }

        @Test
        void n100_is_a_failure_for_good() throws Exception {
            assertThat(context.run(sh("echo bad input >&2; exit 100")))
                    .isEqualTo(TaskResult.fatal("sh ended with exit code 100: failed for good\n  bad input"));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 75, 98, 101, 125, 255})
        void of_any_other_kind_may_be_retried(int code) throws Exception {
            assertThat(context.run(sh("exit " + code)))
                    .isEqualTo(TaskResult.retryable("sh ended with exit code " + code));
        }

        @Test
        void of_a_program_that_does_not_exist_is_a_failure_for_good_with_a_hint() throws Exception {
            var result = (TaskResult.Failed) context.run(Shell.command("no-such-program", "x"));

            assertThat(result.retryable()).isFalse();
            assertThat(result.why()).contains("no-such-program", "not found", "correct PATH");
        }

        @Test
        void of_a_program_within_a_shell_that_does_not_exist_is_one_too() throws Exception {
            var result = (TaskResult.Failed) context.run(sh("no-such-program x"));

            assertThat(result.retryable()).isFalse();
            assertThat(result.why()).contains("exit code 127", "no-such-program");
        }

        @Test
        void of_a_file_that_is_not_executable_is_a_failure_for_good_with_a_hint() throws Exception {
            Files.writeString(folder.resolve("script.sh"), "#!/bin/sh\ntrue\n");

            var result = (TaskResult.Failed) context.run(Shell.command("./script.sh"));

            assertThat(result.retryable()).isFalse();
            assertThat(result.why()).contains("./script.sh", "exit code 126", "chmod +x");
        }

        @Test
        void tells_the_signal_that_ended_the_command() throws Exception {
            var result = (TaskResult.Failed) context.run(sh("kill -KILL $$"));

            assertThat(result.retryable()).isTrue();
            assertThat(result.why()).contains("exit code 137", "SIGKILL; out of memory?");
        }

        @Test
        void of_a_failure_comes_with_the_last_lines_it_printed() throws Exception {
            String why = failure(sh("echo hello; for i in $(seq 1 30); do echo error $i >&2; done; echo; exit 4"));

            assertThat(why)
                    .startsWith("sh ended with exit code 4\n  error 21\n")
                    .endsWith("\n  error 30")
                    .doesNotContain("hello");
            assertThat(failure(sh("echo only this; exit 4"))).isEqualTo("sh ended with exit code 4\n  only this");
        }

        @Test
        void of_a_failure_comes_with_a_bounded_message() throws Exception {
            assertThat(failure(sh("for i in 1 2 3 4 5 6 7 8 9 10 11; do head -c 100000 /dev/zero | tr '\\0' x >&2;"
                            + " echo >&2; done; exit 4")))
                    .hasSizeLessThan(4000);
        }
    }

    @Nested
    class Lines_of_the_command {

        @Test
        void reach_the_log_one_by_one() throws Exception {
            context.run(sh("echo one; printf 'two\\r\\n\\nthree'; echo four >&2"));

            assertThat(context.log).contains("INFO one", "INFO two", "INFO ", "INFO three", "INFO four");
        }

        @Test
        void that_are_not_UTF8_are_shown_with_replacements() throws Exception {
            context.run(sh("printf 'caf\\351 \\360\\237\\230\\200\\n'"));

            assertThat(context.log).containsExactly("INFO caf\uFFFD 😀");
        }

        @Test
        void are_cut_when_they_are_long() throws Exception {
            context.run(sh("printf x; head -c 20000 /dev/zero | sed 's/\\x00/é/g'; echo; echo next"));

            assertThat(context.log).hasSize(2);
            assertThat(context.log.get(0)).endsWith("é... (31809 bytes more)").hasSizeLessThan(9000);
            assertThat(context.log.get(1)).isEqualTo("INFO next");
        }

        @Test
        void are_all_there_however_many() throws Exception {
            context.run(sh("seq 1 20000"));

            assertThat(context.log).hasSize(20000).endsWith("INFO 20000");
        }
    }

    @Nested
    class Environment {

        @Test
        void tells_the_command_whose_attempt_it_is() throws Exception {
            context.attempt = 2;
            context.mapIndex = 7;
            context.item = Map.of("file", "a \"b\".csv");
            context.interval =
                    new Interval(Instant.parse("2026-01-01T00:05:00Z"), Instant.parse("2026-01-02T00:05:00Z"));

            context.run(sh("env | grep ^ONEDAG_ | sort"));

            assertThat(context.log)
                    .filteredOn(line -> !line.contains("ONEDAG_RESULT_FILE") && !line.contains("PROCESS_TREE"))
                    .containsExactly(
                            "INFO ONEDAG_ATTEMPT=2",
                            "INFO ONEDAG_INTERVAL_END=2026-01-02T00:05:00Z",
                            "INFO ONEDAG_INTERVAL_START=2026-01-01T00:05:00Z",
                            "INFO ONEDAG_ITEM={\"file\":\"a \\\"b\\\".csv\"}",
                            "INFO ONEDAG_MAP_INDEX=7",
                            "INFO ONEDAG_PIPELINE=sales",
                            "INFO ONEDAG_ROUND=1",
                            "INFO ONEDAG_RUN_ID=" + TestContext.RUN_ID,
                            "INFO ONEDAG_RUN_KEY=sched:2026-01-02T00:05:00Z",
                            "INFO ONEDAG_TASK=load");
        }

        @Test
        void has_no_interval_and_no_item_where_there_is_none() throws Exception {
            context.run(sh("env | grep -c 'ONEDAG_INTERVAL\\|ONEDAG_ITEM\\|ONEDAG_MAP'; true"));

            assertThat(context.log).containsExactly("INFO 0");
        }

        @Test
        void is_inherited_and_added_to() throws Exception {
            context.secrets.put("TOKEN", "s3cret");

            context.run(sh("echo \"$HOME $TOKEN\"").env("TOKEN", "${secret.TOKEN}"));

            assertThat(context.log).containsExactly("INFO " + System.getenv("HOME") + " s3cret");
        }

        @Test
        void has_an_empty_standard_input() throws Exception {
            context.run(sh("cat; echo end"));

            assertThat(context.log).containsExactly("INFO end");
        }

        @Test
        void starts_in_the_definitions_folder() throws Exception {
            Files.createDirectory(folder.resolve("sub"));

            context.run(sh("pwd -P"));
            context.run(sh("pwd -P").workdir("sub"));

            assertThat(context.log)
                    .containsExactly(
                            "INFO " + folder.toRealPath(),
                            "INFO " + folder.toRealPath().resolve("sub"));
        }

        @Test
        void without_its_folder_is_a_failure_for_good() {
            assertThatThrownBy(() -> context.run(sh("pwd").workdir("nowhere")))
                    .isInstanceOf(TaskFailedException.class)
                    .hasMessageContaining("nowhere")
                    .hasMessageContaining("no such folder");
        }
    }

    static List<String> hostile() {
        return List.of(
                "",
                " ",
                "'",
                "\"",
                "it's a \"test\"",
                "a\nb\n",
                "\r\n\t\u0001\u007f",
                "$(id)",
                "`id`",
                "${HOME} $HOME",
                "; rm -rf x",
                "&& true | false > x",
                "{{ ds }} {% raw %}",
                "%s %d %%",
                "\\ \\n \\0",
                "*",
                "~",
                "-rf",
                "--",
                "!history",
                "😀 é 漢字 \u202e",
                "run.sh",
                "script.sql",
                "x".repeat(40 * 1024),
                "é".repeat(60_000));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void any_text_reaches_the_command_as_it_is(String text) throws Exception {
        context.params.put("text", text);

        context.run(Shell.command("sh", "-c", "printf %s \"$1\" > arg; printf %s \"$V\" > env", "sh", "${params.text}")
                .env("V", "${params.text}"));

        assertThat(folder.resolve("arg")).hasContent(text).hasSize(bytes(text));
        assertThat(folder.resolve("env")).hasSize(bytes(text)).hasSameBinaryContentAs(folder.resolve("arg"));
    }

    private static long bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    }

    @Test
    void values_that_are_no_text_are_written_as_compact_JSON() throws Exception {
        context.params.put("list", List.of(1L, "two", Map.of("a", true)));

        context.run(Shell.command("printf", "<%s>", "${params.list}", "${params.none}", "n=${params.list}"));

        assertThat(context.log).containsExactly("INFO <[1,\"two\",{\"a\":true}]><><n=[1,\"two\",{\"a\":true}]>");
    }

    @Test
    void a_NUL_character_is_a_failure_for_good_that_names_its_place() {
        context.params.put("text", "a\0b");

        assertThatThrownBy(() -> context.run(Shell.command("echo", "${params.text}")))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("argument 1")
                .hasMessageContaining("NUL");
        assertThatThrownBy(() -> context.run(Shell.command("echo").env("V", "${params.text}")))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("environment variable V")
                .hasMessageContaining("NUL");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_text_longer_than_the_operating_system_takes_is_a_failure_for_good() {
        assertThatThrownBy(() -> context.run(Shell.command("true", "x".repeat(131_072))))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("argument 1 of the command has 131073 bytes")
                .hasMessageContaining("hand it over in a file");
        var many = new String[40];
        java.util.Arrays.fill(many, "x".repeat(100_000));
        assertThatThrownBy(() -> context.run(Shell.command("true", many)))
                .isInstanceOfSatisfying(
                        TaskFailedException.class,
                        e -> assertThat(e.isRetryable()).isFalse())
                .hasMessageContaining("longer than the operating system takes");
    }

    @Test
    void an_empty_command_is_a_failure_for_good() {
        context.params.put("program", "");

        assertThatThrownBy(() -> context.run(Shell.command("${params.program}")))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("the command is empty");
    }

    @Nested
    class Processes {

        private final List<Long> toKill = new ArrayList<>();

        @AfterEach
        void leave_nothing_behind() {
            toKill.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        }

        @Test
        void are_on_record() throws Exception {
            context.run(sh("echo $$"));

            assertThat(context.log)
                    .containsExactly("INFO " + context.processes.get(0).pid());
        }

        @Test
        @EnabledOnOs(OS.LINUX)
        void lead_a_session_of_their_own() throws Exception {
            context.run(sh("cut -d ' ' -f 6 /proc/$$/stat"));

            assertThat(context.log)
                    .containsExactly("INFO " + context.processes.get(0).pid());
        }

        @Test
        void end_with_their_whole_tree_when_the_attempt_is_cancelled() throws Exception {
            Path fifo = fifo();
            var body = interruptible(sh("(sleep 300 & echo $! > pids) ; trap '' USR1; sleep 300 & echo $! > "
                    + fifo.getFileName() + "; wait"));
            toKill.add(Long.parseLong(Files.readString(fifo).strip()));
            toKill.add(Long.parseLong(Files.readString(folder.resolve("pids")).strip()));

            body.thread().interrupt();

            assertThatThrownBy(body.result()::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(toKill).hasSize(2).noneMatch(ShellTest::isAlive);
            assertThat(context.processes.get(0).isAlive()).isFalse();
        }

        @Test
        void left_in_the_background_end_with_the_command() throws Exception {
            context.run(sh("sleep 300 & echo $!"));

            toKill.add(Long.parseLong(context.log.get(0).substring("INFO ".length())));
            assertThat(toKill).noneMatch(ShellTest::isAlive);
        }

        @Test
        void end_when_their_start_can_not_be_recorded() {
            var stale = new TestContext(folder) {
                @Override
                public void processStarted(ProcessHandle process) {
                    super.processStarted(process);
                    throw new IllegalStateException("the lease is lost");
                }
            };

            assertThatThrownBy(() -> stale.run(sh("sleep 300"))).hasMessage("the lease is lost");

            assertThat(stale.processes.get(0).isAlive()).isFalse();
        }

        @Test
        void leave_no_result_file_behind() throws Exception {
            context.run(sh("echo \"$ONEDAG_RESULT_FILE\""));

            assertThat(Path.of(context.log.get(0).substring("INFO ".length()))).doesNotExist();
        }

        private Path fifo() throws IOException, InterruptedException {
            Path fifo = folder.resolve("fifo");
            new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
            return fifo;
        }

        private record Body(Thread thread, CompletableFuture<TaskResult> result) {}

        private Body interruptible(TaskSpec spec) {
            var result = new CompletableFuture<TaskResult>();
            var thread = new Thread(() -> {
                try {
                    result.complete(context.run(spec));
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
            thread.start();
            return new Body(thread, result);
        }
    }

    private static boolean isAlive(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException e) {
            return !Files.exists(Path.of("/proc")) && ProcessHandle.of(pid).isPresent();
        }
    }
}
