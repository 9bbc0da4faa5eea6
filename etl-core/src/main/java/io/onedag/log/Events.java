package io.onedag.log;

import io.onedag.Pipeline;
import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.engine.Failure;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import io.onedag.plan.Reason;
import io.onedag.units.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Tells the events of one run as {@linkplain Event records}. Thread-safe when its sink is. */
public final class Events implements RunListener {

    private final InstantSource clock;
    private final Consumer<Event> sink;
    private final Map<String, Object> run;
    private volatile @Nullable Instant startedAt;

    /**
     * For one run.
     *
     * @param sink takes the events
     */
    public Events(RunRecord run, InstantSource clock, Consumer<Event> sink) {
        this.clock = clock;
        this.sink = sink;
        this.run = new LinkedHashMap<>();
        this.run.put(Mdc.PIPELINE, run.pipeline());
        this.run.put(Mdc.RUN_ID, run.id().toString());
        this.startedAt = run.startedAt();
    }

    @Override
    public void runStarted(RunRecord started, Pipeline pipeline) {
        if (started.round() > 1) {
            startedAt = clock.instant(); // the record's is that of the first round, which may be days ago
        }
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("run_key", started.key());
        fields.put("round", started.round());
        fields.put("tasks", pipeline.tasks().size());
        tell(
                Level.INFO,
                "run_started",
                started.round() > 1 ? "round " + started.round() + " started" : "run started",
                run,
                fields);
    }

    @Override
    public void runEnded(RunState state, @Nullable String reason) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("state", state.name());
        fields.put("reason", reason);
        Instant began = startedAt;
        Duration took = began == null ? null : Duration.between(began, clock.instant());
        fields.put("duration_ms", took == null ? null : took.toMillis());
        Level level = switch (state) {
            case FAILED -> Level.ERROR;
            case CANCELLED -> Level.WARN;
            default -> Level.INFO;
        };
        tell(level, "run_ended", "run " + state + in(took) + (reason == null ? "" : ": " + reason), run, fields);
    }

    @Override
    public void runLeft(String why) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("reason", why);
        tell(Level.ERROR, "run_left", "this process no longer advances the run: " + why, run, fields);
    }

    @Override
    public void attemptStarted(TaskEvent event) {
        String which = event.maxAttempts() > 1 ? ", attempt " + event.attempt() + " of " + event.maxAttempts() : "";
        tell(Level.INFO, "attempt_started", event.label() + ": started" + which, context(event), new LinkedHashMap<>());
    }

    @Override
    public void attemptEnded(TaskEvent event, End end) {
        ended("attempt_ended", event, end, end.took());
    }

    @Override
    public void attemptLost(TaskEvent event, End end) {
        ended("attempt_lost", event, end, null);
    }

    @Override
    public void decided(String task, int mapIndex, TaskState state, @Nullable Reason reason) {
        var context = new LinkedHashMap<>(run);
        context.put(Mdc.TASK, task);
        if (mapIndex >= 0) {
            context.put(Mdc.MAP_INDEX, mapIndex);
        }
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("state", state.name());
        fields.put("reason", reason == null ? null : reason.name());
        String label = mapIndex < 0 ? task : task + "[" + mapIndex + "]";
        tell(
                state == TaskState.UPSTREAM_FAILED ? Level.WARN : Level.INFO,
                "decided",
                label + ": " + state + (reason == null ? "" : ", reason " + reason),
                context,
                fields);
    }

    @Override
    public void log(TaskEvent event, Level level, String message) {
        tell(level, "task_log", message, context(event), new LinkedHashMap<>());
    }

    private void ended(String name, TaskEvent event, End end, @Nullable Duration took) {
        Failure failure = end.failure();
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("state", end.state().name());
        fields.put("reason", end.reason() == null ? null : end.reason().name());
        fields.put("duration_ms", took == null ? null : took.toMillis());
        fields.put("rows", rows(end.rows()));
        fields.put("error", failure == null ? null : error(failure));
        fields.put("allowed_failure", end.allowedFailure());
        fields.put("retry_at", end.retryAt() == null ? null : end.retryAt().toString());
        Duration retryIn = end.retryIn();
        var message = new StringBuilder(event.label()).append(": ");
        if (end.state().isFinal()) {
            message.append(end.state())
                    .append(end.allowedFailure() ? " (allowed)" : "")
                    .append(in(took));
        } else {
            message.append("attempt ")
                    .append(event.attempt())
                    .append(" of ")
                    .append(event.maxAttempts())
                    .append(took == null ? " was lost" : " failed" + after(took));
        }
        if (failure != null) {
            message.append(": ").append(failure.message());
        }
        if (retryIn != null) {
            message.append("; next try in ").append(Durations.format(retryIn.truncatedTo(ChronoUnit.MILLIS)));
        }
        tell(level(end), name, message.toString(), context(event), fields);
    }

    private static Level level(End end) {
        return switch (end.state()) {
            case FAILED -> end.allowedFailure() ? Level.WARN : Level.ERROR;
            case RETRY_WAIT, READY, CANCELLED -> Level.WARN;
            default -> Level.INFO;
        };
    }

    private static Map<String, @Nullable Object> rows(Rows rows) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("read", rows.read());
        fields.put("written", rows.written());
        fields.put("rejected", rows.rejected());
        return fields;
    }

    private static Map<String, @Nullable Object> error(Failure failure) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("type", failure.type());
        fields.put("message", failure.message());
        fields.put("where", failure.where());
        fields.put("fatal", failure.fatal());
        return fields;
    }

    private Map<String, Object> context(TaskEvent event) {
        var context = new LinkedHashMap<>(run);
        context.put(Mdc.TASK, event.task());
        if (event.mapIndex() >= 0) {
            context.put(Mdc.MAP_INDEX, event.mapIndex());
        }
        context.put(Mdc.ROUND, event.round());
        context.put(Mdc.ATTEMPT, event.attempt());
        return context;
    }

    private static String in(@Nullable Duration took) {
        return took == null ? "" : " in " + Durations.format(took.truncatedTo(ChronoUnit.MILLIS));
    }

    private static String after(Duration took) {
        return " after " + Durations.format(took.truncatedTo(ChronoUnit.MILLIS));
    }

    private void tell(
            Level level,
            String name,
            String message,
            Map<String, Object> context,
            Map<String, @Nullable Object> fields) {
        sink.accept(new Event(level, name, message, context, fields));
    }
}
