package io.onedag.testkit.conformance.own;

import io.onedag.Pipeline;
import io.onedag.definition.DefinitionReader;
import io.onedag.engine.Engine;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider;
import io.onedag.run.Admission;
import io.onedag.run.RunHandle;
import io.onedag.run.RunRequest;
import io.onedag.run.RunService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** What a process that will be killed does: it starts or resumes one run, and waits for its end. */
public final class KillableDriver {

    static final String START = "start";
    static final String RESUME = "resume";

    private KillableDriver() {}

    /** Takes the engine's name, the store's folder, the pipelines' folder, the file of the definition, pipeline, key and what to do. */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[2]);
        Path definition = Path.of(arguments[3]);
        String name = arguments[4];
        String key = arguments[5];
        Pipeline pipeline =
                DefinitionReader.readStored(definition.toString(), Files.readString(definition), root, task -> null);
        RunStoreProvider provider =
                ServiceLoader.load(RunStoreProvider.class).findFirst().orElseThrow();
        try (RunStore store = provider.open(System.getenv(), Path.of(arguments[1]), RunStoreProvider.Mode.WRITE);
                Engine engine = engine(arguments[0]);
                var service = new RunService(
                        store,
                        ProcessInfo.current(RunIds.next(), "conformance", "1"),
                        OwnEngine.environment(),
                        root.resolve("home"),
                        List.of(),
                        RunListener.NONE)) {
            RunHandle handle = arguments[6].equals(START)
                    ? service.start(
                            pipeline, engine, new RunRequest(Map.of(), key, null, false, 0), Admission.Strictness.NONE)
                    : service.resume(store.run(name, key).orElseThrow(), pipeline, engine, "conformance");
            handle.await();
        }
    }

    private static Engine engine(String name) {
        return ServiceLoader.load(Engine.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
