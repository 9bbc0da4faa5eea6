package io.onedag.validation;

import io.onedag.Effect;
import io.onedag.ForEach;
import io.onedag.Location;
import io.onedag.NotifierDefinition;
import io.onedag.Param;
import io.onedag.ParamType;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;
import io.onedag.engine.NotifierType;
import io.onedag.engine.NotifierTypes;
import io.onedag.engine.TaskType;
import io.onedag.engine.TaskTypes;
import io.onedag.expr.ExpressionException;
import io.onedag.expr.Reference;
import io.onedag.graph.Dependencies;
import io.onedag.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a definition as a whole; the one validation behind the Java builder and definition files. */
public final class PipelineValidator {

    private final Pipeline pipeline;
    private final Collection<String> ownRetry;
    private final Locator locator;
    private final Findings findings;
    private final SettingsCheck settings;

    private PipelineValidator(Pipeline pipeline, Collection<String> ownRetry, Locator locator) {
        this.pipeline = pipeline;
        this.ownRetry = ownRetry;
        this.locator = locator;
        this.findings = new Findings(locator);
        this.settings = new SettingsCheck(findings);
    }

    /**
     * Checks a definition.
     *
     * @param pipeline as the builder made it
     * @param ownRetry the tasks that set a retry policy of their own
     * @param locator knows where things stand
     */
    public static Validation check(Pipeline pipeline, Collection<String> ownRetry, Locator locator) {
        var validator = new PipelineValidator(pipeline, ownRetry, locator);
        validator.check();
        return new Validation(
                validator.findings.errors().isEmpty() ? pipeline : null,
                validator.findings.errors(),
                validator.findings.warnings());
    }

    private void check() {
        checkName("pipeline", pipeline.name(), "pipeline");
        pipeline.aliases().forEach(alias -> checkName("alias", alias, "aliases", alias));
        atLeastOne(pipeline.maxParallelTasks(), "max_parallel_tasks");
        atLeastOne(pipeline.maxActiveRuns(), "max_active_runs");
        pipeline.timeout()
                .filter(limit -> limit.isZero() || limit.isNegative())
                .ifPresent(limit -> error(
                        "timeout is " + limit + "; it has to be longer than nothing",
                        "leave it out for no timeout",
                        "timeout"));
        pipeline.params().forEach(this::checkParam);
        pipeline.pools().forEach((name, slots) -> {
            checkKey("pool", name, "pools", name);
            if (slots < 1) {
                error("pool \"" + name + "\" has " + slots + " slots; it needs at least 1", null, "pools", name);
            }
        });
        if (pipeline.tasks().isEmpty()) {
            error("pipeline \"" + pipeline.name() + "\" has no tasks", "add one", "tasks");
        }
        checkTaskNames();
        pipeline.tasks().forEach(this::checkTask);
        checkNotifiers("on_failure", pipeline.onFailure());
        checkNotifiers("on_success", pipeline.onSuccess());
        checkCycles();
    }

    private void checkParam(String name, Param param) {
        checkKey("parameter", name, "params", name);
        for (Object value : param.allowed()) {
            try {
                Param.of(param.type()).check(value);
            } catch (IllegalArgumentException e) {
                error("parameter \"" + name + "\": in its enum, " + e.getMessage(), null, "params", name, "enum");
            }
        }
        if (param.defaultValue() != null) {
            if (param.required()) {
                error(
                        "parameter \"" + name + "\" is required and has a default",
                        "drop one of the two",
                        "params",
                        name,
                        "required");
            }
            try {
                param.check(param.defaultValue());
            } catch (IllegalArgumentException e) {
                error("parameter \"" + name + "\": its default, " + e.getMessage(), null, "params", name, "default");
            }
        }
    }

    private void checkTaskNames() {
        Set<String> seen = new HashSet<>();
        for (TaskDefinition task : pipeline.tasks()) {
            checkKey("task", task.name(), "tasks", task.name());
            if (!seen.add(task.name())) {
                error("two tasks are named \"" + task.name() + "\"", "rename one", "tasks", task.name());
            }
        }
        for (TaskDefinition task : pipeline.tasks()) {
            for (String alias : task.aliases()) {
                checkName("alias", alias, "tasks", task.name(), "aliases", alias);
                if (!seen.add(alias)) {
                    error(
                            "alias \"" + alias + "\" of task \"" + task.name() + "\" names another task too",
                            null,
                            "tasks",
                            task.name(),
                            "aliases",
                            alias);
                }
            }
        }
    }

