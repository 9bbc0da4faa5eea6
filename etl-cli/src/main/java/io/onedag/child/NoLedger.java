package io.onedag.child;

import io.onedag.RunInfo;
import io.onedag.attempt.Attempt;
import io.onedag.attempt.AttemptResult;
import io.onedag.attempt.FailureBlock;
import io.onedag.attempt.RunScope;
import io.onedag.attempt.Settlement;
import io.onedag.driven.DriversWord;
import io.onedag.engine.RunListener;
import io.onedag.engine.TaskLogs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** An attempt that is recorded nowhere: exit code and result file are all. */
final class NoLedger implements Ledger {

    private final Request request;
    private final GivenInputs inputs;
    private final Place place;
    private final Console console;
    private final Body body = new Body();
    private final long began = System.nanoTime();

    NoLedger(Request request, GivenInputs inputs, Place place, Console console) {
        this.request = request;
        this.inputs = inputs;
        this.place = place;
        this.console = console;
    }

    @Override
    public Entry begin() {
        var run = new RunInfo(
                id(request.graph().pipeline().name(), request.key()),
                request.key(),
                request.interval(),
                request.params(),
                false,
                0);
        var scope = new RunScope(
                request.graph(), run, place.settings(), place.home(), null, List.of(), console, TaskLogs.NONE);
        return new Claimed(new Attempt(
                scope, request.task(), request.mapIndex(), request.round() + 1, request.attempt(), inputs, body));
    }

    /** The id is made of the name and the key, so that all attempts of a run see the same. */
    private static UUID id(String pipeline, String key) {
        try {
            return UUID.fromString(key);
        } catch (IllegalArgumentException e) {
            return UUID.nameUUIDFromBytes((pipeline + "\n" + key).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public AttemptResult end(Attempt attempt, AttemptResult result, DriversWord word) {
        return result;
    }

    @Override
    public void tell(Attempt attempt, AttemptResult result) {
        if (result instanceof AttemptResult.Failed failed) {
            console.failed(FailureBlock.facts(attempt.event(), failed.failure(), failed.rows(), false));
        }
        if (Measures.isWanted(place.settings())) {
            Settlement settled = Settlement.of(
                    request.definition(), result, request.attempt(), 0, null, ThreadLocalRandom.current());
            Measures.tell(
                    place.settings(),
                    request.graph().pipeline().name(),
                    attempt.event(),
                    new RunListener.End(
                            settled.state(),
                            settled.reason(),
                            Duration.ofNanos(System.nanoTime() - began),
                            settled.failure(),
                            settled.retryIn(),
                            null,
                            settled.allowedFailure(),
                            settled.rows()),
                    console);
        }
    }

    @Override
    public void close() {
        body.close();
    }
}
