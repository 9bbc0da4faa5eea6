package io.onedag.run;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunFilter;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.ShellCommand;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Explainer;
import io.onedag.plan.Explanation;
import io.onedag.plan.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Explains a run and its task runs: what the plan decided, and what the records, its process and the other runs have to do with it.
 * Confined to one thread.
 */
public final class RunExplainer {

    private static final int MOST_OTHERS = 100;
    private static final int MOST_NAMED = 3;

    private final RunRecord run;
    private final Pipeline pipeline;
    private final Explainer plan;
    private final boolean abandoned;
    private final List<RunRecord> ahead;
    private final List<Explanation> all;
    private final TaskRunWords words;

    private RunExplainer(
            RunRecord run,
            Pipeline pipeline,
            List<TaskRunRecord> records,
            boolean abandoned,
            List<RunRecord> ahead,
            Instant now) {
        PipelineGraph graph = PipelineGraph.of(pipeline);
        this.run = run;
        this.pipeline = pipeline;
        this.plan = Explainer.of(graph, Records.states(graph, records), cut(run, records));
        this.abandoned = abandoned;
        this.ahead = ahead;
        this.all = plan.all();
        this.words = new TaskRunWords(run, pipeline, records, all, now);
    }

    /**
     * Reads a run.
     *
     * @param run as {@link RunStore#run} gives it
     * @throws InvalidRunException when its definition can't be read
     */
    public static RunExplainer load(RunStore store, RunRecord run, Instant now) {
        List<RunRecord> ahead = run.state() == RunState.QUEUED ? ahead(store, run) : List.of();
        return new RunExplainer(
                run, Definitions.toShow(run), store.taskRuns(run.id()), isAbandoned(store, run), ahead, now);
    }

    /** Whether a run is unfinished and nobody advances it: the process that did is gone. */
    public static boolean isAbandoned(RunStore store, RunRecord run) {
        if (run.state().isFinal() || run.isDrivenFromOutside()) {
            return false;
        }
        ProcessInfo owner = run.owner();
        return owner == null || !store.isAlive(owner);
    }

    /** The live runs of the same pipeline that a queued one waits for. */
    private static List<RunRecord> ahead(RunStore store, RunRecord run) {
        var ahead = new ArrayList<RunRecord>();
        for (RunState state : List.of(RunState.RUNNING, RunState.QUEUED)) {
            for (RunRecord other : store.runs(new RunFilter(run.pipeline(), state, MOST_OTHERS))) {
                boolean before = state == RunState.RUNNING || other.createdAt().isBefore(run.createdAt());
                if (before && !other.id().equals(run.id()) && !isAbandoned(store, other)) {
                    ahead.add(other);
                }
            }
        }
        return ahead;
    }

    /** What ended the run before all its tasks were over. */
    private static @Nullable Reason cut(RunRecord run, List<TaskRunRecord> records) {
        if (!run.state().isFinal()) {
            return null;
        }
        return records.stream().anyMatch(each -> each.reason() == Reason.RUN_TIMEOUT)
                ? Reason.RUN_TIMEOUT
                : Reason.CANCELLED;
    }

    /** Explains the run. */
    public RunExplanation run() {
        var told = new ArrayList<String>(situation());
        if (run.state() != RunState.QUEUED) {
            tasks(told);
        }
        List<RunExplanation.TaskRun> worst = all.stream()
                .filter(each -> each.state() != TaskState.SUCCEEDED)
                .sorted(Comparator.comparingInt(RunExplainer::goodness))
                .map(this::task)
                .toList();
        return new RunExplanation(told, worst, next());
    }

    /**
     * Explains a task run.
     *
     * @param mapIndex the index of a mapped instance; -1: not mapped, or all instances together
     * @throws IllegalArgumentException when there is no such task or instance
     */
    public RunExplanation.TaskRun task(String task, int mapIndex) {
        return task(plan.explain(task, mapIndex));
    }

    /** The run's definition. */
    public Pipeline pipeline() {
        return pipeline;
    }

    private RunExplanation.TaskRun task(Explanation each) {
        var details = new ArrayList<String>();
        boolean starts = !each.state().isFinal() && run.state() == RunState.QUEUED;
        if (starts) {
            details.addAll(situation());
        } else {
            details.addAll(words.details(each, run.reason(), abandoned));
            if (abandoned && !each.state().isFinal()) {
                details.add("nobody advances the run: " + owner() + " is gone");
            } else if (run.isDrivenFromOutside() && !each.state().isFinal()) {
                details.add(run.driver() + " drives this run and decides there what starts");
            }
        }
        boolean helps = abandoned ? !each.state().isFinal() || isMended(each) : isMended(each);
        return new RunExplanation.TaskRun(each, details, helps ? next() : null);
    }

    /** Whether a resume would run it again. */
    private static boolean isMended(Explanation each) {
        return switch (each.state()) {
            case FAILED -> !each.allowedFailure();
            case UPSTREAM_FAILED, CANCELLED -> true;
            default -> false;
        };
    }