    private void checkTask(TaskDefinition task) {
        checkNeeds(task);
        checkForEach(task);
        checkBranch(task);
        checkOptions(task);
        if (task.body() instanceof TaskBody.Typed typed) {
            checkBody(task, typed);
        }
    }

    private void checkNeeds(TaskDefinition task) {
        Set<String> seen = new HashSet<>();
        for (String need : task.needs()) {
            if (need.equals(task.name())) {
                error("task \"" + task.name() + "\" needs itself", null, "tasks", task.name(), "needs", need);
            } else if (!pipeline.hasTask(need)) {
                error(
                        "task \"" + task.name() + "\" needs \"" + need + "\", which doesn't exist",
                        findings.isHinting() ? hint(need, others(task)) : null,
                        "tasks",
                        task.name(),
                        "needs",
                        need);
            } else if (!seen.add(need)) {
                error(
                        "task \"" + task.name() + "\" needs \"" + need + "\" twice",
                        "name it once",
                        "tasks",
                        task.name(),
                        "needs",
                        need);
            }
        }
    }

    private void checkForEach(TaskDefinition task) {
        ForEach forEach = task.forEach();
        if (forEach == null) {
            return;
        }
        for (String step : forEach.path()) {
            if (step.isBlank() || !step.equals(step.strip()) || step.indexOf('.') >= 0 || step.indexOf('}') >= 0) {
                error(
                        "task \"" + task.name() + "\" is mapped over the part " + Json.write(step)
                                + " of an output, which no expression can name",
                        "let the task before it answer with the list alone",
                        "tasks",
                        task.name(),
                        "for_each");
            }
        }
        if (!task.needs().contains(forEach.task())) {
            error(
                    "task \"" + task.name() + "\" is mapped over \"" + forEach.task() + "\", which is not in its needs",
                    pipeline.hasTask(forEach.task())
                            ? "add it: needs: [" + forEach.task() + "]"
                            : hint(forEach.task(), task.needs()),
                    "tasks",
                    task.name(),
                    "for_each");
        } else if (!forEach.path().isEmpty()
                && pipeline.hasTask(forEach.task())
                && pipeline.task(forEach.task()).isMapped()) {
            error(
                    "task \"" + task.name() + "\" is mapped over a part of what the mapped task \"" + forEach.task()
                            + "\" gathers",
                    "map over ${tasks." + forEach.task()
                            + ".output}; a path into an element belongs into the body, as ${item.…}",
                    "tasks",
                    task.name(),
                    "for_each");
        }
    }

    private void checkBranch(TaskDefinition task) {
        if (!task.isBranching()) {
            return;
        }
        if (task.isMapped()) {
            error(
                    "task \"" + task.name() + "\" is mapped and branches: its instances could contradict each other",
                    "gather its outputs in a task that branches",
                    "tasks",
                    task.name(),
                    "branch");
        }
        List<String> successors = pipeline.tasks().stream()
                .filter(each -> each.needs().contains(task.name()))
                .map(TaskDefinition::name)
                .toList();
        Set<String> seen = new HashSet<>();
        for (String choice : task.branch()) {
            if (!successors.contains(choice)) {
                boolean exists = pipeline.hasTask(choice);
                error(
                        "task \"" + task.name() + "\" branches to \"" + choice + "\", which "
                                + (exists ? "is no direct successor of it" : "doesn't exist"),
                        exists ? "add " + task.name() + " to the needs of " + choice : hint(choice, successors),
                        "tasks",
                        task.name(),
                        "branch",
                        choice);
            } else if (!seen.add(choice)) {
                error(
                        "task \"" + task.name() + "\" branches to \"" + choice + "\" twice",
                        "name it once",
                        "tasks",
                        task.name(),
                        "branch",
                        choice);
            }
        }
    }

