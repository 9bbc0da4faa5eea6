package io.onedag.testkit.conformance.own;

import io.onedag.Pipeline;
import io.onedag.engine.Capability;
import io.onedag.engine.Engine;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunStore;
import io.onedag.engine.Support;
import io.onedag.run.Admission;
import io.onedag.run.InvalidRunException;
import io.onedag.run.RunHandle;
import io.onedag.run.RunRequest;
import io.onedag.run.RunService;
import io.onedag.testkit.conformance.EngineUnderTest;
import io.onedag.testkit.conformance.Operation;
import io.onedag.testkit.conformance.StartRequest;
import io.onedag.testkit.conformance.scenarios.Environments;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Engine} on a {@link RunStore}, in this process; in another one where the process is to be killed. Thread-safe.
 *
 * <p>That other process finds the engine by its name and the store by its settings, as the command does.
 */
public final class OwnEngine implements EngineUnderTest {

    private final String name;
    private final Engine engine;
    private final RunStore store;
    private final @Nullable StoreSettings reopen;
    private final Path root;
    private final RunLog log = new RunLog();
    private final RunService service;
    private final Queue<KillableProcess> processes = new ConcurrentLinkedQueue<>();

    /**
     * An engine on a store; both are closed by whoever made them.
     *
     * @param name in reports, such as {@code local/sqlite}
     * @param reopen how another process opens the store; null: it ends with this one
     * @param root where the relative paths of pipelines start
     */
    public OwnEngine(String name, Engine engine, RunStore store, @Nullable StoreSettings reopen, Path root) {
        this.name = name;
        this.engine = engine;
        this.store = store;
        this.reopen = reopen;
        this.root = root;
        this.service = new RunService(
                store,
                ProcessInfo.current(RunIds.next(), "conformance", "1"),
                environment(),
                root.resolve("home"),
                List.of(),
                log);
    }

    static Map<String, String> environment() {
        var all = new HashMap<>(System.getenv());
        all.putAll(Environments.VARIABLES);
        return all;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Support support(Capability capability) {
        return service.support(engine, capability);
    }

    @Override
    public Optional<String> lacks(Operation operation) {
        return operation == Operation.KILL_DRIVER && reopen == null
                ? Optional.of("its store is in memory, and ends with its process")
                : Optional.empty();
    }

    @Override
    public RunUnderTest start(Pipeline pipeline, StartRequest request) {
        if (request.killable()) {
            String key = Objects.requireNonNullElseGet(
                    request.key(), () -> UUID.randomUUID().toString());
            KillableProcess process = process(pipeline, key, KillableDriver.START);
            return new OwnRun(this, pipeline.name(), key, null, process);
        }
        RunHandle handle = refusing(() -> service.start(
                pipeline,
                engine,
                new RunRequest(
                        request.params(), request.key(), request.interval(), request.testMode(), request.limit()),
                Admission.Strictness.NONE));
        return new OwnRun(this, pipeline.name(), handle.run().key(), handle, null);
    }

    KillableProcess process(Pipeline pipeline, String key, String verb) {
        KillableProcess process =
                KillableProcess.start(engine.name(), Objects.requireNonNull(reopen), root, pipeline, key, verb);
        processes.add(process);
        return process;
    }

    RunService service() {
        return service;
    }

    Engine engine() {
        return engine;
    }

    RunStore store() {
        return store;
    }

    RunLog log() {
        return log;
    }

    static RunHandle refusing(java.util.function.Supplier<RunHandle> action) {
        try {
            return action.get();
        } catch (InvalidRunException e) {
            throw new RefusedException(e.getMessage());
        }
    }

    @Override
    public void close() {
        processes.forEach(KillableProcess::kill);
        service.close();
    }
}
