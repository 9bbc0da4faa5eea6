package io.onedag.export.airflow;

import static io.onedag.TaskState.FAILED;
import static io.onedag.TaskState.PENDING;
import static io.onedag.TaskState.RUNNING;
import static io.onedag.TaskState.SKIPPED;
import static io.onedag.TaskState.SUCCEEDED;
import static io.onedag.TaskState.UPSTREAM_FAILED;

import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.export.airflow.wiring.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Airflow 2.11 and 3 make of a graph, after the source of their scheduler and its measured truth table. A step looks at one task, or
 * ends one that runs; which step comes next is chance, so that many runs show what depends on who was first.
 */
final class AirflowModel {

    private final Map<String, Node> nodes;
    private final Behaviour behaviour;
    private final Random random;
    /** Whether a branch also takes back what has run already, as 2.11 does. */
    private final boolean takesBack;

    private final Map<String, TaskState[]> rows = new LinkedHashMap<>();
    private final Set<String> expanded = new HashSet<>();
    private final Set<String> leftOut = new HashSet<>();
    private final Map<String, List<String>> successors = new HashMap<>();

    AirflowModel(Map<String, Node> nodes, Behaviour behaviour, Random random) {
        this.nodes = nodes;
        this.behaviour = behaviour;
        this.random = random;
        this.takesBack = random.nextBoolean();
        nodes.values().forEach(node -> {
            rows.put(node.id(), new TaskState[] {PENDING});
            node.upstreams()
                    .forEach(up -> successors
                            .computeIfAbsent(up, each -> new ArrayList<>())
                            .add(node.id()));
        });
    }

    /** Runs to the end. */
    Map<String, List<TaskState>> run() {
        while (true) {
            List<Runnable> steps = steps();
            if (steps.isEmpty()) {
                break;
            }
            steps.get(random.nextInt(steps.size())).run();
        }
        var states = new LinkedHashMap<String, List<TaskState>>();
        rows.forEach((id, own) -> states.put(id, List.of(own)));
        return states;
    }

    /** Whether one of the last tasks failed: then Airflow's run does. */
    boolean failed() {
        return nodes.keySet().stream()
                .filter(id -> !successors.containsKey(id))
                .flatMap(id -> Arrays.stream(rows.get(id)))
                .anyMatch(state -> state == FAILED || state == UPSTREAM_FAILED);
    }

    private List<Runnable> steps() {
        var steps = new ArrayList<Runnable>();
        for (Node node : nodes.values()) {
            TaskState[] own = rows.get(node.id());
            for (int i = 0; i < own.length; i++) {
                int index = i;
                if (own[i] == RUNNING) {
                    steps.add(() -> end((Node.Work) node, own, index));
                }
            }
            if (own.length == 1 && own[0] == PENDING) {
                Decision decision = decide(node);
                if (decision != Decision.WAIT) {
                    steps.add(() -> carryOut(node, decision));
                }
            }
        }
        return steps;
    }

    private enum Decision {
        WAIT,
        RUN,
        SKIP,
        UPSTREAM_FAIL
    }

    private void carryOut(Node node, Decision decision) {
        TaskState[] own = rows.get(node.id());
        switch (decision) {
            case SKIP -> own[0] = SKIPPED;
            case UPSTREAM_FAIL -> own[0] = UPSTREAM_FAILED;
            case RUN -> {
                if (node instanceof Node.Work work) {
                    start(work, own);
                } else {
                    own[0] = SUCCEEDED;
                }
            }
            case WAIT -> {}
        }
    }

    private void start(Node.Work work, TaskState[] own) {
        TaskDefinition task = work.task();
        if (task.forEach() == null) {
            own[0] = RUNNING;
            return;
        }
        TaskState[] producer = rows.get(producer(work).id());
        int length;
        if (producer(work).task().isMapped()) {
            boolean over = Arrays.stream(producer).allMatch(TaskState::isFinal);
            length = over ? producer.length : -1;
        } else {
            length = producer[0] == SUCCEEDED ? behaviour.length(task.forEach().task()) : -1;
        }
        if (length < 0) {
            own[0] = UPSTREAM_FAILED;
        } else if (length == 0) {
            own[0] = SKIPPED;
        } else {
            var instances = new TaskState[length];
            Arrays.fill(instances, RUNNING);
            rows.put(work.id(), instances);
            expanded.add(work.id());
        }
    }

    private Node.Work producer(Node.Work work) {
        return nodes.values().stream()
                .filter(Node.Work.class::isInstance)
                .map(Node.Work.class::cast)
                .filter(each -> each.task().name().equals(work.task().forEach().task()))
                .findFirst()
                .orElseThrow();
    }

