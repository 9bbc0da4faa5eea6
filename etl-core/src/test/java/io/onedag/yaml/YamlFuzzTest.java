package io.onedag.yaml;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.onedag.DefinitionException;
import io.onedag.Pipeline;
import io.onedag.Problem;
import io.onedag.definition.DefinitionReader;
import io.onedag.definition.DefinitionWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file has in it, it is a pipeline or a definition error. */
class YamlFuzzTest {

    private static final long SEED = 20260101;

    private static final String VALID = """
            pipeline: p
            params: {day: {type: date, default: 2026-01-01}, n: integer}
            schedule: {cron: "5 0 * * *", timezone: Europe/Paris, start: 2026-01-01, jitter: 5m}
            defaults: {retry: {max_attempts: 3, delay: 2s, backoff: 1.5, jitter: 0.1}, timeout: 10m}
            pools: {api: 3}
            tasks:
              a: &a {uses: echo, with: {command: [x, "${params.day}"]}}
              b:
                uses: load
                needs: [a]
                for_each: ${tasks.a.output.rows}
                with: {table: t, batch: 5, rows: [1, 2.5, {x: null}], rename: {a: "${item}"}}
                resources: {memory: 512Mi}
              c: {<<: *a, needs: b, when: all_done, branch: [d], aliases: [old]}
              d: {uses: noop, needs: [c], effect: once, allow_failure: true, pool: api}
            """;

    private static final List<String> PIECES = List.of(
            "tasks",
            "uses",
            "noop",
            "echo",
            "load",
            "with",
            "needs",
            "params",
            "retry",
            "${",
            "}",
            "${tasks.a.output}",
            ": ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "\n",
            "\n  ",
            "\n    ",
            "&x ",
            "*x",
            "<<",
            "!!str ",
            "|\n",
            ">-\n",
            "\"",
            "'",
            "#",
            "~",
            "null",
            "true",
            "-1",
            "0",
            "1e9",
            "1e999",
            "0.5",
            "\\",
            "\\u0000",
            "\u00e9",
            "\u2028",
            "\uD83D\uDE00",
            "---",
            "...",
            "%YAML 1.2\n",
            "?",
            "@",
            "`",
            "\t",
            "\r",
            " ",
            "type",
            "default",
            "enum",
            "date",
            "object",
            "1h30m",
            "cron",
            "* * * * *",
            "512Mi",
            "for_each",
            "branch",
            "class",
            "format",
            "2026-01-01",
            "\uFEFF");

    @TempDir
    Path folder;

    @Test
    void random_bytes() throws Exception {
        var random = new Random(SEED);
        Path file = folder.resolve("random.yaml");
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            Files.write(file, bytes);
            try {
                YamlPipelines.load(file);
            } catch (DefinitionException e) {
                assertThat(e.problems()).isNotEmpty();
            }
        }
    }

    @Test
    void random_ascii() {
        var random = new Random(SEED);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = random.nextInt(8) == 0 ? (byte) '\n' : (byte) (32 + random.nextInt(95));
            }
            check(new String(bytes, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void random_pieces_of_yaml() {
        var random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            var yaml = new StringBuilder(random.nextBoolean() ? "" : "pipeline: p\n");
            for (int n = random.nextInt(40); n > 0; n--) {
                yaml.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            check(yaml.toString());
        }
    }

    @Test
    void a_valid_definition_with_random_changes() {
        assertThat(YamlPipelines.load("p.yaml", VALID).tasks()).hasSize(4);
        var random = new Random(SEED);
        int valid = 0;
        for (int i = 0; i < 10_000; i++) {
            var yaml = new StringBuilder(VALID);
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                int at = random.nextInt(yaml.length());
                int end = Math.min(yaml.length(), at + random.nextInt(8));
                yaml.replace(at, end, random.nextBoolean() ? "" : PIECES.get(random.nextInt(PIECES.size())));
            }
            valid += check(yaml.toString()) ? 1 : 0;
        }
        assertThat(valid).isBetween(100, 9_900);
    }

    /** Whether it is a pipeline; if so, it is one that can be written and read. */
    private static boolean check(String yaml) {
        Pipeline pipeline;
        try {
            pipeline = assertTimeout(ofSeconds(60), () -> YamlPipelines.load("p.yaml", yaml), yaml);
        } catch (DefinitionException e) {
            assertThat(e.problems()).as(yaml).isNotEmpty().allSatisfy(YamlFuzzTest::isClear);
            assertThat(e.problems())
                    .as(yaml)
                    .isSortedAccordingTo((a, b) -> a.location().line()
                                    != b.location().line()
                            ? Integer.compare(a.location().line(), b.location().line())
                            : Integer.compare(
                                    a.location().column(), b.location().column()));
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("no definition error for:\n" + yaml, e);
        }
        String written = DefinitionWriter.write(pipeline);
        Pipeline read = DefinitionReader.readStored("p.json", written, null, task -> null);
        assertThat(read.planHash()).as(yaml).isEqualTo(pipeline.planHash());
        assertThat(DefinitionWriter.write(read)).as(yaml).isEqualTo(written);
        return true;
    }

    private static void isClear(Problem problem) {
        assertThat(problem.location().file()).isEqualTo("p.yaml");
        assertThat(problem.location().line()).isPositive();
        assertThat(problem.location().column()).isPositive();
        assertThat(problem.message()).isNotBlank().doesNotContain("\n", "Exception", "io.onedag", "snakeyaml");
    }
}
