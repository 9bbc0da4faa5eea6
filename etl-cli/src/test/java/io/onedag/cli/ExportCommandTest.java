package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.NotifierSpec;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.TaskResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code onedag export}: what is refused, what is written, what is left alone. */
class ExportCommandTest {

    private static final String YAML = """
            pipeline: sales
            pools: {api: 2}
            tasks:
              a: {uses: noop, pool: api}
            """;

    @TempDir
    Path folder;

    private static Pipeline pipeline(String name, UnaryOperator<Pipeline.Builder> more) {
        return more.apply(Pipeline.named(name).task("a", context -> TaskResult.success()))
                .build();
    }

    private static Pipeline pipeline(String name) {
        return pipeline(name, builder -> builder);
    }

    private Command onedag(Pipeline... pipelines) {
        var command = new Command(folder);
        Stream.of(pipelines).forEach(command::with);
        return command;
    }

    private static Command.Result export(Command command, String... more) {
        return command.run(Stream.concat(Stream.of("export", "--target", "paper"), Stream.of(more))
                .toArray(String[]::new));
    }

    private Set<String> files() {
        return files("dags");
    }

    private Set<String> files(String in) {
        Path from = folder.resolve(in);
        try (Stream<Path> files = Files.walk(from)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> from.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve("dags").resolve(name));
    }

    @Test
    void a_pipeline_of_the_application_is_found_by_its_name_and_one_of_a_file_has_its_definition_beside_it()
            throws Exception {
        var command = onedag(pipeline("daily")).file("sales.yaml", YAML);
        var result = export(command, "daily", "sales.yaml").exits(ExitCode.DONE);
        assertThat(files())
                .containsExactly(
                        ".index",
                        ".onedag-export.json",
                        "daily.txt",
                        "definitions/sales.txt",
                        "legend.txt",
                        "pools.txt",
                        "sales.txt");
        assertThat(text(".index")).isEqualTo("legend.txt\n");
        assertThat(result.out()).isEqualTo("""
                        ✓ Exported 2 pipelines for paper to dags
                          new  legend.txt
                          new  daily.txt
                          new  definitions/sales.txt
                          new  sales.txt
                          new  pools.txt
                          new  .index

                        Next:
                          print dags/*.txt   # brings them to paper
                        """);
    }

    @Test
    void what_is_as_it_should_be_keeps_its_time() throws Exception {
        var command = onedag(pipeline("daily"));
        export(command).exits(ExitCode.DONE);
        FileTime before = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        for (String name : files()) {
            Files.setLastModifiedTime(folder.resolve("dags").resolve(name), before);
        }
        assertThat(export(command).exits(ExitCode.DONE).out())
                .startsWith("✓ Nothing to do: pipeline daily for paper is as it should be in dags\n  3 unchanged\n");
        for (String name : files()) {
            assertThat(Files.getLastModifiedTime(folder.resolve("dags").resolve(name)))
                    .as(name)
                    .isEqualTo(before);
        }
        var changed = onedag(pipeline("daily", builder -> builder.description("other")));
        assertThat(export(changed).exits(ExitCode.DONE).out()).contains("  changed  daily.txt", "  2 unchanged");
        assertThat(Files.getLastModifiedTime(folder.resolve("dags/legend.txt"))).isEqualTo(before);
        assertThat(text("daily.txt")).contains("other");
    }