    private List<String> situation() {
        var told = new ArrayList<String>();
        String name = "run " + run.id() + " of " + run.pipeline();
        if (run.state().isFinal()) {
            told.add(name + " " + ended());
        } else if (run.isDrivenFromOutside()) {
            told.add(name + " is " + run.state() + ": " + run.driver() + " drives it, and decides there what starts");
        } else if (abandoned) {
            told.add(name + " is " + run.state() + ", and nobody advances it: " + owner() + " is gone");
        } else if (run.state() == RunState.QUEUED) {
            int most = pipeline.maxActiveRuns();
            told.add(name + " is QUEUED: at most " + most + (most == 1 ? " run" : " runs")
                    + " of this pipeline may be active (max_active_runs), and "
                    + (ahead.isEmpty()
                            ? "it is next"
                            : named(ahead.stream()
                                    .map(other -> other.id() + " is " + other.state())
                                    .toList())));
        } else {
            told.add(name + " is " + run.state() + ": " + owner() + " advances it");
        }
        if (run.cancelRequested() != null && !run.state().isFinal()) {
            told.add("it was asked to end: " + run.cancelRequested());
        }
        if (run.round() > 1) {
            told.add("this is its round " + run.round() + (run.roundBy() == null ? "" : ", begun by " + run.roundBy()));
        }
        return told;
    }

    private String ended() {
        return switch (run.state()) {
            case SUCCEEDED -> "SUCCEEDED: every task run is over, and no failure counts";
            case CANCELLED -> "was CANCELLED" + (run.reason() == null ? "" : ": " + run.reason());
            case FAILED -> "FAILED: " + (run.reason() == null ? "a task run failed or could not run" : run.reason());
            case QUEUED, RUNNING -> throw new IllegalStateException(run.state() + " is no end");
        };
    }

    private void tasks(List<String> told) {
        tell(told, "FAILED", in(TaskState.FAILED, false), words::why);
        tell(told, "could not run", in(TaskState.UPSTREAM_FAILED, false), each -> "");
        tell(told, "FAILED with leave (allow_failure)", in(TaskState.FAILED, true), words::why);
        tell(told, "was cut off", in(TaskState.CANCELLED, false), each -> "");
        tell(told, "waits for the next attempt", in(TaskState.RETRY_WAIT, false), words::due);
        tell(told, "is running", in(TaskState.RUNNING, false), words::since);
        tell(told, "is ready", in(TaskState.READY, false), each -> "");
        tell(told, "waits for upstreams", in(TaskState.PENDING, false), each -> "");
        tell(told, "was skipped", in(TaskState.SKIPPED, false), RunExplainer::skip);
        int succeeded = in(TaskState.SUCCEEDED, false).size();
        if (succeeded > 0) {
            told.add(succeeded + " of " + all.size() + (all.size() == 1 ? " task run" : " task runs") + " SUCCEEDED");
        }
    }

    private List<Explanation> in(TaskState state, boolean allowed) {
        return all.stream()
                .filter(each -> each.state() == state && each.allowedFailure() == allowed)
                .toList();
    }

    private static void tell(
            List<String> told, String what, List<Explanation> which, Function<Explanation, String> about) {
        if (!which.isEmpty()) {
            String verb = which.size() == 1
                    ? what
                    : what.replaceFirst("^is ", "are ")
                            .replaceFirst("^was ", "were ")
                            .replaceFirst("^waits ", "wait ");
            told.add(which.size() + (which.size() == 1 ? " task run " : " task runs ") + verb + ": "
                    + named(which.stream()
                            .map(each -> each.label() + about.apply(each))
                            .toList()));
        }
    }

    static String named(List<String> names) {
        int more = names.size() - MOST_NAMED;
        return String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String skip(Explanation each) {
        return switch (each.cause()) {
            case SKIPPED_ITSELF -> " (by itself)";
            case NOT_CHOSEN -> " (not chosen)";
            case EMPTY_LIST -> " (nothing to map over)";
            case MARKED -> " (its driver said so)";
            default -> " (by its rule " + each.rule().yamlName() + ")";
        };
    }

    private String owner() {
        return run.owner() == null ? "its process" : run.owner().toString();
    }

    private @Nullable String next() {
        boolean ended = run.state() == RunState.FAILED || run.state() == RunState.CANCELLED;
        return !run.isDrivenFromOutside() && (abandoned || ended)
                ? ShellCommand.onedag("resume", run.id().toString())
                : null;
    }

    /** The worst first. */
    private static int goodness(Explanation each) {
        return switch (each.state()) {
            case FAILED -> each.allowedFailure() ? 3 : 0;
            case UPSTREAM_FAILED -> 1;
            case CANCELLED -> 2;
            case RETRY_WAIT -> 4;
            case RUNNING -> 5;
            case READY -> 6;
            case PENDING -> 7;
            case SKIPPED -> 8;
            case SUCCEEDED -> 9;
        };
    }
}
