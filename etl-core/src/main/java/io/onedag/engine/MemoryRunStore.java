package io.onedag.engine;

import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.json.Json;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A store in memory, for tests and for runs that nobody resumes: it ends with its process. Thread-safe. */
public class MemoryRunStore implements RunStore {

    private static final Comparator<RunRecord> OLDEST_FIRST =
            Comparator.comparing(RunRecord::createdAt).thenComparing(RunRecord::id);

    private final InstantSource clock;
    private final Map<UUID, ProcessInfo> processes = new HashMap<>();
    private final Map<UUID, Instant> beats = new HashMap<>();
    private final Map<UUID, Run> runs = new LinkedHashMap<>();

    /** A run with its task runs: what was asked for, by whom, and where it stands. */
    private static final class Run {
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

        Run(NewRun asked, ProcessInfo starter, Instant createdAt) {
            this.asked = asked;
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
                    asked.params(),
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
    }

    /** An empty store by the system's clock. */
    public MemoryRunStore() {
        this(InstantSource.system());
    }

    /** An empty store by a clock of the caller's. */
    public MemoryRunStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String describe() {
        return "memory of this process";
    }

    @Override
    public synchronized void join(ProcessInfo me) {
        processes.put(me.id(), me);
        beats.put(me.id(), clock.instant());
    }

    @Override
    public synchronized boolean beat(UUID process) {
        return beats.computeIfPresent(process, (id, last) -> clock.instant()) != null;
    }

    @Override
    public synchronized void leave(UUID process) {
        beats.remove(process);
    }

    @Override
    public synchronized boolean isAlive(ProcessInfo process) {
        Instant last = beats.get(process.id());
        return last != null && clock.instant().isBefore(last.plus(LEASE));
    }

    @Override
    public synchronized Opening open(NewRun run, UUID process) {
        Optional<Run> known = runs.values().stream()
                .filter(each -> each.record().pipeline().equals(run.pipeline())
                        && each.record().key().equals(run.key()))
                .findFirst();
        if (known.isEmpty()) {
            return created(run, process);
        }
        Run existing = known.get();
        if (!Objects.equals(Json.parse(existing.record().params()), Json.parse(run.params()))) {
            return new Opening.OtherParams(existing.record());
        }
        if (existing.record().state().isFinal()) {
            return new Opening.Finished(existing.record());
        }
        if (isHeld(existing.record())) {
            return new Opening.Live(existing.record());
        }
        RunRecord before = existing.record();
        return new Opening.TakenOver(before, take(existing, process));
    }

    @Override
    public synchronized Optional<RunLease> takeOver(UUID runId, UUID process) {
        Run run = get(runId);
        return isHeld(run.record()) ? Optional.empty() : Optional.of(take(run, process));
    }

    @Override
    public synchronized boolean activate(RunLease lease, int maxActiveRuns) {
        Run run = held(lease);
        if (run.record().state() == RunState.RUNNING) {
            return true;
        }
        long active =
                others(run).filter(each -> each.state() == RunState.RUNNING).count();
        boolean older = others(run)
                .anyMatch(each -> each.state() == RunState.QUEUED
                        && each.createdAt().isBefore(run.record().createdAt()));
        if (active >= maxActiveRuns || older) {
            return false;
        }
        run.state = RunState.RUNNING;
        if (run.startedAt == null) {
            run.startedAt = clock.instant();
        }
        return true;
    }

    @Override
    public synchronized void commit(RunLease lease, RunChange change) {
        Run run = held(lease);
        var before = new LinkedHashMap<>(run.tasks);
        int attempts = run.attempts.size();
        try {
            change.writes().forEach(write -> apply(run, write));
        } catch (StaleLeaseException e) { // all of it or nothing
            run.tasks.clear();
            run.tasks.putAll(before);
            run.attempts.subList(attempts, run.attempts.size()).clear();
            throw e;
        }
        RunChange.End end = change.end();
        if (end != null) {
            run.state = end.state();
            run.reason = end.reason();
            run.endedAt = end.endedAt();
        }
    }

