package io.onedag.engine;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.plan.Reason;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells several listeners. One that throws is logged, and the next is told. */
final class Listeners implements RunListener {

    private final List<RunListener> listeners;

    private Listeners(List<RunListener> listeners) {
        this.listeners = listeners;
    }

    static RunListener of(List<RunListener> listeners) {
        List<RunListener> hearing =
                listeners.stream().filter(each -> each != RunListener.NONE).toList();
        return switch (hearing.size()) {
            case 0 -> RunListener.NONE;
            case 1 -> hearing.get(0);
            default -> new Listeners(hearing);
        };
    }

    @Override
    public RunListener forRun(RunRecord run, Pipeline pipeline) {
        return of(listeners.stream().map(each -> forRun(each, run, pipeline)).toList());
    }

    private static RunListener forRun(RunListener listener, RunRecord run, Pipeline pipeline) {
        try {
            return listener.forRun(run, pipeline);
        } catch (RuntimeException | LinkageError e) {
            warn(listener, e);
            return RunListener.NONE;
        }
    }

    @Override
    public void runStarted(RunRecord run, Pipeline pipeline) {
        tell(each -> each.runStarted(run, pipeline));
    }

    @Override
    public void attemptLost(TaskEvent event, End end) {
        tell(each -> each.attemptLost(event, end));
    }

    @Override
    public void attemptStarted(TaskEvent event) {
        tell(each -> each.attemptStarted(event));
    }

    @Override
    public void attemptEnded(TaskEvent event, End end) {
        tell(each -> each.attemptEnded(event, end));
    }

    @Override
    public void decided(String task, int mapIndex, TaskState state, @Nullable Reason reason) {
        tell(each -> each.decided(task, mapIndex, state, reason));
    }

    @Override
    public void log(TaskEvent event, Level level, String message) {
        tell(each -> each.log(event, level, message));
    }

    @Override
    public void progress(TaskEvent event, long done, long total) {
        tell(each -> each.progress(event, done, total));
    }

    @Override
    public boolean wantsDebug() {
        return listeners.stream().anyMatch(RunListener::wantsDebug);
    }

    @Override
    public void runEnded(RunState state, @Nullable String reason) {
        tell(each -> each.runEnded(state, reason));
    }

    @Override
    public void runLeft(String why) {
        tell(each -> each.runLeft(why));
    }

    private void tell(Consumer<RunListener> event) {
        for (RunListener each : listeners) {
            try {
                event.accept(each);
            } catch (RuntimeException | LinkageError e) {
                warn(each, e);
            }
        }
    }

    private static void warn(RunListener listener, Throwable thrown) {
        LoggerFactory.getLogger(RunListener.class)
                .warn("a listener failed: {}", listener.getClass().getName(), thrown);
    }
}