    private void checkOptions(TaskDefinition task) {
        var timeout = task.timeout();
        if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
            error(
                    "the timeout of task \"" + task.name() + "\" is " + timeout + "; it has to be longer than nothing",
                    "leave it out for no timeout",
                    "tasks",
                    task.name(),
                    "timeout");
        }
        String pool = task.pool();
        if (pool != null && !pipeline.pools().containsKey(pool)) {
            String hint = hint(pool, pipeline.pools().keySet());
            error(
                    "task \"" + task.name() + "\" uses pool \"" + pool + "\", which doesn't exist",
                    hint == null ? "declare it: pools: {" + pool + ": 1}" : hint,
                    "tasks",
                    task.name(),
                    "pool");
        }
        if (task.effect() == Effect.ONCE && ownRetry.contains(task.name())) {
            error(
                    "task \"" + task.name()
                            + "\" has effect once and a retry of its own; an effect that may happen once is tried once",
                    "drop the retry, or the effect",
                    "tasks",
                    task.name(),
                    "retry");
        }
        if (ownRetry.contains(task.name())
                && task.retry().maxAttempts() == 1
                && !task.retry().equals(RetryPolicy.none())) {
            findings.warning(
                    "the retry of task \"" + task.name()
                            + "\" says how long to wait, but max_attempts is 1: it is never tried again",
                    "set max_attempts to 2 or more; it counts the first attempt too",
                    "tasks",
                    task.name(),
                    "retry");
        }
        if (task.maxRecoveries() < 0) {
            error(
                    "max_recoveries of task \"" + task.name() + "\" is " + task.maxRecoveries()
                            + "; it can't be negative",
                    null,
                    "tasks",
                    task.name(),
                    "max_recoveries");
        }
    }

    private void checkBody(TaskDefinition task, TaskBody.Typed body) {
        TaskType type = TaskTypes.find(body.type()).orElse(null);
        if (type == null) {
            error(
                    "task \"" + task.name() + "\" uses \"" + body.type() + "\", which is no task type",
                    hint(body.type(), TaskTypes.names()),
                    "tasks",
                    task.name(),
                    "uses");
        }
        settings.check(
                "task \"" + task.name() + "\"",
                type,
                body.with(),
                (reference, path) -> checkReference(task, reference, path),
                "tasks",
                task.name(),
                "with");
        if (type == null) {
            return;
        }
        try {
            type.check(task, body, settings.report("tasks", task.name(), "with"));
        } catch (ExpressionException e) {
            // A malformed expression, which is an error already.
        }
    }

    private void checkNotifiers(String event, List<NotifierDefinition> notifiers) {
        for (int i = 0; i < notifiers.size(); i++) {
            NotifierDefinition notifier = notifiers.get(i);
            String owner = "notifier \"" + notifier.type() + "\" of " + event;
            NotifierType type = NotifierTypes.find(notifier.type()).orElse(null);
            if (type == null) {
                error(
                        event + " uses \"" + notifier.type() + "\", which is no notifier",
                        hint(notifier.type(), NotifierTypes.names()),
                        event,
                        i,
                        "uses");
            }
            settings.check(
                    owner,
                    type,
                    notifier.with(),
                    (reference, path) -> checkRunReference(owner, reference, path),
                    event,
                    i,
                    "with");
            if (type == null) {
                continue;
            }
            try {
                type.check(notifier, settings.report(event, i, "with"));
            } catch (ExpressionException e) {
                // A malformed expression, which is an error already.
            }
        }
    }

    private void checkRunReference(String owner, Reference reference, Object... path) {
        switch (reference.kind()) {
            case PARAM -> checkParamReference("${" + reference.text() + "}", reference, path);
            case TASK_OUTPUT, ITEM, ITEM_INDEX, ATTEMPT ->
                error(
                        "${" + reference.text() + "} has a value in a task only; " + owner + " speaks of the run",
                        "use params, run, env or secret",
                        path);
            case RUN, ENV, SECRET -> {}
        }
    }

    private void checkReference(TaskDefinition task, Reference reference, Object... path) {
        String text = "${" + reference.text() + "}";
        switch (reference.kind()) {
            case PARAM -> checkParamReference(text, reference, path);
            case TASK_OUTPUT -> {
                if (!task.needs().contains(reference.name())) {
                    error(
                            text + " names task \"" + reference.name() + "\", which is not in the needs of \""
                                    + task.name() + "\"",
                            pipeline.hasTask(reference.name())
                                            && !reference.name().equals(task.name())
                                    ? "add it: needs: [" + reference.name() + "]"
                                    : hint(reference.name(), task.needs()),
                            path);
                }
            }
            case ITEM, ITEM_INDEX -> {
                if (!task.isMapped()) {
                    error(
                            text + " has a value in a mapped task only",
                            "map \"" + task.name() + "\": for_each: ${tasks.NAME.output}",
                            path);
                }
            }
            case RUN, ATTEMPT, ENV, SECRET -> {}
        }
    }

    private void checkParamReference(String text, Reference reference, Object... path) {
        Param param = pipeline.params().get(reference.name());
        if (param == null) {
            error(
                    text + " names parameter \"" + reference.name() + "\", which doesn't exist",
                    hint(reference.name(), pipeline.params().keySet()),
                    path);
        } else if (!reference.path().isEmpty() && param.type() != ParamType.LIST && param.type() != ParamType.OBJECT) {
            error(
                    text + " names a part of parameter \"" + reference.name() + "\", which is of type "
                            + param.type().yamlName() + " and has no parts",
                    "write ${params." + reference.name() + "}",
                    path);
        }
    }

    private void checkCycles() {
        var needs = new LinkedHashMap<String, List<String>>();
        boolean inOrder = true;
        Set<String> earlier = new HashSet<>();
        for (TaskDefinition task : pipeline.tasks()) {
            List<String> known = task.needs().stream().filter(pipeline::hasTask).toList();
            inOrder &= earlier.containsAll(known); // tasks that need only earlier ones can't form a cycle
            earlier.add(task.name());
            needs.put(task.name(), known);
        }
        if (!inOrder && !isAcyclic(needs)) {
            for (List<String> cycle : new Dependencies(needs).cycles()) {
                error(
                        "these tasks need each other in a circle: " + String.join(" → ", cycle),
                        "drop one of these needs",
                        "tasks",
                        cycle.get(0),
                        "needs",
                        cycle.get(cycle.size() - 2));
            }
        }
    }

    /** Takes away tasks that wait for nothing until none is left. The graph library is needed only to tell what a cycle looks like. */
    private static boolean isAcyclic(Map<String, List<String>> needs) {
        var waiting = new HashMap<String, Integer>();
        var successors = new HashMap<String, List<String>>();
        var free = new ArrayDeque<String>();
        needs.forEach((task, upstreams) -> {
            waiting.put(task, upstreams.size());
            upstreams.forEach(upstream -> successors
                    .computeIfAbsent(upstream, each -> new ArrayList<>())
                    .add(task));
            if (upstreams.isEmpty()) {
                free.add(task);
            }
        });
        int taken = 0;
        for (String task = free.poll(); task != null; task = free.poll()) {
            taken++;
            for (String successor : successors.getOrDefault(task, List.of())) {
                if (waiting.merge(successor, -1, Integer::sum) == 0) {
                    free.add(successor);
                }
            }
        }
        return taken == needs.size();
    }

    private void checkName(String what, String name, Object... path) {
        checkName(what, name, at(path));
    }

    private void checkKey(String what, String name, Object... path) {
        checkName(what, name, locator.ofName(path));
    }

    private void checkName(String what, String name, Location location) {
        if (!Names.isName(name)) {
            findings.error(location, what + " name " + Json.write(name) + " can't be used: " + Names.RULE, null);
        }
    }

    private void atLeastOne(int value, String key) {
        if (value < 1) {
            error(key + " is " + value + "; it is at least 1", null, key);
        }
    }

    private Set<String> others(TaskDefinition task) {
        var names = new LinkedHashSet<String>();
        pipeline.tasks().forEach(each -> names.add(each.name()));
        names.remove(task.name());
        return names;
    }

    private @Nullable String hint(String unknown, Collection<String> known) {
        return findings.hint(unknown, known);
    }

    private Location at(Object... path) {
        return locator.of(path);
    }

    private void error(String message, @Nullable String hint, Object... path) {
        findings.error(message, hint, path);
    }
}