    @Override
    public synchronized void beginRound(RunLease lease, int round, String by, Collection<TaskKey> putBack) {
        Run run = held(lease);
        for (TaskKey key : putBack) {
            TaskRunRecord old = run.tasks.get(key);
            if (old == null) {
                continue;
            }
            if (old.attempts() == 0) { // a mapped task's only row, say, which may have instances now
                run.tasks.remove(key);
                continue;
            }
            if (old.attempt() > 0 && !isKept(run, old)) {
                run.attempts.add(new AttemptRecord(
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
            run.tasks.put(
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
                            null));
        }
        run.state = RunState.RUNNING;
        run.reason = null;
        run.endedAt = null;
        run.round = round;
        run.roundBy = by;
        run.cancelRequested = null;
    }

    @Override
    public synchronized boolean requestCancel(UUID runId, String why) {
        Run run = get(runId);
        if (run.record().state().isFinal()) {
            return false;
        }
        if (run.cancelRequested == null) {
            run.cancelRequested = why;
        }
        return true;
    }

    @Override
    public synchronized Optional<String> cancelRequest(UUID runId) {
        return Optional.ofNullable(runs.get(runId)).map(run -> run.cancelRequested);
    }

    @Override
    public synchronized Optional<RunRecord> run(UUID runId) {
        return Optional.ofNullable(runs.get(runId)).map(Run::record);
    }

    @Override
    public synchronized Optional<RunRecord> run(String pipeline, String key) {
        return newestFirst()
                .filter(each -> each.pipeline().equals(pipeline) && each.key().equals(key))
                .findFirst();
    }

    @Override
    public synchronized List<RunRecord> runsByIdPrefix(String prefix, int limit) {
        return newestFirst()
                .filter(each -> each.id().toString().startsWith(prefix))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<RunRecord> runs(RunFilter filter) {
        return newestFirst()
                .filter(each -> filter.pipeline() == null || each.pipeline().equals(filter.pipeline()))
                .filter(each -> filter.state() == null || each.state() == filter.state())
                .filter(each -> filter.key() == null || each.key().startsWith(filter.key()))
                .filter(each -> filter.since() == null || !each.createdAt().isBefore(filter.since()))
                .filter(each -> filter.until() == null || each.createdAt().isBefore(filter.until()))
                .filter(each -> filter.after() == null || OLDEST_FIRST.compare(each, filter.after()) < 0)
                .limit(filter.limit())
                .toList();
    }

    @Override
    public synchronized List<TaskRunRecord> taskRuns(UUID runId) {
        Run run = get(runId);
        boolean ended = run.record().state().isFinal();
        return run.tasks.values().stream()
                .filter(each -> !ended || each.state() != TaskState.PENDING)
                .toList();
    }

    @Override
    public synchronized List<AttemptRecord> attempts(UUID runId) {
        return List.copyOf(get(runId).attempts);
    }

    @Override
    public synchronized void appendLogs(RunLease lease, List<LogChunk> parts) {
        Run run = get(lease.runId());
        if (run.leaseGeneration != lease.generation()) {
            throw new StaleLeaseException(lease.runId(), "its lease " + lease.generation() + " is over");
        }
        for (LogChunk part : parts) {
            NavigableMap<Long, LogChunk> log = run.logs
                    .computeIfAbsent(new TaskKey(part.task(), part.mapIndex()), key -> new TreeMap<>())
                    .computeIfAbsent(part.generation(), generation -> new TreeMap<>());
            LogChunk held = log.get(part.firstLine());
            if ((held == null ? 0 : held.lines()) == part.held()) {
                log.put(part.firstLine(), held == null ? part : joined(held, part));
            }
            long logged = log.lastEntry().getValue().nextByte();
            log.values().removeIf(each -> LogChunk.isLeftOut(each.firstByte(), logged));
        }
    }

    private static LogChunk joined(LogChunk held, LogChunk more) {
        return new LogChunk(
                held.task(),
                held.mapIndex(),
                held.generation(),
                held.round(),
                held.attempt(),
                held.firstLine(),
                held.firstByte(),
                0,
                held.lines() + more.lines(),
                held.bytes() + more.bytes(),
                held.text() + more.text());
    }

    @Override
    public synchronized List<TaskLog> taskLogs(UUID runId) {
        var logs = new ArrayList<TaskLog>();
        get(runId)
                .logs
                .values()
                .forEach(task -> task.values().forEach(log -> {
                    LogChunk last = log.lastEntry().getValue();
                    long bytes =
                            log.values().stream().mapToLong(LogChunk::bytes).sum();
                    logs.add(new TaskLog(
                            last.task(),
                            last.mapIndex(),
                            last.generation(),
                            last.round(),
                            last.attempt(),
                            last.nextLine(),
                            bytes));
                }));
        return logs;
    }

    @Override
    public synchronized List<LogChunk> readLog(UUID runId, TaskKey key, long generation, long fromLine, int limit) {
        NavigableMap<Long, NavigableMap<Long, LogChunk>> task = get(runId).logs.get(key);
        NavigableMap<Long, LogChunk> log = task == null ? null : task.get(generation);
        return log == null
                ? List.of()
                : log.values().stream()
                        .filter(part -> part.nextLine() > fromLine)
                        .limit(limit)
                        .toList();
    }

    @Override
    public Optional<EffectTransaction> beginEffect(RunLease lease) {
        return Optional.empty();
    }

    @Override
    public boolean hasDatabase() {
        return false;
    }

    @Override
    public @Nullable Connection openConnection() {
        return null;
    }

    @Override
    public void close() {}

    private Opening created(NewRun run, UUID process) {
        ProcessInfo owner = processes.get(process);
        if (owner == null) {
            throw new IllegalStateException("process " + process + " never joined this store");
        }
        var created = new Run(run, owner, clock.instant());
        runs.put(run.id(), created);
        return new Opening.Created(created.record(), new RunLease(run.id(), process, 1));
    }

    private RunLease take(Run run, UUID process) {
        run.owner = processes.get(process);
        run.leaseGeneration++;
        return new RunLease(run.asked.id(), process, run.leaseGeneration);
    }

    /** Whether nobody may take a run over: its driver lives or is an outside one, and the run isn't over. */
    private boolean isHeld(RunRecord run) {
        if (run.isDrivenFromOutside()) {
            return true;
        }
        ProcessInfo owner = run.owner();
        return !run.state().isFinal() && owner != null && isAlive(owner);
    }

    private java.util.stream.Stream<RunRecord> others(Run run) {
        return runs.values().stream()
                .map(Run::record)
                .filter(each ->
                        !each.id().equals(run.asked.id()) && each.pipeline().equals(run.asked.pipeline()))
                .filter(each -> each.owner() != null && isAlive(each.owner()));
    }

    private java.util.stream.Stream<RunRecord> newestFirst() {
        return runs.values().stream().map(Run::record).sorted(OLDEST_FIRST.reversed());
    }

    private Run get(UUID runId) {
        Run run = runs.get(runId);
        if (run == null) {
            throw new IllegalArgumentException("there is no run " + runId);
        }
        return run;
    }

    private Run held(RunLease lease) {
        Run run = get(lease.runId());
        ProcessInfo owner = run.record().owner();
        if (run.record().leaseGeneration() != lease.generation()
                || owner == null
                || !owner.id().equals(lease.process())) {
            throw new StaleLeaseException(
                    lease.runId(),
                    "its lease has generation " + run.record().leaseGeneration() + ", not " + lease.generation());
        }
        return run;
    }

    private static void apply(Run run, RunChange.Write write) {
        var key = new TaskKey(write.task(), write.mapIndex());
        TaskRunRecord old = run.tasks.get(key);
        long generation = old == null ? 0 : old.generation();
        if (write instanceof RunChange.Claim claim) {
            if (claim.generation() != generation + 1
                    || (old != null && old.state().isFinal())) {
                throw stale(run, key, generation);
            }
            run.tasks.put(
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
                            null));
        } else if (write instanceof RunChange.Outcome end) {
            if (old == null || end.generation() != generation || old.state().isFinal()) {
                throw stale(run, key, generation);
            }
            if (!end.state().isFinal()) {
                run.attempts.add(history(old, end.state(), end.endedAt(), end.error()));
            }
            run.tasks.put(
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
                            old.process()));
        } else if (write instanceof RunChange.Decision decision) {
            if (old != null && old.state().isFinal()) {
                throw stale(run, key, generation);
            }
            run.tasks.put(
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
                            null));
        } else if (write instanceof RunChange.Started started) {
            if (old == null || started.generation() != generation || old.state() != TaskState.RUNNING) {
                throw stale(run, key, generation);
            }
            run.tasks.put(
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
                            started.process()));
        }
    }

    /** Whether a task run's latest attempt is in the history already: it waited for its retry when the run was cut. */
    private static boolean isKept(Run run, TaskRunRecord of) {
        return run.attempts.stream()
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

    private static StaleLeaseException stale(Run run, TaskKey key, long generation) {
        return new StaleLeaseException(
                run.record().id(),
                "task run " + key.task() + " is at generation " + generation + " and doesn't take this write");
    }
}
