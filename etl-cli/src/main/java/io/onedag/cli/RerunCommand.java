package io.onedag.cli;

import io.onedag.Pipeline;
import io.onedag.engine.Engine;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code onedag rerun}: runs a task of a run, and all after it, once more. */
final class RerunCommand extends RunningCommand {

    @Parameters(index = "0", paramLabel = "RUN", description = Texts.RUN)
    String run = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "PIPELINE|FILE", description = Texts.DEFINITION_NOW)
    @Nullable
    String pipeline;

    @Option(
            names = "--from",
            paramLabel = "TASK",
            required = true,
            order = 1,
            description = "The first task to run again; all that come after it follow.")
    String from = "";

    @Option(names = "--run-key", paramLabel = "KEY", order = 3, description = Texts.RUN_KEY)
    @Nullable
    String runKey;

    RerunCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        RunDriver driver = driver();
        try (Engine runs = Engines.get(engine);
                RunStore store = openStore(Mode.WRITE)) {
            RunRecord found = new RunFinder(store).find(run, runKey);
            @Nullable Pipeline now = new DefinitionFinder(surroundings).of(found, pipeline);
            return driver.drive(store, service -> service.rerun(found, now, runs, from, user()));
        }
    }
}
