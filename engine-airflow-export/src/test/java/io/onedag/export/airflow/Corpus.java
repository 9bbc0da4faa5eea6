package io.onedag.export.airflow;

import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.engine.Exporter;
import io.onedag.engine.Support;
import io.onedag.testkit.conformance.scenarios.HostileTexts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Many pipelines: of all shapes, and with all texts and names that mean something to someone. */
final class Corpus {

    /** Names of tasks that Python, Airflow or the file itself has a use for. */
    static final List<String> NAMES = List.of(
            "class",
            "None",
            "match",
            "print",
            "list",
            "self",
            "dag",
            "DAG",
            "OnedagTask",
            "Param",
            "datetime",
            "allowed",
            "end_of_run",
            "__name__",
            "__file__",
            "_",
            "__",
            "os",
            "json",
            "a-b",
            "a_b",
            "1",
            "1a",
            "task",
            "task_1",
            "é",
            "e\u0301",
            "ﬁ",
            "fi",
            "日本語",
            "日本",
            "½",
            "हिन्दी",
            "x",
            "x__allowed",
            "x__ran",
            "group",
            "Child",
            "state",
            "x".repeat(200),
            "ё".repeat(200));

    private Corpus() {}

    static List<Pipeline> pipelines(int random) {
        var all = new ArrayList<>(List.of(Samples.simple(), Samples.kitchenSink(), names(), groups()));
        for (int i = 0; i < HostileTexts.ALL.size(); i++) {
            all.add(hostile("hostile_" + i, HostileTexts.ALL.get(i)));
        }
        for (int seed = 0; seed < random; seed++) {
            all.add(RandomPipelines.of("random_" + seed, new Random(seed)));
        }
        all.removeIf(pipeline -> new AirflowExporter()
                .needs(pipeline, Exporter.Options.DEFAULT).stream()
                        .anyMatch(need -> need.support() instanceof Support.Refused));
        return all;
    }

    /** A text wherever a text may stand. */
    static Pipeline hostile(String name, String text) {
        return Pipeline.named(name)
                .title(text)
                .description(text + "\n" + text)
                .owner(text)
                .tags(text)
                .param("text", Param.string().withDefault(text).describedAs(text))
                .param("one", Param.string().oneOf(text, text + "!").withDefault(text))
                .param("list", Param.list().withDefault(List.of(text, List.of(text))))
                .param("object", Param.object().withDefault(Map.of("k" + text, text)))
                .task("a", Samples.WORK, t -> t.description(text))
                .task("b", Samples.WORK, t -> t.needs("a").description(text))
                .build();
    }

    static Pipeline names() {
        Pipeline.Builder builder = Pipeline.named("names");
        String before = null;
        for (String name : NAMES) {
            List<String> needs = before == null ? List.of() : List.of(before);
            builder.task(name, Samples.WORK, t -> t.needs(needs).allowFailure(name.equals("x")));
            before = name;
        }
        return builder.build();
    }

    /** Groups that are called like tasks, and that are mapped over each other. */
    private static Pipeline groups() {
        return Pipeline.named("groups")
                .task("a", Samples.WORK, t -> t.group("a"))
                .task("b", Samples.WORK, t -> t.group("b").needs("a").forEach("a"))
                .task("c", Samples.WORK, t -> t.group("a").needs("b").forEach("b"))
                .task(
                        "d",
                        Samples.WORK,
                        t -> t.group("größer als".replace(' ', '-')).needs("c"))
                .build();
    }

    /** Exports pipelines into a folder. */
    static void write(List<Pipeline> pipelines, Exporter.Options options, Path folder) throws IOException {
        var sources = new ArrayList<Exporter.Source>();
        pipelines.forEach(pipeline -> sources.add(Samples.inJar(pipeline)));
        Exporter.Export export = new AirflowExporter().export(sources, options);
        for (Exporter.Export.File file : export.files()) {
            Files.writeString(folder.resolve(file.name()), file.text());
        }
        for (Exporter.Export.Line line : export.lines()) {
            Files.writeString(folder.resolve(line.file()), line.line() + "\n");
        }
    }

    /** What a program prints. */
    static String run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return code == 0 ? out : out + "\nexit code " + code;
    }
}
