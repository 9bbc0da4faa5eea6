package io.onedag.export.airflow.file;

import static io.onedag.export.python.Expression.argument;

import io.onedag.Pipeline;
import io.onedag.TaskDefinition;
import io.onedag.TriggerRule;
import io.onedag.engine.Exporter.Options;
import io.onedag.export.airflow.wiring.AirflowIds;
import io.onedag.export.airflow.wiring.Node;
import io.onedag.export.airflow.wiring.Wiring;
import io.onedag.export.python.Expression;
import io.onedag.export.python.PythonFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The lines that make the tasks: those of a group together, where the lists that tasks are mapped over allow it. */
final class TaskLines {

    private final Pipeline pipeline;
    private final Wiring wiring;
    private final AirflowIds ids;
    private final TaskDefaults defaults;
    private final Options options;
    private final PythonFile file;

    TaskLines(Wiring wiring, AirflowIds ids, TaskDefaults defaults, Options options, PythonFile file) {
        this.pipeline = wiring.graph().pipeline();
        this.wiring = wiring;
        this.ids = ids;
        this.defaults = defaults;
        this.options = options;
        this.file = file;
    }

    void write() {
        List<List<Node.Work>> units = units();
        if (units == null) {
            ids.groups().values().forEach(id -> file.assign(ids.variable("group " + id), group(id)));
            wiring.work().forEach(each -> task(each, true));
            return;
        }
        for (List<Node.Work> unit : units) {
            String group = unit.get(0).task().group();
            if (group == null) {
                unit.forEach(each -> task(each, false));
            } else {
                file.with(group(Objects.requireNonNull(ids.groups().get(group))));
                unit.forEach(each -> task(each, false));
                file.end();
            }
        }
    }

    private Expression.Call group(String id) {
        return Expression.call("group", argument(Expression.literal(id)));
    }

    /** Single tasks and whole groups, each after the lists that its tasks are mapped over; null: groups are mapped over each other. */
    private @Nullable List<List<Node.Work>> units() {
        Map<String, List<Node.Work>> waiting = new LinkedHashMap<>();
        for (Node.Work each : wiring.work()) {
            String group = each.task().group();
            waiting.computeIfAbsent(
                            group == null ? "task " + each.task().name() : "group " + group, unit -> new ArrayList<>())
                    .add(each);
        }
        var written = new LinkedHashSet<String>();
        var units = new ArrayList<List<Node.Work>>();
        while (!waiting.isEmpty()) {
            String next = waiting.entrySet().stream()
                    .filter(each -> isReady(each.getValue(), written))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                return null;
            }
            List<Node.Work> unit = Objects.requireNonNull(waiting.remove(next));
            unit.forEach(each -> written.add(each.task().name()));
            units.add(unit);
        }
        return units;
    }

    private boolean isReady(List<Node.Work> unit, Set<String> written) {
        Set<String> own = unit.stream().map(each -> each.task().name()).collect(Collectors.toSet());
        return unit.stream()
                .map(each -> each.task().forEach())
                .allMatch(each -> each == null || written.contains(each.task()) || own.contains(each.task()));
    }

    private void task(Node.Work work, boolean namesGroup) {
        TaskDefinition task = work.task();
        List<Expression.Argument> arguments = arguments(work);
        if (namesGroup && task.group() != null) {
            String group = Objects.requireNonNull(ids.groups().get(task.group()));
            arguments.add(argument("task_group", Expression.name(ids.variable("group " + group))));
        }
        String operator = task.isBranching() ? "OnedagBranch" : "OnedagTask";
        if (task.forEach() == null) {
            file.assign(ids.variable(work.id()), Expression.call(operator, arguments));
        } else {
            String producer = ids.variable(ids.of(task.forEach().task()));
            file.assign(
                    ids.variable(work.id()),
                    Expression.call(operator + ".partial", arguments)
                            .then("expand", argument("item", Expression.name(producer + ".output"))));
        }
    }

    private List<Expression.Argument> arguments(Node.Work work) {
        TaskDefinition task = work.task();
        var arguments = new ArrayList<Expression.Argument>();
        arguments.add(argument("task_id", work.id()));
        if (!work.id().equals(task.name())) {
            arguments.add(argument("name", task.name()));
        }
        if (!task.description().isEmpty()) {
            arguments.add(argument("doc_md", task.description()));
        }
        if (work.rule() != TriggerRule.ALL_SUCCESS) {
            arguments.add(argument("trigger_rule", work.rule().yamlName()));
        }
        if (!work.skipWith().isEmpty()) {
            arguments.add(argument("skip_with", work.skipWith()));
        }
        if (!options.store() && !task.needs().isEmpty()) {
            arguments.add(argument("inputs", task.needs().stream().map(ids::of).toList()));
        }
        mapPath(task).ifPresent(path -> arguments.add(argument("map_path", path)));
        defaults.differing(task).forEach(arguments::add);
        if (task.pool() != null) {
            arguments.add(argument("pool", task.pool()));
        }
        if (task.priority() != 0) {
            arguments.add(argument("priority_weight", task.priority()));
        }
        return arguments;
    }

    /** Where in the output of a task the list is that others are mapped over. */
    private Optional<List<String>> mapPath(TaskDefinition task) {
        return pipeline.tasks().stream()
                .map(TaskDefinition::forEach)
                .filter(each -> each != null
                        && each.task().equals(task.name())
                        && !each.path().isEmpty())
                .map(each -> Objects.requireNonNull(each).path())
                .findFirst();
    }
}