    @Test
    void a_file_that_is_replaced_keeps_its_permissions() throws Exception {
        export(onedag(pipeline("daily"))).exits(ExitCode.DONE);
        Path file = folder.resolve("dags/daily.txt");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        export(onedag(pipeline("daily", builder -> builder.description("other"))))
                .exits(ExitCode.DONE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void what_the_target_refuses_is_told_before_anything_is_written() {
        var command = onedag(
                pipeline("daily"),
                Pipeline.named("wide")
                        .task("list", context -> TaskResult.success(List.of(1)))
                        .task(
                                "each",
                                context -> TaskResult.success(),
                                t -> t.needs("list").forEach("list"))
                        .build());
        var result = export(command, "--all", "--json").exits(ExitCode.USAGE);
        assertThat(result.err())
                .contains(
                        "pipeline \"wide\", task each: exporter paper refuses map",
                        "no third dimension",
                        "write the tasks out");
        assertThat(folder.resolve("dags")).doesNotExist();
        assertThat(export(
                                onedag(pipeline(
                                        "p",
                                        builder -> builder.onFailure(
                                                NotifierSpec.of("webhook", Map.of("url", "http://localhost/"))))),
                                "--store",
                                "none")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("refuses notifications", "export with a store");
    }

    @Test
    void strict_refuses_what_may_end_otherwise_and_strict_timing_what_may_come_later() {
        var command = onedag(Pipeline.named("p")
                .task(
                        "a",
                        context -> TaskResult.success(),
                        t -> t.priority(3).retry(RetryPolicy.exponential(3, Duration.ofSeconds(1))))
                .build());
        assertThat(export(command).exits(ExitCode.DONE).out())
                .contains("What may end otherwise there:", "outcome  priority: all lines are equally thick (p)")
                .contains("1 difference of timing; onedag export … --report tells");
        assertThat(export(command, "--strict", "--out", "strict")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains(
                        "pipeline \"p\", task a: exporter paper only approximates priority",
                        "export without --strict where that is fine")
                .doesNotContain("backoff");
        assertThat(export(command, "--strict=timing", "--out", "strict")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("priority", "backoff", "--strict alone lets differences of timing pass");
        assertThat(folder.resolve("strict")).doesNotExist();
    }

    @Test
    void what_the_exporter_says_of_one_pipeline_counts_not_what_it_says_of_a_capability() {
        var command = onedag(Pipeline.named("p")
                .task("a", context -> TaskResult.success(), t -> t.priority(101))
                .build());
        assertThat(export(command).exits(ExitCode.USAGE).err()).contains("no pen is that thick; stay below 100");
        assertThat(export(command, "--report").exits(ExitCode.USAGE).out()).contains("no pen is that thick");
        assertThat(command.run("validate", "--engine", "paper")
                        .exits(ExitCode.USAGE)
                        .out())
                .contains("no pen is that thick; stay below 100");
    }

    @Test
    void what_the_target_can_not_express_is_told_as_the_exporter_says_it() {
        var command = onedag(Pipeline.named("p")
                .task("origami", context -> TaskResult.success())
                .build());
        assertThat(export(command).exits(ExitCode.USAGE).err())
                .contains("pipeline \"p\", task origami: can't be flat; unfold it");
        assertThat(folder.resolve("dags")).doesNotExist();
    }

    @Test
    void all_removes_the_files_of_pipelines_that_are_gone_and_nothing_else() throws Exception {
        export(onedag(pipeline("one"), pipeline("two")), "--all").exits(ExitCode.DONE);
        Files.writeString(folder.resolve("dags/mine.txt"), "my own notes");
        Files.writeString(folder.resolve("dags/mine.py"), PaperExporter.MARK + "\nbut no sheet\n");
        Files.write(folder.resolve("dags/latin.txt"), new byte[] {(byte) 0xe9});
        assertThat(export(onedag(pipeline("one")), "--all").exits(ExitCode.DONE).out())
                .contains("  removed  two.txt  its pipeline is gone");
        assertThat(files())
                .containsExactly(
                        ".index", ".onedag-export.json", "latin.txt", "legend.txt", "mine.py", "mine.txt", "one.txt");
        export(onedag(pipeline("three"))).exits(ExitCode.DONE);
        assertThat(files()).contains("one.txt", "three.txt");
    }

    @Test
    void all_takes_files_besides_the_pipelines_that_are_known_by_name() {
        var command = onedag(pipeline("one")).file("sales.yaml", YAML);
        export(command, "--all", "sales.yaml").exits(ExitCode.DONE);
        assertThat(files()).contains("one.txt", "sales.txt");
        assertThat(export(onedag(), "--all").exits(ExitCode.USAGE).err())
                .contains("--all exports nothing: no pipeline is known by name here");
        assertThat(files()).contains("one.txt", "sales.txt");
    }

    @Test
    void two_applications_share_a_folder_and_each_removes_its_own_files_alone() throws Exception {
        export(onedag(pipeline("ours"), pipeline("gone")), "--all").exits(ExitCode.DONE);
        Files.writeString(folder.resolve("dags/theirs.txt"), PaperExporter.MARK + "\n");
        Files.writeString(folder.resolve("dags/nobodys.txt"), PaperExporter.MARK + "\n");
        Path ledger = folder.resolve("dags/.onedag-export.json");
        Files.writeString(
                ledger, Files.readString(ledger).replaceFirst("\\{", "{\"crm\": [\"theirs.txt\", \"legend.txt\"],"));
        export(onedag(pipeline("ours")), "--all", "--single-file").exits(ExitCode.DONE);
        assertThat(files()).containsExactly(".index", ".onedag-export.json", "legend.txt", "ours.txt", "theirs.txt");
        assertThat(text(".onedag-export.json")).contains("\"crm\": [\"legend.txt\",\"theirs.txt\"]");
    }

    @Test
    void two_repositories_share_a_folder_and_each_removes_its_own_files_alone() throws Exception {
        for (String each : List.of("shop", "crm")) {
            Files.createDirectory(folder.resolve(each));
            var command = new Command(folder.resolve(each)).with(pipeline(each)).with(pipeline("old-" + each));
            export(command, "--all", "--out", "../dags", "--application", each).exits(ExitCode.DONE);
        }
        var command = new Command(folder.resolve("shop")).with(pipeline("shop"));
        export(command, "--all", "--out", "../dags", "--application", "shop").exits(ExitCode.DONE);
        assertThat(files()).contains("shop.txt", "crm.txt", "old-crm.txt").doesNotContain("old-shop.txt");
        assertThat(text(".onedag-export.json")).contains("\"shop\": [", "\"crm\": [");
        assertThat(export(command, "--application", " ").exits(ExitCode.USAGE).err())
                .contains("--application is empty");
    }

    @Test
    void a_file_of_several_pipelines_keeps_what_the_others_need_unless_all_are_exported() throws Exception {
        Pipeline api = pipeline("one", builder -> builder.pool("api", 1));
        Pipeline db = pipeline("two", builder -> builder.pool("db", 1));
        export(onedag(api)).exits(ExitCode.DONE);
        export(onedag(db)).exits(ExitCode.DONE);
        assertThat(text("pools.txt")).contains("api\ndb\n");
        assertThat(export(onedag(db), "--check").exits(ExitCode.DONE).out())
                .isEqualTo("✓ dags is up to date: pipeline two for paper\n");
        export(onedag(db), "--all").exits(ExitCode.DONE);
        assertThat(text("pools.txt")).doesNotContain("api");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a file", "a folder", "a link", "a broken link"})
    void what_somebody_else_put_there_is_not_overwritten(String what) throws Exception {
        Path file = Files.createDirectories(folder.resolve("dags")).resolve("daily.txt");
        Path elsewhere = folder.resolve("elsewhere.txt");
        switch (what) {
            case "a file" -> Files.writeString(file, "mine");
            case "a folder" -> Files.createDirectory(file);
            case "a link" -> Files.createSymbolicLink(file, Files.writeString(elsewhere, PaperExporter.MARK + "\n"));
            default -> Files.createSymbolicLink(file, elsewhere);
        }
        var result = export(onedag(pipeline("daily"))).exits(ExitCode.USAGE);
        assertThat(result.err()).contains("daily.txt is in the way: ", "nothing was written; move it away");
        assertThat(files()).doesNotContain("legend.txt", ".onedag-export.json");
        assertThat(export(onedag(pipeline("daily")), "--check")
                        .exits(ExitCode.FAILED)
                        .out())
                .contains("not ours  daily.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"helpers", "helpers\n", "a\r\nb\r\n", "# \u00e9\u00e8\n"})
    void a_line_is_added_to_a_file_of_others_which_stays_byte_for_byte(String before) throws Exception {
        Path index = Files.createDirectories(folder.resolve("dags")).resolve(".index");
        byte[] bytes = before.getBytes(StandardCharsets.ISO_8859_1);
        Files.write(index, bytes);
        export(onedag(pipeline("daily"))).exits(ExitCode.DONE);
        String end = before.contains("\r\n") ? "\r\n" : "\n";
        String expected = before + (before.endsWith("\n") ? "" : end) + "legend.txt" + end;
        assertThat(Files.readAllBytes(index)).isEqualTo(expected.getBytes(StandardCharsets.ISO_8859_1));
        export(onedag(pipeline("daily", builder -> builder.description("again"))))
                .exits(ExitCode.DONE);
        assertThat(Files.readAllBytes(index)).isEqualTo(expected.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void check_writes_nothing_and_tells_what_is_missing_stale_or_changed() throws Exception {
        assertThat(export(onedag(pipeline("one")), "--check")
                        .exits(ExitCode.FAILED)
                        .out())
                .contains("✗ dags is not what pipeline one for paper would be:", "  missing  one.txt");
        assertThat(folder.resolve("dags")).doesNotExist();
        export(onedag(pipeline("one"), pipeline("two")), "--all").exits(ExitCode.DONE);
        Files.writeString(folder.resolve("dags/.index"), "");
        var now = onedag(pipeline("one", builder -> builder.description("is new")), pipeline("three"));
        var result = export(now, "--all", "--check").exits(ExitCode.FAILED);
        assertThat(result.out())
                .contains(
                        "  differs  one.txt",
                        "  missing  three.txt",
                        "  stale    two.txt",
                        "  differs  .index     a line is missing",
                        "  1 unchanged",
                        "--- dags/one.txt\n+++ as it is exported now\n@@ -1,4 +1,4 @@\n paper sheet by Onedag\n",
                        "\n-\n+is new\n a\n",
                        "+legend.txt");
        assertThat(files()).containsExactly(".index", ".onedag-export.json", "legend.txt", "one.txt", "two.txt");
        assertThat(text("one.txt")).doesNotContain("is new");
        var json = export(now, "--all", "--check", "--json").exits(ExitCode.FAILED);
        assertThat(json.object()).containsEntry("action", "check").containsEntry("written", false);
        assertThat(json.list("files"))
                .extracting(file -> file.get("file") + " " + file.get("change"))
                .containsExactly(
                        "legend.txt unchanged", "one.txt changed", "three.txt new", ".index changed", "two.txt stale");
    }

    @Test
    void report_tells_how_well_the_target_does_what_the_pipeline_needs() {
        var command = onedag(Pipeline.named("p")
                .task("list", context -> TaskResult.success(List.of(1)), t -> t.priority(3))
                .task(
                        "each",
                        context -> TaskResult.success(),
                        t -> t.needs("list").forEach("list").retry(RetryPolicy.exponential(3, Duration.ofSeconds(1))))
                .build());
        assertThat(export(command, "--report", "--target-version", "1.0")
                        .exits(ExitCode.USAGE)
                        .out())
                .isEqualTo("""
                        p on paper 1.0.9: refused for 1 of the 4 things that it needs

                          CAPABILITY  SUPPORT          TASKS
                          priority    almost: outcome  list   all lines are equally thick
                          retry       yes              each   further attempts after a delay
                          backoff     almost: timing   each   ink dries at its own pace
                          map         no               each   a sheet has no third dimension; write the tasks out

                        Whatever the pipeline:
                        - Paper is patient.
                        """);
        assertThat(folder.resolve("dags")).doesNotExist();
        var json = export(command, "--report", "--json").exits(ExitCode.USAGE);
        assertThat(json.object())
                .containsEntry("target", "paper")
                .containsEntry("version", null)
                .containsEntry("notes", List.of("Paper is patient."));
        assertThat(export(onedag(pipeline("q")), "--report")
                        .exits(ExitCode.DONE)
                        .out())
                .startsWith("q on paper: as it is, it needs nothing special\n");
    }

    @Test
    void a_report_names_a_few_tasks_of_many_and_json_all() {
        Pipeline.Builder builder = Pipeline.named("p");
        for (int i = 0; i < 7; i++) {
            int retried = i < 6 ? 2 : 1;
            builder.task(
                    "t" + i,
                    context -> TaskResult.success(),
                    t -> t.group("g").retry(RetryPolicy.exponential(retried, Duration.ofSeconds(1))));
        }
        var command = onedag(builder.build());
        assertThat(export(command, "--report").exits(ExitCode.DONE).out())
                .contains("  retry       yes      t0, t1, t2, t3 and 2 more  further attempts after a delay\n")
                .contains("  groups      yes      every task                 groups of tasks\n");
        assertThat(export(command, "--report", "--json").exits(ExitCode.DONE).out())
                .contains("[\"t0\",\"t1\",\"t2\",\"t3\",\"t4\",\"t5\"]");
    }

    @Test
    void a_version_is_one_that_was_proven_or_a_series_or_allowed() throws Exception {
        var command = onedag(pipeline("p"));
        assertThat(export(command, "--target-version", "1.0.4", "--json")
                        .exits(ExitCode.DONE)
                        .object())
                .containsEntry("version", "1.0.4")
                .containsEntry("proven_versions", List.of("1.0.4", "1.0.9", "2.3.1"));
        assertThat(export(command, "--target-version", "2.3", "--json").object())
                .containsEntry("version", "2.3.1");
        assertThat(text("p.txt")).contains("for 2.3.1");
        for (String wrong : List.of("0.9", "1.0.3", "two", "", "1", "2.3.1.", "latest")) {
            assertThat(export(command, "--target-version", wrong, "--unproven")
                            .exits(ExitCode.USAGE)
                            .err())
                    .as(wrong)
                    .contains("proven are 1.0.4, 1.0.9, 2.3.1")
                    .doesNotContain("--unproven writes");
        }
        for (String unproven : List.of("1.0.5", "1.1", "2.3.2", "3.0.0", "2.4.0rc1")) {
            assertThat(export(command, "--target-version", unproven)
                            .exits(ExitCode.USAGE)
                            .err())
                    .as(unproven)
                    .contains("were not proven on it", "--unproven writes the files all the same");
            export(command, "--target-version", unproven, "--unproven").exits(ExitCode.DONE);
            assertThat(text("p.txt")).contains("for " + unproven + ",");
        }
    }

    @Test
    void wrong_usage_is_told_with_the_way_out() {
        var command = onedag(pipeline("p")).file("sales.yaml", YAML).file("other.yaml", YAML);
        assertThat(command.run("export", "p").exits(ExitCode.USAGE).err()).contains("--target");
        assertThat(command.run("export", "p", "--target", "papre")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("there is no exporter \"papre\"", "did you mean \"paper\"?");
        assertThat(export(command, "sales.yaml", "other.yaml")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("two pipelines are named \"sales\": sales.yaml and other.yaml");
        assertThat(export(command, "p", "--store", "redis")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("--store is \"redis\"", "give none");
        assertThat(export(command, "p", "--out", "").exits(ExitCode.USAGE).err())
                .contains("--out is empty");
        assertThat(export(command, "p", "--out", "a\0b").exits(ExitCode.USAGE).err())
                .contains("--out is ");
        assertThat(export(command, "p", "--check", "--report")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("ask one at a time");
        assertThat(export(command, "nobody").exits(ExitCode.USAGE).err()).contains("there is no pipeline \"nobody\"");
        assertThat(command.run("validate", "p", "--engine", "papre")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("there is no engine \"papre\"", "did you mean \"paper\"?");
        assertThat(command.run("run", "p", "--engine", "paper")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains(
                        "paper runs no pipelines in this process", "onedag export --target paper PIPELINE writes them");
    }

    @Test
    void all_that_is_wrong_with_several_definitions_is_told_at_once() {
        var command = onedag().file("one.yaml", "pipeline: one\ntasks:\n  a: {uses: nop}\n")
                .file("two.yaml", "pipeline: two\ntasks:\n  a: {uses: noop, need: []}\n");
        assertThat(export(command, "one.yaml", "two.yaml").exits(ExitCode.USAGE).err())
                .contains("one.yaml:3:", "two.yaml:3:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "ünï/çødé 日本", "it's \"quoted\" $HOME `x`", "-dash", "nested/deep/er"})
    void folders_have_any_name(String name) {
        export(onedag(pipeline("p")), "--out=" + name).exits(ExitCode.DONE);
        assertThat(files(name)).contains("p.txt");
        export(onedag(pipeline("p")), "--out=" + name, "--check").exits(ExitCode.DONE);
    }

    @Test
    void a_folder_that_can_not_be_written_to_is_told() {
        assertThat(export(onedag(pipeline("p")), "--out", "/proc/onedag/dags")
                        .exits(ExitCode.FAILED)
                        .err())
                .contains("/proc/onedag", "nothing was changed", "make room or way, and export again");
    }

    @Test
    void a_file_where_the_folder_should_be_is_told() throws Exception {
        Files.writeString(folder.resolve("dags"), "a file");
        assertThat(export(onedag(pipeline("p"))).exits(ExitCode.USAGE).err())
                .contains("dags is a file, not a folder", "name a folder by --out");
        assertThat(export(onedag(pipeline("p")), "--out", "dags/below")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("dags is a file, not a folder");
        assertThat(Files.readString(folder.resolve("dags"))).isEqualTo("a file");
    }
}
