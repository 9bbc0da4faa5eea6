package io.onedag.cli;

import io.onedag.RunState;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.run.RunService;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code onedag cancel}: has a run cancelled. */
final class CancelCommand extends StoreCommandBase {

    private String run = "";
    private @Nullable String runKey;
    private @Nullable String reason;

    CancelCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .argument("RUN", Texts.RUN, value -> run = value)
                .option("--run-key", "KEY", Texts.RUN_KEY, value -> runKey = value)
                .option(
                        "--reason",
                        "TEXT",
                        "Why, for the record. Default: cancelled by the user's name.",
                        value -> reason = value);
    }

    @Override
    String jsonForm() {
        return Documents.RUN_FORM.replace("}", ", cancel_requested}");
    }

    @Override
    public Integer call() {
        String why = reason == null ? "cancelled by " + RunningCommand.user() : reason;
        try (RunStore store = openStore(Mode.WRITE)) {
            RunRecord found = new RunFinder(store).find(run, runKey);
            boolean asked;
            try (var service = new RunService(
                    store,
                    Processes.current(),
                    Map.of(),
                    Stores.home(surroundings.folder()),
                    List.of(),
                    RunListener.NONE)) {
                asked = service.cancel(found, why);
            }
            RunRecord now = store.run(found.id()).orElseThrow();
            if (json) {
                var document = Documents.run(now);
                document.put("cancel_requested", now.cancelRequested());
                print(document);
            }
            people().println(said(now, asked));
            return asked || now.state() == RunState.CANCELLED ? ExitCode.DONE : ExitCode.USAGE;
        }
    }

    private static String said(RunRecord now, boolean asked) {
        String name = "Run " + now.id() + " of " + now.pipeline();
        if (!asked) {
            return name + " had ended before: " + now.state() + ".";
        }
        return now.state() == RunState.CANCELLED
                ? name + " is cancelled."
                : name + " was asked to end; " + (now.owner() == null ? "its process" : now.owner()) + " ends it.";
    }
}
