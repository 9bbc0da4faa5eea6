package io.onedag.driven;

import io.onedag.Effect;
import io.onedag.Pipeline;
import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.engine.DrivenRun;
import io.onedag.engine.Failure;
import io.onedag.engine.OsProcess;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStore.TaskKey;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Outcome;
import io.onedag.plan.Reason;
import io.onedag.run.Definitions;
import io.onedag.run.InvalidRunException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The transaction in which an attempt begins. What it finds of an earlier attempt's process is ended after it. */
final class Claiming implements DrivenRun.Work<Begun> {

    private final RunStore store;
    private final DrivenRequest request;
    private final TaskKey own;
    private final Instant now;
    private boolean tookOver;
    private @Nullable OsProcess remains;

    Claiming(RunStore store, DrivenRequest request, Instant now) {
        this.store = store;
        this.request = request;
        this.own = new TaskKey(request.task(), request.mapIndex());
        this.now = now;
    }

    /** Whether an earlier attempt may have left a process behind. */
    boolean tookOver() {
        return tookOver;
    }

    /** The process that an earlier attempt put on record, or null. */
    @Nullable
    OsProcess remains() {
        return remains;
    }

    @Override
    public Begun with(DrivenRun driven) {
        tookOver = false;
        remains = null;
        RunRecord run = driven.run();
        if (!run.driver().equals(request.driver())) {
            return Elsewhere.answer(driven, request);
        }
        PipelineGraph graph = request.graph();
        List<String> differences = List.of();
        if (!run.planHash().equals(request.planHash())) {
            RunRecord whole = run.withDefinition(driven.definition());
            Pipeline now = graph.pipeline();
            try {
                graph = PipelineGraph.of(Definitions.forTask(whole, now, request.task()));
            } catch (InvalidRunException e) {
                return otherPlan(run, String.valueOf(e.getMessage()));
            }
            differences = Definitions.differences(whole, now);
            if (!isSamePlace(graph.pipeline(), now, request.task())) {
                return otherPlan(
                        run,
                        "task " + request.task() + " stands elsewhere in it" + System.lineSeparator()
                                + String.join(System.lineSeparator(), differences));
            }
        }
        return begin(driven, graph, differences);
    }

    private Begun begin(DrivenRun driven, PipelineGraph graph, List<String> differences) {
        RunRecord run = driven.run();
        int task = graph.index(own.task());
        RecordedRun recorded = RecordedRun.read(driven, graph, own.task());
        if (!recorded.hasPlaceFor(task, own.mapIndex())) {
            return noSuchInstance(run, recorded.instances(task));
        }
        TaskRunRecord row = recorded.find(own.task(), own.mapIndex());
        // An instance of a mapped task that so far had none, because there was nothing to map over.
        TaskRunRecord none = own.mapIndex() < 0 ? null : recorded.find(own.task(), RecordedRun.NOT_MAPPED);
        boolean begun = none != null && none.state().isFinal();
        Turn turn = begun ? Turn.NEW_ROUND : Turn.of(row, request, run, graph.task(task));
        if (turn == Turn.RECORDED) {
            return new Begun.Recorded(run, Objects.requireNonNull(row));
        }
        if (turn == Turn.UNKNOWN) {
            return unknown(driven, graph, recorded, Objects.requireNonNull(row));
        }
        var writes = new ArrayList<RunChange.Write>();
        List<TaskKey> cleared = List.of();
        DriverStates states = request.states();
        if (states != null) {
            var reconciled = new Reconciled(graph, run, recorded, states, now);
            writes.addAll(reconciled.writes(own));
            cleared = turn == Turn.NEW_ROUND ? reconciled.cleared(own) : cleared;
        }
        if (begun) {
            cleared = with(new TaskKey(own.task(), RecordedRun.NOT_MAPPED), cleared);
        }
        boolean changed = !writes.isEmpty() || !cleared.isEmpty();
        tookOver = row != null && mayHaveLeftProcesses(row);
        if (row != null && row.state() == TaskState.RUNNING) {
            remains = row.process();
            writes.add(lost(row));
        }
        long generation = row == null ? 0 : row.generation();
        int round = row == null ? run.round() : row.round();
        if (turn == Turn.NEW_ROUND) {
            apply(driven, writes);
            generation = putBack(driven, cleared, row);
            round = driven.run().round();
        }
        writes.add(new RunChange.Claim(
                own.task(),
                own.mapIndex(),
                generation + 1,
                round,
                request.attempt(),
                0,
                now,
                request.driverRound(),
                request.deadline()));
        apply(driven, writes);
        // What was marked or put back just now has no output to read.
        RecordedRun read = changed ? RecordedRun.read(driven, graph, own.task()) : recorded;
        return new DrivenAttempt(
                store, request, driven.run(), graph, round, generation + 1, read.inputs(task), differences);
    }

    /** Whether the latest attempt didn't itself say how it ended, and so perhaps didn't live to end its processes. */
    private static boolean mayHaveLeftProcesses(TaskRunRecord row) {
        if (row.attempt() == 0) {
            return row.earlierAttempts() > 0; // put back by a sibling: how it ended isn't in the row any more
        }
        return row.state() == TaskState.RUNNING || row.state() == TaskState.CANCELLED || row.reason() == Reason.DRIVER;
    }

    private static List<TaskKey> with(TaskKey key, List<TaskKey> others) {
        var all = new ArrayList<TaskKey>();
        all.add(key);
        for (TaskKey each : others) {
            if (each.mapIndex() != key.mapIndex() || !each.task().equals(key.task())) {
                all.add(each);
            }
        }
        return all;
    }

