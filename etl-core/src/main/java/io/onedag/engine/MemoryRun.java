package io.onedag.engine;

import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.engine.RunStore.TaskKey;
import io.onedag.plan.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A run in memory with its task runs: what was asked for, by whom, and where it stands. Guarded by its store. */
final class MemoryRun {

    final NewRun asked;
    final ProcessInfo starter;
    final Instant createdAt;
    RunState state = RunState.QUEUED;

    @Nullable
    String reason;

    @Nullable
    Instant startedAt;

    @Nullable
    Instant endedAt;

    String params;
    final NavigableMap<Integer, String> earlierParams = new TreeMap<>();
    int round = 1;

    @Nullable
    String roundBy;

    @Nullable
    ProcessInfo owner;

    long leaseGeneration = 1;

    @Nullable
    String cancelRequested;

    final Map<TaskKey, TaskRunRecord> tasks = new LinkedHashMap<>();
    final List<AttemptRecord> attempts = new ArrayList<>();
    final Map<TaskKey, NavigableMap<Long, NavigableMap<Long, LogChunk>>> logs = new LinkedHashMap<>();

    MemoryRun(NewRun asked, ProcessInfo starter, Instant createdAt) {
        this.asked = asked;
        this.params = asked.params();
        this.starter = starter;
        this.createdAt = createdAt;
        this.owner = starter;
    }

    RunRecord record() {
        return new RunRecord(
                asked.id(),
                asked.key(),
                asked.pipeline(),
                state,
                reason,
                createdAt,
                startedAt,
                endedAt,
                asked.interval(),
                params,
                asked.planHash(),
                asked.rulesVersion(),
                asked.definition(),
                asked.engine(),
                starter.application(),
                starter.version(),
                OnedagVersion.current(),
                round,
                roundBy,
                owner,
                leaseGeneration,
                cancelRequested,
                asked.testMode(),
                asked.limit());
    }

    /** This run as it is now, for the case that what follows is to be undone; the logs are shared. */
    MemoryRun copy() {
        var copy = new MemoryRun(asked, starter, createdAt);
        copy.state = state;
        copy.reason = reason;
        copy.startedAt = startedAt;
        copy.endedAt = endedAt;
        copy.params = params;
        copy.earlierParams.putAll(earlierParams);
        copy.round = round;
        copy.roundBy = roundBy;
        copy.owner = owner;
        copy.leaseGeneration = leaseGeneration;
        copy.cancelRequested = cancelRequested;
        copy.tasks.putAll(tasks);
        copy.attempts.addAll(attempts);
        copy.logs.putAll(logs);
        return copy;
    }

    /** This run for who works on it alone. */
    DrivenRun driven() {
        return new DrivenRun() {
            @Override
            public RunRecord run() {
                return MemoryRun.this.record();
            }

            @Override
            public String definition() {
                return asked.definition();
            }

            @Override
            public List<TaskRunRecord> taskRuns(Collection<String> outputsOf) {
                return List.copyOf(tasks.values());
            }

            @Override
            public void beginRound(String by, String newParams, Collection<TaskKey> putBack) {
                MemoryRun.this.beginRound(round + 1, by, newParams, putBack);
            }

            @Override
            public void apply(RunChange change) {
                MemoryRun.this.apply(change);
            }
        };
    }

    /** All of it or nothing. */
    void apply(RunChange change) {
        var before = new LinkedHashMap<>(tasks);
        int kept = attempts.size();
        try {
            change.writes().forEach(this::apply);
        } catch (StaleLeaseException e) {
            tasks.clear();
            tasks.putAll(before);
            attempts.subList(kept, attempts.size()).clear();
            throw e;
        }
        RunChange.End end = change.end();
        if (end != null) {
            state = end.state();
            reason = end.reason();
            endedAt = end.endedAt();
        }
    }

    /**
     * Begins a round.
     *
     * @param newParams the parameters from it on; null: as before
     */
    void beginRound(int round, String by, @Nullable String newParams, Collection<TaskKey> putBack) {
        for (TaskKey key : putBack) {
            TaskRunRecord old = tasks.get(key);
            if (old == null) {
                continue;
            }
            if (old.attempts() == 0) { // a mapped task's only row, say, which may have instances now
                tasks.remove(key);
                continue;
            }
            if (old.attempt() > 0 && !isKept(old)) {
                attempts.add(new AttemptRecord(
                        old.task(),
                        old.mapIndex(),
                        old.round(),
                        old.attempt(),
                        old.state(),
                        old.startedAt(),
                        old.endedAt(),
                        old.error(),
                        old.output(),
                        round));
            }
            tasks.put(
                    key,
                    new TaskRunRecord(
                            old.task(),
                            old.mapIndex(),
                            TaskState.PENDING,
                            null,
                            round,
                            0,
                            old.earlierAttempts() + old.attempt(),
                            0,
                            old.generation() + 1,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            false,
                            Rows.NONE,
                            null,
                            old.driverRound(),
                            null));
        }
        state = RunState.RUNNING;
        reason = null;
        endedAt = null;
        this.round = round;
        roundBy = by;
        cancelRequested = null;
        if (newParams != null && !newParams.equals(params)) {
            earlierParams.put(round - 1, params);
            params = newParams;
        }
    }

