package io.onedag.child;

import io.onedag.Rows;
import io.onedag.TaskDefinition;
import io.onedag.attempt.Attempt;
import io.onedag.attempt.AttemptResult;
import io.onedag.attempt.Masking;
import io.onedag.attempt.RunScope;
import io.onedag.driven.Begun;
import io.onedag.driven.Closing;
import io.onedag.driven.DrivenAttempt;
import io.onedag.driven.DrivenRequest;
import io.onedag.driven.DriverStates;
import io.onedag.driven.DriversWord;
import io.onedag.driven.Ended;
import io.onedag.engine.Failure;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.graph.PipelineGraph;
import io.onedag.json.Json;
import io.onedag.store.BriefStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An attempt on record in the store, in a run that the engine outside drives. */
final class StoreLedger implements Ledger {

    private static final String TAKEN_OVER =
            "a later attempt has taken over, or its engine has marked the task meanwhile";

    private final Request request;
    private final Variables variables;
    private final Place place;
    private final Console console;
    private final long startedNanos = System.nanoTime();

    private @Nullable RunStore store;
    private @Nullable StoreLogs logs;
    private @Nullable StoreBody body;
    private @Nullable DrivenAttempt claimed;
    private @Nullable Masking masking;
    private @Nullable Ended ended;

    StoreLedger(Request request, Variables variables, Place place, Console console) {
        this.request = request;
        this.variables = variables;
        this.place = place;
        this.console = console;
    }

    @Override
    public Entry begin() {
        RunStore opened = BriefStore.open(place.settings(), place.home());
        store = opened;
        Begun begun = DrivenAttempt.begin(opened, asked());
        if (begun instanceof Begun.Recorded recorded) {
            return Past.answer(request, recorded, console);
        }
        if (begun instanceof Begun.NotToRun not) {
            closed(not.closing(), null);
            return Past.answer(not);
        }
        var attempt = (DrivenAttempt) begun;
        claimed = attempt;
        goesOnWith(attempt);
        var keeping = new StoreLogs(opened, attempt.lease());
        logs = keeping;
        var own = new StoreBody(opened, attempt);
        body = own;
        var scope = new RunScope(
                attempt.graph(), attempt.info(), place.settings(), place.home(), opened, List.of(), console, keeping);
        masking = scope.masking();
        return new Claimed(new Attempt(
                scope,
                attempt.task(),
                request.mapIndex(),
                attempt.round(),
                attempt.attempt(),
                attempt.generation(),
                attempt.inputs(),
                own));
    }

    private DrivenRequest asked() {
        PipelineGraph graph = request.graph();
        var application = Application.current();
        TaskDefinition task = request.definition();
        return new DrivenRequest(
                graph,
                graph.pipeline().planHash(),
                request.driver(),
                application.name(),
                application.version(),
                request.key(),
                request.interval(),
                request.params().isEmpty() ? "{}" : Json.write(request.params()),
                task.name(),
                request.mapIndex(),
                request.round(),
                request.attempt(),
                request.deadline(),
                states());
    }

    private @Nullable DriverStates states() {
        String file = variables.get(Variables.STATES_FILE);
        if (file == null) {
            return null;
        }
        try {
            return DriverStates.of(
                    variables.object(Variables.STATES_FILE), takenAt(variables.path(Variables.STATES_FILE, file)));
        } catch (IllegalArgumentException e) {
            throw Refusal.usage(Variables.STATES_FILE + ": " + e.getMessage(), null);
        }
    }

    private static Instant takenAt(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.now();
        }
    }

    private void goesOnWith(DrivenAttempt attempt) {
        if (!attempt.differences().isEmpty()) {
            console.say("The run goes on with the definition that it started with; today's differs:");
            for (String line : attempt.differences()) {
                console.say("  " + line);
            }
        }
    }

    @Override
    public AttemptResult end(Attempt attempt, AttemptResult result, DriversWord word) {
        DrivenAttempt own = Objects.requireNonNull(claimed);
        Ended end = result instanceof AttemptResult.Interrupted
                ? own.interrupted(word)
                : own.end(result, Objects.requireNonNull(masking));
        ended = end;
        if (end.stale()) {
            return new AttemptResult.Interrupted(TAKEN_OVER);
        }
        Failure failure = end.failure();
        return result instanceof AttemptResult.Succeeded && failure != null
                ? new AttemptResult.Failed(failure, false, Rows.NONE) // its effect could not commit
                : result;
    }

    @Override
    public void tell(Attempt attempt, AttemptResult result) {
        Ended end = Objects.requireNonNull(ended);
        if (end.stale()) {
            return;
        }
        DrivenAttempt own = Objects.requireNonNull(claimed);
        RunRecord run = own.run();
        if (result instanceof AttemptResult.Failed failed) {
            console.failed(Driven.failureBlock(run, attempt.event(), failed, end, request.driver()));
        }
        if (Measures.isWanted(place.settings())) {
            Measures.tell(
                    place.settings(),
                    own.graph().pipeline().name(),
                    attempt.event(),
                    Driven.end(end, result, Duration.ofNanos(System.nanoTime() - startedNanos)),
                    console);
        }
        closed(end.closing(), own);
    }

    /** Whoever ends the run tells those who want to know. */
    private void closed(@Nullable Closing closing, @Nullable DrivenAttempt attempt) {
        RunStore opened = store;
        if (closing == null || opened == null) {
            return;
        }
        PipelineGraph graph = attempt == null ? request.graph() : attempt.graph();
        boolean anyone = !graph.pipeline().onFailure().isEmpty()
                || !graph.pipeline().onSuccess().isEmpty();
        console.say("run " + request.key() + " of " + graph.pipeline().name() + " ended: " + closing.state());
        if (anyone) {
            Announcement.send(opened, place.settings(), graph.pipeline(), request.key(), closing);
        }
    }

    @Override
    public void close() {
        if (logs != null) {
            logs.close();
        }
        if (body != null) {
            body.close();
        }
        if (store != null) {
            store.close();
        }
    }
}
