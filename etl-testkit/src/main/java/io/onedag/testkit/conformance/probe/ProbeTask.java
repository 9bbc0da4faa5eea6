package io.onedag.testkit.conformance.probe;

import io.onedag.Rows;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.TaskSkippedException;
import io.onedag.attempt.ProcessTree;
import io.onedag.engine.TaskSettings;
import io.onedag.testkit.conformance.probe.JournalEntry.Kind;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One probe: see {@link ProbeType}. */
final class ProbeTask implements Task {

    /** No probe waits longer than this. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final long LOOK_MILLIS = 3;

    private static final int HALTED = 137;

    private final TaskSettings with;

    ProbeTask(TaskSettings with) {
        this.with = with;
    }

    @Override
    public TaskResult execute(TaskContext context) throws Exception {
        Path root = context.path("");
        Journal journal = Journal.of(root, context.pipeline());
        String seen = Sight.of(with, context);
        long self = ProcessHandle.current().pid();
        journal.add(entry(context, Kind.START, self, seen));
        String end = "broke off";
        try {
            TaskResult result = body(context, journal);
            end = result == null ? "null" : result.getClass().getSimpleName().toLowerCase(Locale.ROOT);
            return result;
        } catch (InterruptedException e) {
            end = "interrupted";
            throw e;
        } catch (Throwable e) {
            end = "threw " + e.getClass().getSimpleName();
            throw e;
        } finally {
            journal.add(entry(context, Kind.END, self, end));
        }
    }

    private TaskResult body(TaskContext context, Journal journal) throws Exception {
        if (with.has("log")) {
            context.logger().info("{}", with.text("log"));
        }
        context.addRows(new Rows(0, with.integer("rows"), 0));
        if (with.bool("grandchild") && !(with.has("until") && journal.isOpen(with.text("until")))) {
            runProcesses(context, journal);
        }
        if (with.has("gate")) {
            waitFor(context, () -> journal.isOpen(with.text("gate")), PATIENCE);
            if (!journal.isOpen(with.text("gate"))) {
                throw TaskFailedException.fatal("gate " + with.text("gate") + " was never opened");
            }
        }
        if (with.has("sleep")) {
            waitFor(context, () -> false, with.duration("sleep"));
        }
        Object output = with.has("sql") ? sql(context) : answer(context, journal);
        return end(context, journal, output);
    }

    private TaskResult end(TaskContext context, Journal journal, @Nullable Object output) {
        boolean first = context.attempt() == 1 && with.has("first");
        var does = ProbeType.Does.valueOf(with.text(first ? "first" : "does").toUpperCase(Locale.ROOT));
        boolean over = (with.has("times") && context.attempt() > with.integer("times"))
                || (with.has("until") && journal.isOpen(with.text("until")));
        String message = with.text("message");
        return switch (over ? ProbeType.Does.SUCCEED : does) {
            case SUCCEED ->
                with.has("branch") ? TaskResult.branch(with.texts("branch"), output) : TaskResult.success(output);
            case FAIL -> TaskResult.retryable(message);
            case FATAL -> TaskResult.fatal(message);
            case SKIP -> TaskResult.skipped(message);
            case THROW -> throw new IllegalStateException(message);
            case THROW_FATAL -> throw TaskFailedException.fatal(message);
            case THROW_SKIP -> throw new TaskSkippedException(message);
            case THROW_ERROR -> throw new AssertionError(message);
            case ANSWER_NAN -> TaskResult.success(Double.NaN);
            case ANSWER_HUGE -> TaskResult.success(new java.math.BigDecimal("1e400"));
            case ANSWER_SURROGATE -> TaskResult.success("\uD83D");
            case ANSWER_OBJECT -> TaskResult.success(new Object());
            case ANSWER_NOTHING -> nothing();
            case HALT -> halt();
        };
    }

    private static TaskResult nothing() {
        return null;
    }

    private static TaskResult halt() {
        Runtime.getRuntime().halt(HALTED);
        throw new IllegalStateException("it can't get here");
    }

    private @Nullable Object answer(TaskContext context, Journal journal) throws Exception {
        if (with.has("then") && journal.isOpen(with.text("until"))) {
            return with.value("then");
        }
        if (with.has("writes")) {
            return Sight.write(with.texts("writes"), context);
        }
        if (with.has("reads")) {
            return context.output(with.text("reads"));
        }
        return with.has("bytes") ? "x".repeat((int) with.integer("bytes") - 2) : with.value("output");
    }

    /** Runs a shell that has a child; both are in the journal, and only the end of this attempt ends them. */
    private void runProcesses(TaskContext context, Journal journal) throws Exception {
        var builder = new ProcessBuilder("sh", "-c", "sleep 300 & echo $!; wait").redirectErrorStream(true);
        ProcessTree tree = ProcessTree.start(builder, context);
        try (var out =
                new BufferedReader(new InputStreamReader(tree.process().getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            journal.add(entry(context, Kind.PROCESS, tree.process().pid(), "child"));
            if (line != null) {
                journal.add(entry(context, Kind.PROCESS, Long.parseLong(line.strip()), "grandchild"));
            }
            tree.waitFor();
        } finally {
            tree.end();
        }
    }

    private @Nullable Object sql(TaskContext context) throws Exception {
        Connection connection = context.resource(Connection.class);
        Object first = null;
        for (String text : with.texts("sql")) {
            try (Statement statement = connection.createStatement()) {
                if (statement.execute(text)) {
                    try (ResultSet rows = statement.getResultSet()) {
                        first = rows.next() ? rows.getObject(1) : null;
                    }
                }
            }
        }
        return first;
    }

    private void waitFor(TaskContext context, java.util.function.BooleanSupplier met, Duration atMost)
            throws InterruptedException {
        boolean stubborn = with.bool("stubborn");
        long end = System.nanoTime() + atMost.toNanos();
        while (!met.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            try {
                Thread.sleep(Math.min(LOOK_MILLIS, left / 1_000_000), (int) (left % 1_000_000));
            } catch (InterruptedException e) {
                if (!stubborn) {
                    throw e;
                }
            }
        }
    }

    private static JournalEntry entry(TaskContext context, Kind kind, long pid, String text) {
        return new JournalEntry(
                kind,
                context.run().key(),
                context.task(),
                context.mapIndex(),
                context.round(),
                context.attempt(),
                Instant.now(),
                pid,
                text);
    }
}
