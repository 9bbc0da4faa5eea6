package io.onedag.notify;

import io.onedag.NotifierDefinition;
import io.onedag.Pipeline;
import io.onedag.RunInfo;
import io.onedag.RunState;
import io.onedag.TaskFailedException;
import io.onedag.attempt.Masking;
import io.onedag.attempt.RunExpressions;
import io.onedag.engine.Notice;
import io.onedag.engine.NotifierType;
import io.onedag.engine.NotifierTypes;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.StoreException;
import io.onedag.engine.TaskRunRecord;
import io.onedag.engine.TaskSettings;
import io.onedag.expr.ExpressionException;
import io.onedag.expr.Template;
import io.onedag.json.Json;
import io.onedag.units.Durations;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Tells those that a pipeline names in {@code on_failure} and {@code on_success} how a run ended. It is a {@link RunListener} of whoever
 * records the run's end, so each end is told by one process, after it is on record. Thread-safe.
 *
 * <ul>
 *   <li>Nothing waits for it: notifications are sent by threads of its own, four at once.
 *   <li>Each is tried three times, after one and three seconds, and given up after 45 seconds.
 *   <li>One that can't be sent is a warning in the log, with what and why. It changes nothing for the run.
 *   <li>A process that ends between the run's end and the sending sends nothing, and no other does in its place.
 * </ul>
 */
public final class Notifications implements RunListener, AutoCloseable {

    private static final int AT_ONCE = 4;
    private static final int MOST_WAITING = 1_000;
    private static final Duration CLOSE = Duration.ofSeconds(60);

    private final RunStore store;
    private final Map<String, String> environment;
    private final List<Duration> delays;
    private final Duration patience;
    private final ThreadPoolExecutor senders;
    private final ScheduledThreadPoolExecutor alarm;
    private final Object monitor = new Object();
    private int pending;

    /**
     * Tells of runs on {@code store}, which is open for as long as this is.
     *
     * @param environment variables for {@code ${env.X}} and {@code ${secret.X}}
     */
    public Notifications(RunStore store, Map<String, String> environment) {
        this(store, environment, List.of(Duration.ofSeconds(1), Duration.ofSeconds(3)), Duration.ofSeconds(45));
    }