    private static void apply(DrivenRun driven, List<RunChange.Write> writes) {
        if (!writes.isEmpty()) {
            driven.apply(new RunChange(List.copyOf(writes), null));
            writes.clear();
        }
    }

    /**
     * Begins a round of the run.
     *
     * @return the generation of the task run after it
     */
    private long putBack(DrivenRun driven, List<TaskKey> cleared, @Nullable TaskRunRecord row) {
        var keys = new ArrayList<TaskKey>(cleared);
        if (row != null) {
            keys.add(own);
        }
        driven.beginRound(request.by(), request.params(), keys);
        // One that never had an attempt has no row any more.
        return row == null || row.attempts() == 0 ? 0 : row.generation() + 1;
    }

    private RunChange.Outcome lost(TaskRunRecord row) {
        var why = new Failure(
                "Lost",
                "attempt " + row.attempt() + " was lost: " + request.by() + " began before it had ended",
                null,
                false);
        return Outcomes.of(row, TaskState.READY, null, why, false, now);
    }

    /** An effect that may happen once was begun in this round, and nobody knows how far it came. */
    private Begun unknown(DrivenRun driven, PipelineGraph graph, RecordedRun recorded, TaskRunRecord row) {
        TaskDefinition task = graph.pipeline().task(own.task());
        String why = "attempt " + row.attempt()
                + " was cut off; its effect may have happened: outcome unknown, a person" + " decides";
        var failure = new Failure("Lost", why, null, true);
        var writes = new ArrayList<RunChange.Write>();
        long generation = row.generation();
        if (row.state() == TaskState.RUNNING) {
            tookOver = true;
            remains = row.process();
        } else { // interrupted: what ends is an attempt under way, and so it is once more
            generation++;
            writes.add(new RunChange.Claim(
                    own.task(),
                    own.mapIndex(),
                    generation,
                    row.round(),
                    row.attempt(),
                    0,
                    row.startedAt() == null ? now : row.startedAt(),
                    row.driverRound(),
                    null));
        }
        writes.add(Outcomes.of(
                row, generation, TaskState.FAILED, Reason.OUTCOME_UNKNOWN, failure, task.allowFailure(), now));
        PlannedRun planned = recorded.planned();
        planned.set(own.task(), own.mapIndex(), Outcome.of(TaskState.FAILED, Reason.OUTCOME_UNKNOWN));
        PlannedRun.Following following = planned.follow(driven.run().round(), now);
        writes.addAll(following.writes());
        RunChange.End end = following.end(driven.run());
        driven.apply(new RunChange(writes, end));
        return new Begun.NotToRun(
                Begun.Why.OUTCOME_UNKNOWN,
                "task " + own.task() + " of run " + driven.run().id()
                        + " has an effect that may happen once (effect: once), and "
                        + why + ". See whether it happened; then mark the task in " + request.driver()
                        + " as a success, or clear it there to run it again",
                Outcomes.closing(end));
    }

    private Begun noSuchInstance(RunRecord run, int instances) {
        return new Begun.NotToRun(
                Begun.Why.NO_SUCH_INSTANCE,
                "task " + own.task() + "[" + own.mapIndex() + "] is not part of run " + run.id() + ": "
                        + (instances < 0
                                ? "there is no list on record that it is mapped over"
                                : "the list on record has " + instances + (instances == 1 ? " element" : " elements"))
                        + ". " + request.driver() + " kept the length of an earlier list; nothing ran",
                null);
    }

    /** Whether what decides when a task starts is the same in both definitions. */
    private static boolean isSamePlace(Pipeline then, Pipeline now, String task) {
        if (!then.hasTask(task) || !now.hasTask(task)) {
            return false;
        }
        TaskDefinition before = then.task(task);
        TaskDefinition after = now.task(task);
        return before.needs().equals(after.needs())
                && before.when() == after.when()
                && before.branch().equals(after.branch())
                && before.effect() == after.effect()
                && Objects.equals(before.forEach(), after.forEach());
    }

    private Begun otherPlan(RunRecord run, String why) {
        return new Begun.NotToRun(
                Begun.Why.OTHER_PLAN,
                "run " + run.id() + " of pipeline " + run.pipeline() + " began with plan " + run.planHash()
                        + ", and this is plan " + request.planHash() + ": " + why + System.lineSeparator()
                        + "A run goes on with the definition that it began with. Bring that one's file and jar back, or start a new run",
                null);
    }

    /** What an attempt finds on record of its task run. */
    enum Turn {
        /** Nothing stands against it. */
        CLAIM,
        /** It begins a new round of the run. */
        NEW_ROUND,
        /** The task run is over, and the driver has missed it. */
        RECORDED,
        /** An effect that may happen once was begun in this round. */
        UNKNOWN;

        static Turn of(@Nullable TaskRunRecord row, DrivenRequest request, RunRecord run, TaskDefinition task) {
            boolean over = run.state().isFinal();
            boolean sameParams = Outcomes.sameJson(run.params(), request.params());
            if (row == null || row.state() == TaskState.PENDING) {
                return over || !sameParams ? NEW_ROUND : CLAIM;
            }
            // A lower number than on record: the run was deleted at the driver, and made again under its key.
            boolean goesOn = request.driverRound() == row.driverRound() && request.attempt() > row.attempt();
            if (row.attempt() == 0 || !goesOn) {
                return NEW_ROUND;
            }
            if (row.state().isFinal()) {
                boolean own = row.reason() != Reason.DRIVER && row.state() != TaskState.CANCELLED;
                return own ? RECORDED : NEW_ROUND;
            }
            if (over || !sameParams) {
                return NEW_ROUND;
            }
            return task.effect() == Effect.ONCE ? UNKNOWN : CLAIM;
        }
    }
}
