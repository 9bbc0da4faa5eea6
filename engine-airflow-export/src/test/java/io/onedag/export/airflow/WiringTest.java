package io.onedag.export.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.engine.Exporter.Need;
import io.onedag.engine.Exporter.Options;
import io.onedag.engine.Support;
import io.onedag.export.airflow.wiring.AirflowIds;
import io.onedag.export.airflow.wiring.Node;
import io.onedag.export.airflow.wiring.Wiring;
import io.onedag.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Airflow, as its scheduler decides, gives every task of a wired pipeline the state that the plan gives it, whatever ends first. */
class WiringTest {

    private enum Kind {
        PLAIN,
        MAPPED,
        ALLOWED,
        MAPPED_ALLOWED,
        BRANCHING
    }

    private static final List<TaskState> ENDS = List.of(TaskState.SUCCEEDED, TaskState.FAILED, TaskState.SKIPPED);
    private static final int ORDERS = 6;

    @ParameterizedTest
    @EnumSource(TriggerRule.class)
    void a_task_with_up_to_three_upstreams_of_any_kind_ends_as_planned(TriggerRule rule) {
        int compared = 0;
        for (List<Kind> kinds : multisets()) {
            for (boolean mapped : kinds.size() < 3 ? new boolean[] {false, true} : new boolean[] {false}) {
                Pipeline pipeline = pipeline(rule, kinds, mapped);
                if (isExact(pipeline)) {
                    compared += compareAll(pipeline, kinds, kinds.size() < 3 ? ORDERS : 1);
                }
            }
        }
        assertThat(compared).isGreaterThan(1_000);
    }

    @Test
    void pipelines_of_any_shape_end_as_planned() {
        int compared = 0;
        for (int seed = 0; seed < 12_000; seed++) {
            var random = new Random(seed);
            Pipeline pipeline = RandomPipelines.of(random);
            if (isExact(pipeline)) {
                compared++;
                PipelineGraph graph = PipelineGraph.of(pipeline);
                for (int i = 0; i < 4; i++) {
                    compare(graph, wired(graph), RandomPipelines.behaviour(pipeline, random), random);
                }
            }
        }
        assertThat(compared).isGreaterThan(1_500);
    }

    // ---- pipelines of one task and its upstreams

    private static List<List<Kind>> multisets() {
        var all = new ArrayList<List<Kind>>();
        for (Kind a : Kind.values()) {
            all.add(List.of(a));
            for (Kind b : Kind.values()) {
                if (b.compareTo(a) >= 0) {
                    all.add(List.of(a, b));
                    for (Kind c : Kind.values()) {
                        if (c.compareTo(b) >= 0) {
                            all.add(List.of(a, b, c));
                        }
                    }
                }
            }
        }
        return all;
    }

    /** Each upstream has a root of its own, so that it can be skipped or fail because of it. */
    private static Pipeline pipeline(TriggerRule rule, List<Kind> kinds, boolean mapped) {
        Pipeline.Builder builder = Pipeline.named("p");
        var needs = new ArrayList<String>();
        for (int i = 0; i < kinds.size(); i++) {
            String root = "r" + i;
            String name = "u" + i;
            Kind kind = kinds.get(i);
            boolean branching = kind == Kind.BRANCHING;
            boolean over = kind == Kind.MAPPED || kind == Kind.MAPPED_ALLOWED;
            boolean allowed = kind == Kind.ALLOWED || kind == Kind.MAPPED_ALLOWED;
            String other = "o" + i;
            builder.task(root, Samples.WORK).task(name, Samples.WORK, t -> {
                t.needs(root).allowFailure(allowed);
                return branching ? t.branch("t", other) : over ? t.forEach(root) : t;
            });
            if (branching) {
                builder.task(other, Samples.WORK, t -> t.needs(name));
            }
            needs.add(name);
        }
        return builder.task("t", Samples.WORK, t -> {
                    t.needs(needs).when(rule);
                    return mapped ? t.forEach("u0") : t;
                })
                .task("after", Samples.WORK, t -> t.needs("t").when(TriggerRule.ALL_DONE))
                .build();
    }

