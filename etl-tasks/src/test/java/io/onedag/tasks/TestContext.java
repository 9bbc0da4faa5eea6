package io.onedag.tasks;

import io.onedag.Dataset;
import io.onedag.Interval;
import io.onedag.Resources;
import io.onedag.Rows;
import io.onedag.RunInfo;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.TaskSpec;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskTypes;
import io.onedag.expr.Reference;
import io.onedag.expr.Scope;
import io.onedag.expr.Template;
import io.onedag.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A context for one attempt of one task, set up by the fields. */
class TestContext implements TaskContext, Scope {

    static final UUID RUN_ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");

    final Path folder;
    final Map<String, @Nullable Object> params = new LinkedHashMap<>();
    final Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
    final Map<String, String> secrets = new LinkedHashMap<>();
    final Map<Class<?>, Object> resources = new LinkedHashMap<>();
    final List<String> log = new CopyOnWriteArrayList<>();
    final List<ProcessHandle> processes = new CopyOnWriteArrayList<>();
    final List<Runnable> cancelActions = new CopyOnWriteArrayList<>();
    List<String> branch = List.of();

    @Nullable
    Interval interval;

    int attempt = 1;
    int mapIndex = -1;

    @Nullable
    Object item;

    long limit;
    volatile boolean cancelled;
    Rows rows = Rows.NONE;
    long progress;

    TestContext(Path folder) {
        this.folder = folder;
    }

    /** Runs one attempt as the attempt room would. */
    TaskResult run(TaskSpec spec) throws Exception {
        var type = TaskTypes.find(spec.type()).orElseThrow();
        Object with = Template.resolve(Json.normalize(spec.with()), this);
        return type.create(TaskSettings.of(type, (Map<?, ?>) with)).execute(this);
    }

    /** Runs one attempt that has to succeed. */
    @Nullable
    Object output(TaskSpec spec) throws Exception {
        return Json.normalize(((TaskResult.Success) run(spec)).output());
    }

    @Nullable
    Object output(TaskSpec spec, String field) throws Exception {
        return ((Map<?, ?>) output(spec)).get(field);
    }

    Dataset dataset(TaskSpec spec) throws Exception {
        return Dataset.fromOutput(output(spec));
    }

    /** Cancels the attempt that runs in this thread. */
    void cancel(Thread body) {
        cancelled = true;
        body.interrupt();
        cancelActions.forEach(Runnable::run);
    }

    @Override
    public String pipeline() {
        return "sales";
    }

    @Override
    public String task() {
        return "load";
    }

    @Override
    public RunInfo run() {
        return new RunInfo(RUN_ID, "sched:2026-01-02T00:05:00Z", interval, params, limit > 0, limit);
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public int maxAttempts() {
        return 3;
    }

    @Override
    public int round() {
        return 1;
    }

    @Override
    public int mapIndex() {
        return mapIndex;
    }

    @Override
    public @Nullable Object item() {
        return item;
    }

    @Override
    public <T> T param(String name, Class<T> type) {
        return type.cast(params.get(name));
    }

    @Override
    public Map<String, @Nullable Object> params() {
        return params;
    }

    @Override
    public @Nullable Object output(String task) {
        if (!outputs.containsKey(task)) {
            throw new IllegalArgumentException("not in needs: " + task);
        }
        return outputs.get(task);
    }

    @Override
    public <T> T output(String task, Class<T> type) {
        return type.cast(output(task));
    }

    @Override
    public Logger logger() {
        return new Lines();
    }

    @Override
    public void progress(long done, long total) {
        progress = done;
    }

    @Override
    public synchronized void addRows(Rows more) {
        rows = new Rows(rows.read() + more.read(), rows.written() + more.written(), rows.rejected() + more.rejected());
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void checkCancelled() throws InterruptedException {
        if (cancelled) {
            throw new InterruptedException();
        }
    }

    @Override
    public AutoCloseable onCancel(Runnable action) {
        cancelActions.add(action);
        if (cancelled) {
            action.run();
        }
        return () -> cancelActions.remove(action);
    }

    @Override
    public <T> T resource(Class<T> type) {
        return type.cast(resources.get(type));
    }

    @Override
    public Path path(String path) {
        return folder.resolve(path).normalize();
    }

    @Override
    public Path newDatasetFile(String suffix) {
        return folder.resolve("load-1." + attempt + suffix);
    }

    @Override
    public Resources resources() {
        return Resources.NONE;
    }

    @Override
    public void processStarted(ProcessHandle process) {
        processes.add(process);
    }

    @Override
    public List<String> needs() {
        return List.copyOf(outputs.keySet());
    }

    @Override
    public List<String> branch() {
        return branch;
    }

    @Override
    public @Nullable Object value(Reference reference) {
        return switch (reference.kind()) {
            case PARAM -> params.get(reference.name());
            case TASK_OUTPUT -> output(reference.name());
            case SECRET -> secrets.get(reference.name());
            case ITEM -> item;
            default -> throw new UnsupportedOperationException(reference.text());
        };
    }

    private final class Lines extends AbstractLogger {
        private static final long serialVersionUID = 1L;

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String pattern,
                Object @Nullable [] arguments,
                @Nullable Throwable thrown) {
            log.add(level + " " + MessageFormatter.basicArrayFormat(pattern, arguments));
        }

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isTraceEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled(Marker marker) {
            return true;
        }
    }
}
