package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.skipped;
import static io.onedag.testkit.conformance.scenarios.HostileTexts.literal;
import static io.onedag.testkit.conformance.scenarios.ShapeScenarios.probe;

import io.onedag.Param;
import io.onedag.plan.Reason;
import io.onedag.testkit.conformance.StartRequest;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.ExpectedTask;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Names that mean something where a pipeline is written anew, and texts that look like code there. */
final class NameScenarios {

    /** Words of languages, and names that a generated file may use itself. */
    private static final List<String> WORDS = List.of(
            "class",
            "None",
            "import",
            "dag",
            "json",
            "lambda",
            "print",
            "self",
            "os",
            "Param",
            "OnedagTask",
            "datetime");

    private NameScenarios() {}

    static List<Scenario> all() {
        return List.of(words(), module(), alike(), groups(), texts());
    }

    private static Scenario words() {
        List<ExpectedTask> tasks = new ArrayList<>();
        for (int i = 0; i < WORDS.size(); i++) {
            tasks.add(ok(WORDS.get(i), i));
        }
        tasks.add(ok("return[0]", "a"));
        return Scenario.named("names_that_are_words_elsewhere")
                .shows("Words and functions of other languages are names like others: of tasks, parameters and pools.")
                .proves("names")
                .pipeline(pipeline -> {
                    pipeline.pool("default_pool_", 2)
                            .param("class", Param.string().withDefault("c"))
                            .param("default", Param.integer().withDefault(1))
                            .param("run_id", Param.string().withDefault("r"))
                            .param("conf", Param.object().withDefault(Map.of("dag", 1)));
                    for (int i = 0; i < WORDS.size(); i++) {
                        String before = i == 0 ? "" : WORDS.get(i - 1);
                        List<String> needs = i == 0 ? List.of() : List.of(before);
                        Object see = i == 0
                                ? "${params.class}${params.default}${params.run_id}${params.conf.dag}"
                                : "${tasks." + before + ".output}";
                        Object output = i;
                        pipeline.task(
                                WORDS.get(i),
                                probe(Map.of("output", output, "see", see)),
                                t -> t.needs(needs).pool("default_pool_"));
                    }
                    return pipeline.task("yield", probe(Map.of("output", List.of("a"))))
                            .task(
                                    "return",
                                    probe(Map.of("output", "${item}")),
                                    t -> t.needs("yield").forEach("yield"));
                })
                .expect(succeeded(with(tasks, ok("yield", List.of("a")))))
                .check(Checks.saw(WORDS.get(0), "c1r1"), Checks.saw(WORDS.get(WORDS.size() - 1), WORDS.size() - 2))
                .build();
    }

    private static Scenario module() {
        return Scenario.named("json")
                .shows("A pipeline may have the name of a library, and another one that of the engine itself.")
                .proves("names")
                .yaml("tasks: {airflow: {uses: probe, with: {output: {b: 1, a: 2}}}}")
                .yaml("airflow", "tasks: {json: {uses: probe, with: {output: 1}}}")
                .steps(
                        Step.start("one", StartRequest.PLAIN),
                        Step.startOf("airflow", "two", StartRequest.PLAIN),
                        Step.await("one"),
                        Step.await("two"))
                .expect("one", succeeded(ok("airflow").json("{\"b\":1,\"a\":2}")))
                .expect("two", succeeded(ok("json", 1)))
                .build();
    }

    private static Scenario alike() {
        return Scenario.named("names_that_differ_little")
                .shows("Names that become one when their signs or cases are lost are names of their own.")
                .proves("names", "input-needs")
                .yaml("""
                        params: {x-y: {type: string, default: "1"}, x_y: {type: string, default: "2"}}
                        tasks:
                          a-b: {uses: probe, with: {output: "${params.x-y}"}}
                          a_b: {uses: probe, needs: a-b, with: {see: "${tasks.a-b.output}", output: "${params.x_y}"}}
                          a__b: {uses: probe, needs: [a-b, a_b], branch: [A-B, A_B], with: {branch: A_B}}
                          A-B: {uses: probe, needs: a__b}
                          A_B: {uses: probe, needs: a__b}
                          a-b-: {uses: probe, needs: a_b, with: {see: "${tasks.a_b.output}"}}
                          a-b_2: {uses: probe, needs: a_b, allow_failure: true}
                          a_b_2: {uses: probe, needs: a-b_2}
                          a_b_allowed: {uses: probe, needs: a_b_2}
                          a_b_2_allowed: {uses: probe, needs: a_b_2}
                          end_of_run: {uses: probe, needs: a_b_allowed}
                          ß: {uses: probe, with: {output: [1]}}
                          ss: {uses: probe, needs: ß, for_each: "${tasks.ß.output}", with: {output: "${item}"}}
                        """)
                .expect(succeeded(
                        ok("a-b", "1"),
                        ok("a_b", "2"),
                        ok("a__b"),
                        skipped("A-B", Reason.BRANCH),
                        ok("A_B"),
                        ok("a-b-"),
                        ok("a-b_2"),
                        ok("a_b_2"),
                        ok("a_b_allowed"),
                        ok("a_b_2_allowed"),
                        ok("end_of_run"),
                        ok("ß", List.of(1)),
                        ok("ss[0]", 1)))
                .check(Checks.saw("a_b", "1"), Checks.saw("a-b-", "2"))
                .build();
    }

    private static Scenario groups() {
        return Scenario.named("groups_named_like_tasks")
                .shows("A group may have the name of a task, or any text.")
                .proves("groups-labels")
                .pipeline(pipeline -> pipeline.task("a", probe(Map.of("output", 1)), t -> t.group("b"))
                        .task(
                                "b",
                                probe(Map.of("see", "${tasks.a.output}")),
                                t -> t.needs("a").group("a"))
                        .task("c", probe(Map.of()), t -> t.needs("b").group("it's \"a\" $(group)\n{{ x }} é")))
                .expect(succeeded(ok("a", 1), ok("b"), ok("c")))
                .check(Checks.saw("b", 1), Checks.order("b", "c"))
                .build();
    }

    private static Scenario texts() {
        List<String> all =
                HostileTexts.ALL.stream().filter(text -> !text.isBlank()).toList();
        String joined = String.join(" ", all) + " README.md";
        String code = "\"\"\"\nimport os\nos.abort()\n'''\\";
        return Scenario.named("texts_for_people_that_look_like_code")
                .shows("Titles, descriptions, owners and tags that look like code are texts, and decide nothing.")
                .proves("texts-labels")
                .pipeline(pipeline -> pipeline.title("# " + code + joined)
                        .description(code + joined)
                        .owner("it's \"me\", {{ x }} \\\n$(whoami) é")
                        .tags(all.toArray(String[]::new))
                        .param(
                                "p",
                                Param.string()
                                        .describedAs(code + joined)
                                        .withDefault(code)
                                        .oneOf(code, "'''"))
                        .param("list", Param.list().describedAs("```\n" + code).withDefault(all))
                        .task(
                                "a",
                                probe(Map.of("see", "${params.p}", "output", literal(code))),
                                t -> t.description(code + joined))
                        .task(
                                "b",
                                probe(Map.of("output", "${tasks.a.output}${params.list.0}")),
                                t -> t.needs("a").description("run.md")))
                .expect(succeeded(ok("a", code), ok("b", code + all.get(0))))
                .check(Checks.saw("a", code))
                .build();
    }

    private static ExpectedTask[] with(List<ExpectedTask> tasks, ExpectedTask more) {
        var all = new ArrayList<>(tasks);
        all.add(more);
        return all.toArray(ExpectedTask[]::new);
    }
}