    private void end(Node.Work work, TaskState[] own, int index) {
        boolean skippedWith = work.skipWith().stream()
                .anyMatch(id -> Arrays.asList(rows.get(id)).contains(SKIPPED));
        TaskDefinition task = work.task();
        own[index] = skippedWith ? SKIPPED : behaviour.end(task.name(), task.isMapped() ? index : -1);
        if (own[index] == SUCCEEDED && task.isBranching()) {
            follow(work);
        }
    }

    /** As {@code OnedagBranch} does it: gates are followed always. */
    private void follow(Node.Work branch) {
        List<String> chosen = behaviour.chosen().getOrDefault(branch.task().name(), List.of());
        var followed = new HashSet<String>();
        List<String> next = successors.getOrDefault(branch.id(), List.of());
        for (String id : next) {
            if (!(nodes.get(id) instanceof Node.Work work)
                    || chosen.contains(work.task().name())) {
                follow(id, followed);
            }
        }
        for (String id : next) {
            if (!followed.contains(id)) {
                leftOut.add(id);
                TaskState[] own = rows.get(id);
                for (int i = 0; i < own.length; i++) {
                    boolean ran = own[i] == RUNNING || own[i] == SUCCEEDED || own[i] == FAILED;
                    if (!ran || takesBack) {
                        own[i] = SKIPPED;
                    }
                }
            }
        }
    }

    private void follow(String id, Set<String> followed) {
        if (followed.add(id)) {
            successors.getOrDefault(id, List.of()).forEach(each -> follow(each, followed));
        }
    }

    private Decision decide(Node node) {
        if (leftOut.contains(node.id())) {
            return Decision.SKIP;
        }
        Decision byRule = node.upstreams().isEmpty() ? Decision.RUN : byRule(node);
        if (node instanceof Node.Work work && work.task().isMapped()) {
            Decision byList = byList(work);
            if (byList != null && byRule != Decision.UPSTREAM_FAIL) {
                return byList;
            }
        }
        return byRule;
    }

    /** What Airflow decides from the task that makes the list, whatever the rule. */
    private @Nullable Decision byList(Node.Work work) {
        TaskState[] producer = rows.get(producer(work).id());
        if (expanded.contains(producer(work).id())) {
            return null;
        }
        return switch (producer[0]) {
            case FAILED, UPSTREAM_FAILED -> Decision.UPSTREAM_FAIL;
            case SKIPPED -> Decision.SKIP;
            default -> null;
        };
    }

    private Decision byRule(Node node) {
        int upstream = 0;
        int success = 0;
        int skipped = 0;
        int failed = 0;
        int upstreamFailed = 0;
        for (String id : node.upstreams()) {
            for (TaskState state : rows.get(id)) {
                upstream++;
                switch (state) {
                    case SUCCEEDED -> success++;
                    case SKIPPED -> skipped++;
                    case FAILED -> failed++;
                    case UPSTREAM_FAILED -> upstreamFailed++;
                    default -> {}
                }
            }
        }
        boolean failure = failed + upstreamFailed > 0;
        boolean all = success + skipped + failed + upstreamFailed >= upstream;
        return switch (node.rule()) {
            case ALWAYS -> Decision.RUN;
            case ALL_SUCCESS ->
                failure ? Decision.UPSTREAM_FAIL : skipped > 0 ? Decision.SKIP : all ? Decision.RUN : Decision.WAIT;
            case ALL_FAILED -> success + skipped > 0 ? Decision.SKIP : all ? Decision.RUN : Decision.WAIT;
            case ALL_DONE -> all ? Decision.RUN : Decision.WAIT;
            case ALL_SKIPPED -> success > 0 || failure ? Decision.SKIP : all ? Decision.RUN : Decision.WAIT;
            case ONE_SUCCESS ->
                success > 0
                        ? Decision.RUN
                        : !all ? Decision.WAIT : skipped == upstream ? Decision.SKIP : Decision.UPSTREAM_FAIL;
            case ONE_FAILED -> failure ? Decision.RUN : all ? Decision.SKIP : Decision.WAIT;
            case ONE_DONE -> success + failed > 0 ? Decision.RUN : all ? Decision.SKIP : Decision.WAIT;
            case NONE_FAILED -> failure ? Decision.UPSTREAM_FAIL : all ? Decision.RUN : Decision.WAIT;
            case NONE_FAILED_MIN_ONE_SUCCESS ->
                failure
                        ? Decision.UPSTREAM_FAIL
                        : skipped == upstream ? Decision.SKIP : all ? Decision.RUN : Decision.WAIT;
            case NONE_SKIPPED -> skipped > 0 ? Decision.SKIP : all ? Decision.RUN : Decision.WAIT;
        };
    }
}