    Notifications(RunStore store, Map<String, String> environment, List<Duration> delays, Duration patience) {
        this.store = store;
        this.environment = environment;
        this.delays = List.copyOf(delays);
        this.patience = patience;
        ThreadFactory daemons = body -> {
            var thread = new Thread(body, "onedag-notify");
            thread.setDaemon(true);
            return thread;
        };
        this.senders = new ThreadPoolExecutor(
                AT_ONCE, AT_ONCE, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), daemons);
        senders.allowCoreThreadTimeOut(true);
        this.alarm = new ScheduledThreadPoolExecutor(1, daemons);
        alarm.setRemoveOnCancelPolicy(true);
    }

    @Override
    public RunListener forRun(RunRecord run, Pipeline pipeline) {
        if (pipeline.onFailure().isEmpty() && pipeline.onSuccess().isEmpty()) {
            return RunListener.NONE;
        }
        return new RunListener() {
            @Override
            public void runEnded(RunState state, @Nullable String reason) {
                tell(run, pipeline, state, reason);
            }
        };
    }

    /**
     * Waits until all that is under way has been sent or given up.
     *
     * @return false when the time was too short
     */
    public boolean await(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (monitor) {
            while (pending > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                monitor.wait(left);
            }
            return true;
        }
    }

    /** Waits a minute at most until all has been sent; what is left then is given up. */
    @Override
    public void close() {
        try {
            if (!await(CLOSE)) {
                warn("{} notifications were still being sent after {}, and are given up", pending(), words(CLOSE));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            senders.shutdownNow();
            alarm.shutdownNow();
        }
    }

    private void tell(RunRecord run, Pipeline pipeline, RunState state, @Nullable String reason) {
        boolean success = state == RunState.SUCCEEDED;
        String event = success ? "on_success" : "on_failure";
        for (NotifierDefinition notifier : success ? pipeline.onSuccess() : pipeline.onFailure()) {
            String what = "pipeline \"" + run.pipeline() + "\", run " + run.id() + ": " + event + " notification by "
                    + notifier.type();
            var masking = new Masking();
            var late = new AtomicBoolean();
            submit(what, late, () -> {
                try {
                    send(what, late, notifier, event, run, pipeline, state, reason, masking);
                } catch (Throwable e) { // a notifier is the user's: whatever it throws ends here
                    if (late.get()) {
                        return null;
                    }
                    warn("{} could not be sent: {}. The run is {} all the same", what, masking.mask(why(e)), state);
                }
                return null;
            });
        }
    }

    private void send(
            String what,
            AtomicBoolean late,
            NotifierDefinition notifier,
            String event,
            RunRecord started,
            Pipeline pipeline,
            RunState state,
            @Nullable String reason,
            Masking masking)
            throws Exception {
        NotifierType type = NotifierTypes.find(notifier.type())
                .orElseThrow(() -> TaskFailedException.fatal("there is no such notifier on the class path"));
        Object resolved = Template.resolve(notifier.with(), new RunExpressions(info(started), environment, masking));
        TaskSettings settings = TaskSettings.of(type, (Map<?, ?>) java.util.Objects.requireNonNull(resolved));
        Notice notice = notice(event, started, pipeline, state, reason, masking);
        for (int tries = 1; ; tries++) {
            try {
                type.create(settings).send(notice);
                return;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                boolean fatal = late.get() // a notifier may keep the interrupt to itself
                        || e instanceof ExpressionException
                        || (e instanceof TaskFailedException failed && !failed.isRetryable());
                if (fatal || tries > delays.size()) {
                    throw tries == 1 ? e : new IllegalStateException(why(e) + ", at the last of " + tries + " tries");
                }
                Duration delay = delays.get(tries - 1);
                LoggerFactory.getLogger(Notifications.class)
                        .debug("{}: {}; next try in {}", what, masking.mask(why(e)), words(delay));
                TimeUnit.NANOSECONDS.sleep(delay.toNanos());
            }
        }
    }

    /** The notice, by what is on record now; without the tasks where that can't be read. */
    private Notice notice(
            String event,
            RunRecord started,
            Pipeline pipeline,
            RunState state,
            @Nullable String reason,
            Masking masking) {
        RunRecord run = started;
        List<TaskRunRecord> records = List.of();
        String why = reason;
        try {
            run = store.run(started.id()).orElse(started);
            records = store.taskRuns(started.id());
        } catch (StoreException e) {
            why = (reason == null ? "" : reason + "\n") + "its tasks could not be read: " + e.getMessage();
        }
        return Notices.of(event, run, pipeline, state, why, records, masking);
    }

    @SuppressWarnings("unchecked")
    private static RunInfo info(RunRecord run) {
        var params = new LinkedHashMap<String, @Nullable Object>();
        if (Json.parse(run.params()) instanceof Map<?, ?> map) {
            params.putAll((Map<String, @Nullable Object>) map);
        }
        return new RunInfo(
                run.id(), run.key(), run.interval(), Collections.unmodifiableMap(params), run.testMode(), run.limit());
    }

    private void submit(String what, AtomicBoolean late, Callable<@Nullable Void> sending) {
        synchronized (monitor) {
            pending++;
        }
        var task = new FutureTask<@Nullable Void>(sending) {
            @Override
            public void run() {
                Runnable giveUp = () -> {
                    late.set(true);
                    cancel(true);
                };
                var tooLong = alarm.schedule(giveUp, patience.toNanos(), TimeUnit.NANOSECONDS);
                try {
                    super.run();
                } finally {
                    tooLong.cancel(false);
                    if (isCancelled()) {
                        warn("{} was given up: it took longer than {}", what, words(patience));
                    }
                    ended();
                }
            }
        };
        try {
            senders.execute(task);
        } catch (RejectedExecutionException e) {
            ended();
            warn("{} was not sent: {} others are waiting to be sent", what, MOST_WAITING);
        }
    }

    private void ended() {
        synchronized (monitor) {
            pending--;
            monitor.notifyAll();
        }
    }

    private int pending() {
        synchronized (monitor) {
            return pending;
        }
    }

    private static String why(Throwable thrown) {
        String message = thrown.getMessage();
        if (message == null || message.isBlank()) {
            return thrown.getClass().getSimpleName();
        }
        return thrown.getClass().getName().startsWith("io.onedag.") || thrown instanceof IllegalStateException
                ? message
                : thrown.getClass().getSimpleName() + ": " + message;
    }

    private static String words(Duration duration) {
        return Durations.format(duration);
    }

    private static void warn(String format, Object... values) {
        LoggerFactory.getLogger(Notifications.class).warn(format, values);
    }
}