    private static int compareAll(Pipeline pipeline, List<Kind> kinds, int orders) {
        List<Behaviour> behaviours = List.of(Behaviour.allSucceed());
        for (int i = 0; i < kinds.size(); i++) {
            var next = new ArrayList<Behaviour>();
            for (Behaviour behaviour : behaviours) {
                next.addAll(variants(behaviour, kinds.get(i), "r" + i, "u" + i, "o" + i));
            }
            behaviours = next;
        }
        PipelineGraph graph = PipelineGraph.of(pipeline);
        Wiring wiring = wired(graph);
        var random = new Random(7);
        for (Behaviour behaviour : behaviours) {
            for (int order = 0; order < orders; order++) {
                compare(graph, wiring, behaviour, random);
            }
        }
        return behaviours.size();
    }

    private static List<Behaviour> variants(Behaviour base, Kind kind, String root, String name, String other) {
        var all = new ArrayList<Behaviour>();
        all.add(with(base, root, TaskState.FAILED));
        all.add(with(base, root, TaskState.SKIPPED));
        switch (kind) {
            case PLAIN, ALLOWED -> ENDS.forEach(end -> all.add(with(base, name, end)));
            case MAPPED, MAPPED_ALLOWED -> {
                var empty = copy(base);
                empty.lengths().put(root, 0);
                all.add(empty);
                for (TaskState first : ENDS) {
                    for (TaskState second : ENDS) {
                        all.add(with(with(base, name + "[0]", first), name + "[1]", second));
                    }
                }
            }
            case BRANCHING -> {
                all.add(with(base, name, TaskState.FAILED));
                all.add(with(base, name, TaskState.SKIPPED));
                for (List<String> chosen : List.of(List.of("t"), List.of(other), List.<String>of())) {
                    var choice = copy(base);
                    choice.chosen().put(name, chosen);
                    all.add(choice);
                }
            }
        }
        return all;
    }

    private static Behaviour with(Behaviour base, String label, TaskState end) {
        Behaviour copy = copy(base);
        copy.ends().put(label, end);
        return copy;
    }

    private static Behaviour copy(Behaviour base) {
        return new Behaviour(new HashMap<>(base.ends()), new HashMap<>(base.chosen()), new HashMap<>(base.lengths()));
    }

    // ---- comparing

    /** Whether nothing is refused, or said to end otherwise. */
    private static boolean isExact(Pipeline pipeline) {
        for (Need need : new AirflowExporter().needs(pipeline, Options.DEFAULT)) {
            if (need.support() instanceof Support.Refused
                    || need.support() instanceof Support.Approximate approximate
                            && approximate.kind() == Support.Kind.OUTCOME
                            && !approximate.differs().endsWith("skipped by itself")) {
                return false;
            }
        }
        return true;
    }

    private static Wiring wired(PipelineGraph graph) {
        return Wiring.of(graph, new AirflowIds(graph.pipeline(), Set.of()));
    }

    private static void compare(PipelineGraph graph, Wiring wiring, Behaviour behaviour, Random random) {
        PlannedRun planned = PlannedRun.of(graph, behaviour);
        var nodes = new TreeMap<String, Node>(wiring.nodes());
        List<String> quiet = wiring.quiet();
        if (!quiet.isEmpty()) {
            nodes.put("end_of_run", new Node.Gate("end_of_run", TriggerRule.NONE_FAILED, quiet, ""));
        }
        var model = new AirflowModel(nodes, behaviour, random);
        Map<String, List<TaskState>> states = model.run();
        var tasks = new HashSet<>(planned.states().keySet());
        states.keySet().retainAll(tasks);
        assertThat(collapsed(states))
                .as(() -> wiring.nodes().values() + "\n" + behaviour)
                .isEqualTo(collapsed(planned.states()));
        assertThat(model.failed())
                .as(() -> "run of " + wiring.nodes().values() + "\n" + behaviour + "\n" + states)
                .isEqualTo(planned.failed());
    }

    /** A mapped task that is skipped has one row in the plan, and may have one for each instance in Airflow. */
    private static Map<String, List<TaskState>> collapsed(Map<String, List<TaskState>> states) {
        var collapsed = new TreeMap<>(states);
        collapsed.replaceAll(
                (task, own) -> Set.of(TaskState.SKIPPED).containsAll(own) ? List.of(TaskState.SKIPPED) : own);
        return collapsed;
    }
}
