package io.onedag.attempt;

import io.onedag.Dataset;
import io.onedag.Effect;
import io.onedag.Resources;
import io.onedag.Rows;
import io.onedag.RunInfo;
import io.onedag.TaskContext;
import io.onedag.TaskDefinition;
import io.onedag.TaskFailedException;
import io.onedag.engine.ResourceProvider;
import io.onedag.engine.RunStore;
import io.onedag.expr.Reference;
import io.onedag.expr.Scope;
import io.onedag.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** What an attempt's body sees, and where its expressions find their values. */
final class AttemptContext implements TaskContext, Scope {

    private static final long PROGRESS_EVERY_NANOS = 100_000_000L;

    private final Attempt attempt;
    private Rows rows = Rows.NONE;
    private @Nullable Logger logger; // not as what it is, or the verifier would load SLF4J with this class
    private @Nullable Map<Object, Runnable> cancelActions;
    private @Nullable List<Open<?>> resources;
    private RunStore.@Nullable EffectTransaction effect;
    private volatile long lastProgress;
    private volatile boolean used;

    /** An open resource. */
    private record Open<T>(Class<T> type, ResourceProvider.Handle<T> handle) {}

    AttemptContext(Attempt attempt) {
        this.attempt = attempt;
    }

    // ---- what the body sees

    @Override
    public String pipeline() {
        return attempt.scope().graph().pipeline().name();
    }

    @Override
    public String task() {
        return definition().name();
    }

    @Override
    public RunInfo run() {
        return attempt.scope().run();
    }

    @Override
    public int attempt() {
        return attempt.number();
    }

    @Override
    public int maxAttempts() {
        return attempt.maxAttempts();
    }

    @Override
    public int round() {
        return attempt.round();
    }

    @Override
    public int mapIndex() {
        return attempt.mapIndex();
    }

    @Override
    public @Nullable Object item() {
        return attempt.mapIndex() < 0 ? null : attempt.inputs().item(attempt.task(), attempt.mapIndex());
    }

    @Override
    public <T> T param(String name, Class<T> type) {
        if (!run().params().containsKey(name)) {
            throw new IllegalArgumentException("pipeline \"" + pipeline() + "\" has no parameter \"" + name
                    + "\"; it has " + run().params().keySet());
        }
        return cast("parameter \"" + name + "\"", run().params().get(name), type);
    }

    @Override
    public Map<String, @Nullable Object> params() {
        return run().params();
    }

    @Override
    public @Nullable Object output(String task) {
        if (!needs().contains(task)) {
            throw new IllegalArgumentException("task \"" + task() + "\" reads the output of \"" + task
                    + "\", which is not in its needs " + needs());
        }
        String json = attempt.inputs().output(attempt.scope().graph().index(task));
        return json == null ? null : Json.parse(json);
    }

    @Override
    public <T> T output(String task, Class<T> type) {
        return cast("the output of task \"" + task + "\"", output(task), type);
    }

    @Override
    public synchronized Logger logger() {
        Logger own = logger;
        if (own == null) {
            own = TaskLogger.of(attempt);
            logger = own;
        }
        return own;
    }

    @Override
    public void progress(long done, long total) {
        long now = System.nanoTime();
        if (now - lastProgress >= PROGRESS_EVERY_NANOS || done == total) {
            lastProgress = now;
            attempt.scope().listener().progress(attempt.event(), done, total);
        }
    }

    @Override
    public synchronized void addRows(Rows more) {
        rows = rows.plus(more);
        used = true;
    }

    @Override
    public boolean isCancelled() {
        return attempt.isCut();
    }

    @Override
    public void checkCancelled() throws InterruptedException {
        if (attempt.isCut()) {
            throw new InterruptedException("the attempt was cancelled or timed out");
        }
    }

    @Override
    public AutoCloseable onCancel(Runnable action) {
        var registration = new Object(); // an action may be registered twice
        boolean late;
        synchronized (this) {
            if (cancelActions == null) {
                cancelActions = new LinkedHashMap<>();
            }
            cancelActions.put(registration, action);
            late = attempt.isCut() && cancelActions.remove(registration) != null;
        }
        if (late) {
            action.run();
        }
        return () -> {
            synchronized (this) {
                if (cancelActions != null) {
                    cancelActions.remove(registration);
                }
            }
        };
    }

    @Override
    public <T> T resource(Class<T> type) throws Exception {
        synchronized (this) {
            for (Open<?> open : resources == null ? List.<Open<?>>of() : resources) {
                if (open.type() == type) {
                    return type.cast(open.handle().get());
                }
            }
        }
        ResourceProvider.Handle<T> handle = open(type);
        synchronized (this) {
            if (resources == null) {
                resources = new ArrayList<>();
            }
            resources.add(new Open<>(type, handle));
            used = true;
        }
        return handle.get();
    }

    @Override
    public Path path(String path) {
        return attempt.scope().workdir().resolve(path).normalize();
    }

    @Override
    public Path newDatasetFile(String suffix) throws IOException {
        String index = mapIndex() < 0 ? "" : "." + mapIndex(); // a task's name has no dot
        Path folder = Files.createDirectories(attempt.scope().datasets());
        return folder.resolve(task() + index + "-" + round() + "." + attempt() + suffix);
    }

    @Override
    public Resources resources() {
        return definition().resources();
    }

    @Override
    public void processStarted(ProcessHandle process) {
        attempt.surroundings().processStarted(attempt, process);
    }

