package io.onedag.cli;

import io.onedag.cli.terminal.Text;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.engine.ShellCommand;
import io.onedag.plan.Explanation;
import io.onedag.run.RunExplainer;
import io.onedag.run.RunExplanation;
import io.onedag.validation.Suggestions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code onedag explain}: why a run, or a task run, is where it is. */
final class ExplainCommand extends StoreCommandBase {

    private static final Pattern INSTANCE = Pattern.compile("(.+)\\[(\\d{1,9})]");

    /** How many task runs are explained where none is named. */
    private static final int MOST_TASKS = 5;

    private @Nullable String run;
    private @Nullable String task;
    private @Nullable String runKey;

    ExplainCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .optionalArgument("RUN", Texts.RUN + " Left out: the latest run of all.", value -> run = value)
                .optionalArgument(
                        "TASK[INDEX]",
                        "A task, or one instance of a mapped task. Left out: the run as a whole, the worst first.",
                        value -> task = value)
                .option("--run-key", "KEY", Texts.RUN_KEY, value -> runKey = value);
    }

    @Override
    List<String> footer() {
        return List.of("\"TASK[INDEX]\" is best quoted: shells read the brackets as a pattern.");
    }

    @Override
    String jsonForm() {
        return "{run_id, pipeline, state, round, sentences, next, tasks: [{task, map_index, state, reason, allowed_failure, rule, cause,"
                + " sentence, details, upstreams: [{task, state, reason, allowed_failure, instances, decisive}], roots, next}]}";
    }

    @Override
    public Integer call() {
        try (RunStore store = openStore(Mode.READ)) {
            RunRecord found = new RunFinder(store).findOrLatest(run, runKey);
            RunExplainer explainer =
                    RunExplainer.load(store, found, surroundings.clock().instant());
            if (task == null) {
                RunExplanation told = explainer.run();
                if (json) {
                    print(document(found, told.sentences(), told.tasks(), told.next()));
                } else {
                    show(told);
                }
            } else {
                RunExplanation.TaskRun told = explain(explainer, task);
                if (json) {
                    print(document(found, plain(told), List.of(told), told.next()));
                } else {
                    tell(sentences(told), told.next());
                }
            }
            return ExitCode.DONE;
        }
    }

    private static RunExplanation.TaskRun explain(RunExplainer explainer, String asked) {
        String name = asked;
        int index = -1;
        Matcher instance = INSTANCE.matcher(asked);
        if (instance.matches()) {
            name = instance.group(1);
            index = Integer.parseInt(instance.group(2));
        }
        List<String> known =
                explainer.pipeline().tasks().stream().map(each -> each.name()).toList();
        if (!known.contains(name)) {
            throw new UsageException(
                    "the run has no task \"" + name + "\"",
                    Objects.requireNonNullElse(
                            Suggestions.hint(name, known), ShellCommand.onedag("status", "RUN") + " lists its tasks"));
        }
        try {
            return explainer.task(name, index);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    String.valueOf(e.getMessage()),
                    ShellCommand.onedag("status", "RUN", "--all") + " lists all instances");
        }
    }

    private void show(RunExplanation told) {
        tell(told.sentences().stream().map(ExplainCommand::capital).toList(), null);
        var seen = new HashSet<String>(); // one instance speaks for all of its task
        List<RunExplanation.TaskRun> worth = told.tasks().stream()
                .filter(each ->
                        isWorthTelling(each.plan()) && seen.add(each.plan().task()))
                .toList();
        worth.stream().limit(MOST_TASKS).forEach(each -> {
            people().println();
            tell(sentences(each), null);
        });
        if (worth.size() > MOST_TASKS) {
            people().println();
            people().println(style().dim("… and " + (worth.size() - MOST_TASKS) + " more tasks: "
                    + ShellCommand.onedag("explain", "RUN", "TASK")));
        }
        if (told.next() != null) {
            people().println();
            tell(List.of(), told.next());
        }
    }

    private static boolean isWorthTelling(Explanation each) {
        return switch (each.state()) {
            case FAILED, UPSTREAM_FAILED, RETRY_WAIT, READY, PENDING, SKIPPED -> true;
            case RUNNING, SUCCEEDED, CANCELLED -> false;
        };
    }

    /** Each sentence on a line of its own; one that doesn't begin with a task's name begins with a capital. */
    private void tell(List<String> sentences, @Nullable String next) {
        for (String each : sentences) {
            String line = Text.oneLine(each);
            people().println(line.matches(".*[.!?…]") ? line : line + ".");
        }
        if (next != null) {
            people().println("next: " + style().bold(next));
        }
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static List<String> plain(RunExplanation.TaskRun told) {
        var all = new ArrayList<String>();
        all.add(told.plan().sentence());
        all.addAll(told.details());
        return all;
    }

    private static List<String> sentences(RunExplanation.TaskRun told) {
        var all = new ArrayList<String>();
        all.add(told.plan().sentence());
        told.details().forEach(detail -> all.add(capital(detail)));
        return all;
    }

    private static Map<String, @Nullable Object> document(
            RunRecord run, List<String> sentences, List<RunExplanation.TaskRun> tasks, @Nullable String next) {
        return Documents.of(
                "run_id", run.id().toString(),
                "pipeline", run.pipeline(),
                "state", run.state().name(),
                "round", run.round(),
                "sentences", sentences,
                "next", next,
                "tasks", tasks.stream().map(ExplainCommand::document).toList());
    }

    private static Map<String, @Nullable Object> document(RunExplanation.TaskRun told) {
        Explanation plan = told.plan();
        return Documents.of(
                "task", plan.task(),
                "map_index", plan.mapIndex() < 0 ? null : plan.mapIndex(),
                "state", plan.state().name(),
                "reason", plan.reason() == null ? null : plan.reason().name(),
                "allowed_failure", plan.allowedFailure(),
                "rule", plan.rule().yamlName(),
                "cause", plan.cause().name(),
                "sentence", plan.sentence(),
                "details", told.details(),
                "upstreams",
                        plan.upstreams().stream().map(ExplainCommand::document).toList(),
                "roots", plan.roots(),
                "next", told.next());
    }

    private static Map<String, @Nullable Object> document(Explanation.Upstream upstream) {
        var instances = new LinkedHashMap<String, @Nullable Object>();
        upstream.instances().forEach((state, count) -> instances.put(state.name(), count));
        return Documents.of(
                "task", upstream.task(),
                "state", upstream.state().name(),
                "reason", upstream.reason() == null ? null : upstream.reason().name(),
                "allowed_failure", upstream.allowedFailure(),
                "instances", instances.isEmpty() ? null : instances,
                "decisive", upstream.decisive());
    }
}
