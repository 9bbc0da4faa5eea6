package io.onedag.attempt;

import io.onedag.ForEach;
import io.onedag.Task;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;
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

/** What can be known of a task before its attempts: what makes its body, and who is mapped over its output. */
final class PreparedTask {

    /** A task mapped over this one's output: where the list is, and how long it may be. */
    record Consumer(String task, Reference list, int maxLength) {}

    private static final Consumer[] NOBODY = {};

    private final Consumer[] consumers;
    private final boolean branching;
    private final Maker body;

    private PreparedTask(Consumer[] consumers, boolean branching, Maker body) {
        this.consumers = consumers;
        this.branching = branching;
        this.body = body;
    }

    static PreparedTask of(PipelineGraph graph, int task) {
        TaskDefinition definition = graph.task(task);
        return new PreparedTask(consumers(graph, task), definition.isBranching(), body(definition));
    }

    /** Makes the body of an attempt. */
    private interface Maker {
        Task of(Scope scope);
    }

    private record Given(Task task) implements Maker {
        @Override
        public Task of(Scope scope) {
            return task;
        }
    }

    private record Made(TaskType type, TaskBody.Typed typed) implements Maker {
        @Override
        public Task of(Scope scope) {
            return type.create(TaskSettings.of(type, settings(typed, scope)));
        }
    }

    private static Maker body(TaskDefinition definition) {
        if (definition.body() instanceof TaskBody.Code code) {
            return new Given(code.task());
        }
        var typed = (TaskBody.Typed) definition.body();
        TaskType type = TaskTypes.find(typed.type()).orElse(null);
        if (type == null) {
            throw new IllegalStateException("task \"" + definition.name() + "\" uses \"" + typed.type()
                    + "\", which is no task type on the class path; known: " + TaskTypes.names());
        }
        return new Made(type, typed);
    }

    private static Map<?, ?> settings(TaskBody.Typed typed, Scope scope) {
        return (Map<?, ?>) Objects.requireNonNull(Template.resolve(typed.with(), scope));
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

    /** The tasks mapped over this one's output. */
    Consumer[] consumers() {
        return consumers;
    }

    /** Whether its output is of interest to nothing but tasks that read it. */
    boolean isPlain() {
        return consumers.length == 0 && !branching;
    }

    /** The body of one attempt, expressions resolved. */
    Task body(Scope scope) {
        return body.of(scope);
    }
}