    @Override
    public List<String> needs() {
        return definition().needs();
    }

    @Override
    public List<String> branch() {
        return definition().branch();
    }

    // ---- what expressions see

    @Override
    public @Nullable Object value(Reference reference) {
        return switch (reference.kind()) {
            case TASK_OUTPUT -> output(reference.name());
            case ITEM -> item();
            case ITEM_INDEX -> (long) mapIndex();
            case ATTEMPT -> (long) attempt();
            case PARAM, RUN, ENV, SECRET -> attempt.scope().expressions().value(reference);
        };
    }

    // ---- what the attempt does with it

    void endLog() {
        Logger own;
        synchronized (this) {
            own = logger;
        }
        if (own != null) {
            TaskLogger.end(own);
        }
    }

    synchronized Rows rows() {
        return rows;
    }

    /** Whether the body counted rows or opened a resource. */
    boolean isUsed() {
        return used;
    }

    synchronized boolean hasResources() {
        return resources != null;
    }

    void debug(Throwable thrown) {
        if (attempt.scope().listener().wantsDebug()) {
            var trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            logger().debug("{}", trace);
        }
    }

    synchronized boolean hasCancelActions() {
        return cancelActions != null && !cancelActions.isEmpty();
    }

    void runCancelActions() {
        List<Runnable> actions;
        synchronized (this) {
            actions = cancelActions == null ? List.of() : List.copyOf(cancelActions.values());
            cancelActions = null;
        }
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (Throwable e) { // the others have things to end too
                logger().warn("ending what the attempt had under way failed", e);
            }
        }
    }

    /**
     * Commits the resources, the last opened first.
     *
     * @return the transaction that is to commit together with the outcome, or null
     */
    RunStore.@Nullable EffectTransaction commit() throws Exception {
        List<Open<?>> open = opened();
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).handle().commit();
        }
        return effect;
    }

    /** Closes the resources, the last opened first; rolls them back unless they were committed. */
    void close(boolean committed) {
        List<Open<?>> open = opened();
        for (int i = open.size() - 1; i >= 0; i--) {
            var handle = open.get(i).handle();
            try {
                if (!committed) {
                    handle.rollback();
                }
            } catch (Exception e) {
                logger().warn("rolling back {} failed: {}", open.get(i).type().getSimpleName(), e.toString());
            }
            try {
                handle.close();
            } catch (Exception e) {
                logger().warn("closing {} failed: {}", open.get(i).type().getSimpleName(), e.toString());
            }
        }
        var transaction = effect;
        if (!committed && transaction != null) {
            transaction.close();
        }
    }

    private synchronized List<Open<?>> opened() {
        return resources == null ? List.of() : List.copyOf(resources);
    }

    private TaskDefinition definition() {
        return attempt.definition();
    }

    private <T> ResourceProvider.Handle<T> open(Class<T> type) throws Exception {
        for (ResourceProvider<?> provider : attempt.scope().providers()) {
            if (provider.type() == type) {
                @SuppressWarnings("unchecked")
                ResourceProvider<T> own = (ResourceProvider<T>) provider;
                return own.open(this);
            }
        }
        if (type == Connection.class) {
            @SuppressWarnings("unchecked")
            var connection = (ResourceProvider.Handle<T>) connection();
            return connection;
        }
        var known = new ArrayList<String>();
        known.add("Connection");
        attempt.scope().providers().forEach(each -> known.add(each.type().getName()));
        throw new IllegalArgumentException("nobody provides a " + type.getName() + "; provided are " + known);
    }

    private ResourceProvider.Handle<Connection> connection() throws Exception {
        if (definition().effect() == Effect.TRANSACTIONAL) {
            var transaction = attempt.surroundings().beginEffect();
            effect = transaction;
            return transaction::connection; // the engine commits it together with the outcome
        }
        RunStore store = attempt.scope().store();
        Connection connection = store == null ? null : store.openConnection();
        if (connection == null) {
            throw TaskFailedException.fatal(
                    "task \"" + task()
                            + "\" needs a database connection and the store has none; set DATABASE_URL, or register a Connection provider");
        }
        connection.setAutoCommit(false);
        return new ResourceProvider.Handle<>() {
            @Override
            public Connection get() {
                return connection;
            }

            @Override
            public void commit() throws Exception {
                connection.commit();
            }

            @Override
            public void rollback() throws Exception {
                connection.rollback();
            }

            @Override
            public void close() throws Exception {
                connection.close();
            }
        };
    }

    private static <T> T cast(String what, @Nullable Object value, Class<T> type) {
        Object fitting = fitting(value, type);
        if (!type.isInstance(fitting)) {
            throw new IllegalArgumentException(what + " is " + Json.write(value) + ", no " + type.getSimpleName());
        }
        return Objects.requireNonNull(type.cast(fitting));
    }

    /** A value as {@code type}, where that loses nothing but digits of a double. */
    private static @Nullable Object fitting(@Nullable Object value, Class<?> type) {
        if (type == Dataset.class) {
            return Dataset.fromOutput(value);
        }
        if (type == Double.class && value instanceof Number number) {
            return number.doubleValue();
        }
        if (type == Integer.class && value instanceof Number number) {
            try {
                return new BigDecimal(number.toString()).intValueExact();
            } catch (ArithmeticException e) {
                return null; // no Integer
            }
        }
        return value;
    }
}