    /** The parameters of a round. */
    String params(int ofRound) {
        Map.Entry<Integer, String> earlier = earlierParams.ceilingEntry(ofRound);
        return earlier == null ? params : earlier.getValue();
    }

    private void apply(RunChange.Write write) {
        var key = new TaskKey(write.task(), write.mapIndex());
        TaskRunRecord old = tasks.get(key);
        long generation = old == null ? 0 : old.generation();
        if (write instanceof RunChange.Claim claim) {
            if (claim.generation() != generation + 1
                    || (old != null && old.state().isFinal())) {
                throw stale(key, generation);
            }
            tasks.put(
                    key,
                    new TaskRunRecord(
                            claim.task(),
                            claim.mapIndex(),
                            TaskState.RUNNING,
                            null,
                            claim.round(),
                            claim.attempt(),
                            old == null ? 0 : old.earlierAttempts(),
                            claim.recoveries(),
                            claim.generation(),
                            claim.startedAt(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            false,
                            Rows.NONE,
                            null,
                            claim.driverRound(),
                            claim.deadline()));
        } else if (write instanceof RunChange.Outcome end) {
            if (old == null || end.generation() != generation || old.state().isFinal()) {
                throw stale(key, generation);
            }
            if (!end.state().isFinal()) {
                attempts.add(history(old, end.state(), end.endedAt(), end.error()));
            }
            tasks.put(
                    key,
                    new TaskRunRecord(
                            old.task(),
                            old.mapIndex(),
                            end.state(),
                            end.reason(),
                            old.round(),
                            old.attempt(),
                            old.earlierAttempts(),
                            old.recoveries() + (end.state() == TaskState.READY ? 1 : 0),
                            generation,
                            old.startedAt(),
                            end.endedAt(),
                            end.retryAt(),
                            end.output(),
                            end.branch(),
                            end.error(),
                            end.allowedFailure(),
                            end.rows(),
                            old.process(),
                            old.driverRound(),
                            old.deadline()));
        } else if (write instanceof RunChange.Decision decision) {
            if (old != null && old.state().isFinal()) {
                throw stale(key, generation);
            }
            tasks.put(
                    key,
                    new TaskRunRecord(
                            decision.task(),
                            decision.mapIndex(),
                            decision.state(),
                            decision.reason(),
                            decision.round(),
                            old == null ? 0 : old.attempt(),
                            old == null ? 0 : old.earlierAttempts(),
                            old == null ? 0 : old.recoveries(),
                            generation,
                            old == null ? null : old.startedAt(),
                            decision.endedAt(),
                            null,
                            null,
                            null,
                            old == null ? null : old.error(),
                            false,
                            old == null ? Rows.NONE : old.rows(),
                            null,
                            old == null ? 0 : old.driverRound(),
                            null));
        } else if (write instanceof RunChange.Started started) {
            if (old == null || started.generation() != generation || old.state() != TaskState.RUNNING) {
                throw stale(key, generation);
            }
            tasks.put(
                    key,
                    new TaskRunRecord(
                            old.task(),
                            old.mapIndex(),
                            old.state(),
                            old.reason(),
                            old.round(),
                            old.attempt(),
                            old.earlierAttempts(),
                            old.recoveries(),
                            generation,
                            old.startedAt(),
                            old.endedAt(),
                            old.retryAt(),
                            old.output(),
                            old.branch(),
                            old.error(),
                            old.allowedFailure(),
                            old.rows(),
                            started.process(),
                            old.driverRound(),
                            old.deadline()));
        } else if (write instanceof RunChange.Mark mark) {
            tasks.put(key, marked(mark, old));
        }
    }

    private static TaskRunRecord marked(RunChange.Mark mark, @Nullable TaskRunRecord old) {
        return new TaskRunRecord(
                mark.task(),
                mark.mapIndex(),
                mark.state(),
                Reason.DRIVER,
                old == null ? mark.round() : old.round(),
                old == null ? 0 : old.attempt(),
                old == null ? 0 : old.earlierAttempts(),
                old == null ? 0 : old.recoveries(),
                old == null ? 0 : old.generation(),
                old == null ? null : old.startedAt(),
                mark.endedAt(),
                null,
                null,
                mark.branch(),
                mark.error(),
                mark.allowedFailure(),
                old == null ? Rows.NONE : old.rows(),
                null,
                old == null ? 0 : old.driverRound(),
                null);
    }

    /** Whether a task run's latest attempt is in the history already: it waited for its retry when the run was cut. */
    private boolean isKept(TaskRunRecord of) {
        return attempts.stream()
                .anyMatch(each -> each.task().equals(of.task())
                        && each.mapIndex() == of.mapIndex()
                        && each.round() == of.round()
                        && each.attempt() == of.attempt());
    }

    private static AttemptRecord history(
            TaskRunRecord of, TaskState outcome, @Nullable Instant endedAt, @Nullable Failure error) {
        return new AttemptRecord(
                of.task(), of.mapIndex(), of.round(), of.attempt(), outcome, of.startedAt(), endedAt, error);
    }

    private StaleLeaseException stale(TaskKey key, long generation) {
        return new StaleLeaseException(
                asked.id(),
                "task run " + key.task() + " is at generation " + generation + " and doesn't take this write");
    }
}
