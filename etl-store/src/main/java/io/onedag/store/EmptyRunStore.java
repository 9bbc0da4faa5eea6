package io.onedag.store;

import io.onedag.engine.AttemptRecord;
import io.onedag.engine.DrivenRun;
import io.onedag.engine.LogChunk;
import io.onedag.engine.NewRun;
import io.onedag.engine.Opening;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunFilter;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskLog;
import io.onedag.engine.TaskRunRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The embedded store before anything ran: nothing is in it, and reading makes no file. */
final class EmptyRunStore implements RunStore {

    private final Path file;

    EmptyRunStore(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    @Override
    public String describe() {
        return "the embedded database " + file + " (there is no such file yet)";
    }

    @Override
    public Optional<RunRecord> run(UUID runId) {
        return Optional.empty();
    }

    @Override
    public Optional<RunRecord> run(String pipeline, String key) {
        return Optional.empty();
    }

    @Override
    public List<RunRecord> runsByIdPrefix(String prefix, int limit) {
        return List.of();
    }

    @Override
    public List<RunRecord> runs(RunFilter filter) {
        return List.of();
    }

    @Override
    public List<TaskRunRecord> taskRuns(UUID runId) {
        return List.of();
    }

    @Override
    public List<AttemptRecord> attempts(UUID runId) {
        return List.of();
    }

    @Override
    public List<TaskLog> taskLogs(UUID runId) {
        return List.of();
    }

    @Override
    public List<LogChunk> readLog(UUID runId, TaskKey key, long generation, long fromLine, int limit) {
        return List.of();
    }

    @Override
    public void appendLogs(RunLease lease, List<LogChunk> parts) {
        throw onlyReads();
    }

    @Override
    public Optional<String> cancelRequest(UUID runId) {
        return Optional.empty();
    }

    @Override
    public boolean requestCancel(UUID runId, String why) {
        return false;
    }

    @Override
    public boolean isAlive(ProcessInfo process) {
        return false;
    }

    @Override
    public Optional<RunLease> takeOver(UUID runId, UUID process) {
        return Optional.empty();
    }

    @Override
    public void close() {}

    @Override
    public void join(ProcessInfo me) {
        throw onlyReads();
    }

    @Override
    public boolean beat(UUID process) {
        throw onlyReads();
    }

    @Override
    public void leave(UUID process) {
        throw onlyReads();
    }

    @Override
    public Opening open(NewRun run, UUID process) {
        throw onlyReads();
    }

    @Override
    public boolean activate(RunLease lease, int maxActiveRuns) {
        throw onlyReads();
    }

    @Override
    public void commit(RunLease lease, RunChange change) {
        throw onlyReads();
    }

    @Override
    public void beginRound(RunLease lease, int round, String by, Collection<TaskKey> putBack) {
        throw onlyReads();
    }

    @Override
    public <T> T drive(String pipeline, String key, Supplier<DrivenRun.Start> start, DrivenRun.Work<T> work) {
        throw onlyReads();
    }

    @Override
    public <T> T drive(UUID runId, DrivenRun.Work<T> work) {
        throw onlyReads();
    }

    @Override
    public String params(RunRecord run, int round) {
        return run.params();
    }

    @Override
    public Optional<EffectTransaction> beginEffect(RunLease lease) {
        throw onlyReads();
    }

    @Override
    public @Nullable Connection openConnection() {
        return null;
    }

    private IllegalStateException onlyReads() {
        return new IllegalStateException(describe() + " was opened to read; open it with Mode.WRITE to run");
    }
}
