package io.onedag.engine;

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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store in memory, for tests and for runs that nobody resumes: it ends with its process. Thread-safe. */
public class MemoryRunStore implements RunStore {

    private static final Comparator<RunRecord> OLDEST_FIRST =
            Comparator.comparing(RunRecord::createdAt).thenComparing(RunRecord::id);

    private final InstantSource clock;
    private final Map<UUID, ProcessInfo> processes = new HashMap<>();
    private final Map<UUID, Instant> beats = new HashMap<>();
    private final Map<UUID, MemoryRun> runs = new LinkedHashMap<>();

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
        Optional<MemoryRun> known = runs.values().stream()
                .filter(each -> each.record().pipeline().equals(run.pipeline())
                        && each.record().key().equals(run.key()))
                .findFirst();
        if (known.isEmpty()) {
            return created(run, process);
        }
        MemoryRun existing = known.get();
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
        MemoryRun run = get(runId);
        return isHeld(run.record()) ? Optional.empty() : Optional.of(take(run, process));
    }

    @Override
    public synchronized boolean activate(RunLease lease, int maxActiveRuns) {
        MemoryRun run = held(lease);
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
        held(lease).apply(change);
    }

    @Override
    public synchronized void beginRound(RunLease lease, int round, String by, Collection<TaskKey> putBack) {
        held(lease).beginRound(round, by, null, putBack);
    }

    @Override
    public synchronized <T> T drive(
            String pipeline, String key, Supplier<DrivenRun.Start> start, DrivenRun.Work<T> work) {
        Optional<MemoryRun> known = runs.values().stream()
                .filter(each -> each.asked.pipeline().equals(pipeline)
                        && each.asked.key().equals(key))
                .findFirst();
        if (known.isPresent()) {
            return drive(known.get().asked.id(), work);
        }
        UUID made = driven(start.get()).asked.id();
        try {
            return drive(made, work);
        } catch (RuntimeException | Error e) {
            runs.remove(made);
            throw e;
        }
    }

    @Override
    public synchronized <T> T drive(UUID runId, DrivenRun.Work<T> work) {
        MemoryRun run = get(runId);
        MemoryRun before = run.copy();
        try {
            return work.with(run.driven());
        } catch (RuntimeException | Error e) { // all of it or nothing
            runs.put(runId, before);
            throw e;
        }
    }

    private MemoryRun driven(DrivenRun.Start start) {
        var nobody =
                new ProcessInfo(RunLease.NOBODY, "", 0, Instant.EPOCH, start.application(), start.applicationVersion());
        var run = new MemoryRun(start.run(), nobody, clock.instant());
        run.owner = null;
        run.state = RunState.RUNNING;
        run.startedAt = run.createdAt;
        runs.put(start.run().id(), run);
        return run;
    }

    @Override
    public synchronized String params(RunRecord run, int round) {
        return get(run.id()).params(round);
    }

    @Override
    public synchronized boolean requestCancel(UUID runId, String why) {
        MemoryRun run = get(runId);
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
        return Optional.ofNullable(runs.get(runId)).map(MemoryRun::record);
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
        MemoryRun run = get(runId);
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
        MemoryRun run = get(lease.runId());
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
        var created = new MemoryRun(run, owner, clock.instant());
        runs.put(run.id(), created);
        return new Opening.Created(created.record(), new RunLease(run.id(), process, 1));
    }

    private RunLease take(MemoryRun run, UUID process) {
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

    private java.util.stream.Stream<RunRecord> others(MemoryRun run) {
        return runs.values().stream()
                .map(MemoryRun::record)
                .filter(each ->
                        !each.id().equals(run.asked.id()) && each.pipeline().equals(run.asked.pipeline()))
                .filter(each -> each.owner() != null && isAlive(each.owner()));
    }

    private java.util.stream.Stream<RunRecord> newestFirst() {
        return runs.values().stream().map(MemoryRun::record).sorted(OLDEST_FIRST.reversed());
    }

    private MemoryRun get(UUID runId) {
        MemoryRun run = runs.get(runId);
        if (run == null) {
            throw new IllegalArgumentException("there is no run " + runId);
        }
        return run;
    }

    private MemoryRun held(RunLease lease) {
        MemoryRun run = get(lease.runId());
        if (lease.equals(RunLease.ofDriver(run.asked.id())) && run.record().isDrivenFromOutside()) {
            return run;
        }
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
}
