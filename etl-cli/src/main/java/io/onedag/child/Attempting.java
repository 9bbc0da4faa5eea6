package io.onedag.child;

import io.onedag.DefinitionException;
import io.onedag.cli.NamedPipeline;
import io.onedag.cli.settings.Settings;
import io.onedag.cli.settings.SettingsException;
import io.onedag.engine.Failure;
import io.onedag.engine.PipelineOwnedException;
import io.onedag.engine.RunListener;
import io.onedag.engine.StoreException;
import io.onedag.json.Json;
import io.onedag.run.InvalidRunException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One attempt in this process, from the request in the environment to the exit code. Used once. */
public final class Attempting {

    private static final String NO_STORE = "none";

    private final Host host;
    private final Options options;
    private final List<NamedPipeline> passed;
    private final Console console;

    private @Nullable Request request;
    private @Nullable Course course;

    /**
     * Prepares it.
     *
     * @param passed the pipelines that the application's {@code main} passes
     */
    public Attempting(Host host, Options options, List<NamedPipeline> passed) {
        this.host = host;
        this.options = options;
        this.passed = passed;
        this.console = new Console(host);
    }

    /** Runs it, says what became of it, and returns the exit code. Throws nothing. */
    public int run() {
        try {
            return runOrThrow();
        } catch (PipelineFinder.UnknownPipelineException e) {
            return refused(e.refusal());
        } finally {
            console.flush();
        }
    }

    /** The same, for who knows where else to look for a pipeline. */
    int runOrThrow() {
        try {
            return attempt();
        } catch (Refusal e) {
            return refused(e);
        } catch (DefinitionException e) {
            console.wrong(e.problems());
            return failed(e, ChildExit.USAGE, "definition");
        } catch (SettingsException e) {
            return refused(Refusal.usage(String.valueOf(e.getMessage()), null));
        } catch (InvalidRunException | PipelineOwnedException e) {
            return refused(new Refusal(ChildExit.USAGE, "run", String.valueOf(e.getMessage()), null));
        } catch (StoreException e) {
            unreachable(e);
            return failed(e, ChildExit.UNREACHABLE, "store");
        } catch (PipelineFinder.UnknownPipelineException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            console.refused(
                    "unexpected: " + e, "This is probably a bug of Onedag. ONEDAG_DEBUG=1 shows where it comes from.");
            return failed(e, ChildExit.FAILED, "internal");
        }
    }

    private int attempt() throws IOException {
        var settings = Settings.load(host.folder(), host.environment(), Map.of());
        var variables = new Variables(host.environment(), host.folder());
        boolean recorded = isRecorded(settings);
        var own = Request.read(new PipelineFinder(variables, passed).find(), variables);
        request = own;
        ResultFile file = ResultFile.of(options, variables);
        var place = Place.of(settings.all(), host.folder());
        Ledger ledger = recorded
                ? new StoreLedger(own, variables, place, console)
                : new NoLedger(own, GivenInputs.read(own, variables), place, console);
        var running = new Course(host, options, console, ledger, file, own.mapIndex());
        course = running;
        return running.run();
    }

    private boolean isRecorded(Settings settings) {
        String store = options.store();
        if (store != null && !store.equals(NO_STORE)) {
            throw Refusal.usage("--store is \"" + store + "\"", "none is the only one to name; leave it out otherwise");
        }
        if (store == null && settings.get(Settings.DATABASE_URL).isEmpty()) {
            throw Refusal.usage(
                    "DATABASE_URL is not set, and this attempt is to be recorded",
                    "set it to the store that all processes of the run share, or give --store none");
        }
        return store == null;
    }

    // ---- what went wrong

    private int refused(Refusal refusal) {
        console.refused(String.valueOf(refusal.getMessage()), refusal.hint());
        print(refusal.kind(), String.valueOf(refusal.getMessage()), refusal.hint());
        console.trace(refusal);
        return refusal.exitCode();
    }

    private int failed(Throwable thrown, int exitCode, String kind) {
        print(kind, String.valueOf(thrown.getMessage()), null);
        console.trace(thrown);
        return exitCode;
    }

    /** The same block as for any failure: whoever reads an engine's log knows where to look. */
    private void unreachable(StoreException e) {
        Request asked = request;
        if (asked == null) {
            console.refused(String.valueOf(e.getMessage()), null);
            return;
        }
        var event = new RunListener.TaskEvent(
                asked.definition().name(),
                asked.mapIndex(),
                asked.round() + 1,
                asked.attempt(),
                asked.definition().retry().maxAttempts());
        String message = String.valueOf(e.getMessage());
        console.failed(event, new Failure(e.getClass().getName(), message, null, false));
        console.say(
                course == null || !course.hasBegun()
                        ? "  next   nothing was begun; the attempt may be tried again"
                        : "  next   its end is not on record; the next attempt takes its place");
    }

    private void print(String kind, String message, @Nullable String hint) {
        if (options.json()) {
            var error = new LinkedHashMap<String, @Nullable Object>();
            error.put("kind", kind);
            error.put("message", message);
            error.put("hint", hint);
            var document = new LinkedHashMap<String, @Nullable Object>();
            document.put("error", error);
            host.out().println(Json.write(document));
            host.out().flush();
        }
    }
}
