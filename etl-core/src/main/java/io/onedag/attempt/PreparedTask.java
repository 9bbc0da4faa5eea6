package io.onedag.attempt;

import io.onedag.ForEach;
import io.onedag.Task;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;
import io.onedag.TaskFailedException;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskType;
import io.onedag.engine.TaskTypes;
import io.onedag.expr.Reference;
import io.onedag.expr.Scope;
import io.onedag.expr.Template;
import io.onedag.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What can be known of a task before its attempts: its body when no expression changes it, and who is mapped over its output. */
final class PreparedTask {

    /** A task mapped over this one's output: where the list is, and how long it may be. */
    record Consumer(String task, Reference list, int maxLength) {}

    private static final Consumer[] NOBODY = {};

    private final TaskDefinition definition;
    private final Consumer[] consumers;
    private final @Nullable Task constant;
    private final @Nullable TaskType type;
    private final Map<String, @Nullable Object> with;

    private PreparedTask(
            TaskDefinition definition,
            Consumer[] consumers,
            @Nullable Task constant,
            @Nullable TaskType type,
            Map<String, @Nullable Object> with) {
        this.definition = definition;
        this.consumers = consumers;
        this.constant = constant;
        this.type = type;
        this.with = with;
    }

    static PreparedTask of(PipelineGraph graph, int task) {
        TaskDefinition definition = graph.task(task);
        Consumer[] consumers = consumers(graph, task);
        if (definition.body() instanceof TaskBody.Code code) {
            return new PreparedTask(definition, consumers, code.task(), null, Map.of());
        }
        TaskBody.Typed typed = (TaskBody.Typed) definition.body();
        TaskType type = TaskTypes.find(typed.type())
                .orElseThrow(() -> new IllegalStateException("task \"" + definition.name() + "\" uses \"" + typed.type()
                        + "\", which is no task type on the class path; known: " + TaskTypes.names()));
        boolean[] dynamic = {false};
        Template.forEachReference(typed.with(), reference -> dynamic[0] = true);
        boolean literals = typed.with().toString().contains("$${");
        Task constant =
                dynamic[0] || literals || !typed.with().isEmpty() ? null : type.create(TaskSettings.of(type, Map.of()));
        return new PreparedTask(definition, consumers, constant, type, typed.with());
    }

    /** The tasks mapped over the output of {@code task}; none for a mapped task, whose instances are counted instead. */
    static Consumer[] consumers(PipelineGraph graph, int task) {
        TaskDefinition definition = graph.task(task);
        if (definition.isMapped()) {
            return NOBODY;
        }
        List<Consumer> consumers = List.of();
        for (int successor : graph.successors(task)) {
            ForEach forEach =
                    graph.producer(successor) == task ? graph.task(successor).forEach() : null;
            if (forEach != null) {
                String expression = forEach.expression();
                var list = new Reference(
                        Reference.Kind.TASK_OUTPUT,
                        forEach.task(),
                        forEach.path(),
                        expression.substring(2, expression.length() - 1));
                consumers = new ArrayList<>(consumers);
                consumers.add(new Consumer(graph.task(successor).name(), list, forEach.maxLength()));
            }
        }
        return consumers.toArray(NOBODY);
    }

    TaskDefinition definition() {
        return definition;
    }

    /** The tasks mapped over this one's output. */
    Consumer[] consumers() {
        return consumers;
    }

    /** Whether its output is of interest to nothing but tasks that read it. */
    boolean isPlain() {
        return consumers.length == 0 && !definition.isBranching();
    }

    /** The body of one attempt. */
    Task body(Scope scope) {
        if (constant != null) {
            return constant;
        }
        Object resolved = Template.resolve(with, scope);
        if (!(resolved instanceof Map<?, ?> settings)) {
            throw TaskFailedException.fatal("the settings of task \"" + definition.name() + "\" are no map");
        }
        TaskType own = Objects.requireNonNull(type);
        return own.create(TaskSettings.of(own, settings));
    }
}
