package io.onedag.conformance.airflow.buttons;

import io.onedag.Pipeline;
import io.onedag.Schedule;
import io.onedag.TaskSpec;
import io.onedag.yaml.YamlPipelines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pipelines of these tests, made of the kit's probes. */
final class Pipelines {

    /** Hours that have passed when the tests start, and so the runs that a schedule with catchup makes up for. */
    static final int HOURS = 3;

    private static final Map<String, String> YAML = yaml();

    private Pipelines() {}

    private static Map<String, String> yaml() {
        var all = new LinkedHashMap<String, String>();
        all.put("tree", """
                tasks:
                  work: {uses: probe, retry: {max_attempts: 2, delay: 1s}, with: {grandchild: true, until: "${run.key}", output: 1}}
                  after: {uses: probe, needs: work, with: {see: "${tasks.work.output}"}}
                """);
        all.put("tree_limited", """
                tasks:
                  work: {uses: probe, timeout: 6s, with: {grandchild: true}}
                  after: {uses: probe, needs: work, when: all_done}
                """);
        all.put("tree_in_a_limited_run", """
                timeout: 20s
                tasks:
                  work: {uses: probe, with: {grandchild: true}}
                  after: {uses: probe, needs: work, when: all_done}
                """);
        all.put("mended", """
                max_active_runs: 8
                tasks:
                  a: {uses: probe, with: {output: 1}}
                  b: {uses: probe, needs: a, with: {does: fail, until: "${run.key}", see: "${tasks.a.output}", output: 2}}
                  c: {uses: probe, needs: b, with: {see: "${tasks.b.output}"}}
                  beside: {uses: probe, needs: a}
                """);
        all.put("waits", """
                max_active_runs: 8
                tasks:
                  a: {uses: probe, with: {output: 1}}
                  s: {uses: probe, needs: a, with: {gate: "${run.key}", output: 2}}
                  t: {uses: probe, needs: s, when: none_failed, with: {see: "${tasks.s.output}"}}
                """);
        all.put("each", """
                tasks:
                  list: {uses: probe, with: {output: [x, y, z]}}
                  m: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {output: "${item}${attempt}"}}
                  z: {uses: probe, needs: m, with: {see: "${tasks.m.output}"}}
                """);
        return all;
    }

    /** All of them. */
    static List<Pipeline> all(Path root, Instant now) {
        var all = new java.util.ArrayList<Pipeline>();
        YAML.forEach(
                (name, text) -> all.add(YamlPipelines.load(name + ".yaml", "pipeline: " + name + "\n" + text, root)));
        Instant first = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(HOURS));
        all.add(Pipeline.named("hourly")
                .folder(root)
                .schedule(Schedule.cron("0 * * * *").start(first).catchup(true))
                .maxActiveRuns(HOURS)
                .task("a", TaskSpec.of("probe", Map.of("output", "${run.interval_start}", "see", "${run.key}")))
                .build());
        Instant midnight = now.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(5));
        all.add(Pipeline.named("daily")
                .folder(root)
                .schedule(Schedule.cron("0 0 * * *").start(midnight))
                .maxActiveRuns(2)
                .task("a", TaskSpec.of("probe", Map.of("output", "${run.interval_start}")))
                .task("b", TaskSpec.of("probe", Map.of("see", "${tasks.a.output}")), t -> t.needs("a"))
                .build());
        return all;
    }
}
