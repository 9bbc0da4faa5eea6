package io.onedag.child;

import io.onedag.TaskState;
import io.onedag.attempt.Attempt;
import io.onedag.attempt.AttemptResult;
import io.onedag.attempt.FailureBlock;
import io.onedag.attempt.Settlement;
import io.onedag.cli.Times;
import io.onedag.cli.terminal.Text;
import io.onedag.driven.DriversWord;
import io.onedag.engine.Failure;
import io.onedag.engine.RunStore;
import io.onedag.run.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs an attempt of the past again, and records nothing. */
public final class Replaying {

    private static final int MOST_OUTPUT = 200;

    private Replaying() {}

    /**
     * Runs it, and says how it ended then and now.
     *
     * @param settings variables for expressions
     * @param home a folder of the replay's own: where its datasets go
     * @return the exit code, as of an ordinary attempt
     */
    public static int run(
            Host host, Options options, Replay again, Replay.Which which, Map<String, String> settings, Path home)
            throws IOException {
        var console = new Console(host);
        var ledger = new Again(again, settings, home, console);
        var variables = new Variables(Map.of(), host.folder()); // those of the attempt that replays aren't this one's
        var file = ResultFile.of(options, variables);
        return new Course(host, options, console, ledger, file, which.mapIndex()).run();
    }

    /** What is on record stays as it is. */
    private static final class Again implements Ledger {
        private final Replay replay;
        private final Map<String, String> settings;
        private final Path home;
        private final Console console;
        private final Body body = new Body();
        private long began;

        Again(Replay replay, Map<String, String> settings, Path home, Console console) {
            this.replay = replay;
            this.settings = settings;
            this.home = home;
            this.console = console;
        }

        @Override
        public Entry begin() {
            began = System.nanoTime();
            return new Claimed(replay.prepare(settings, home, List.of(), console, body.timer()));
        }

        @Override
        public AttemptResult end(Attempt attempt, AttemptResult result, DriversWord word) {
            RunStore.EffectTransaction effect = Settlement.effect(result);
            if (effect != null) {
                effect.close();
            }
            return result;
        }

        @Override
        public void tell(Attempt attempt, AttemptResult result) {
            if (result instanceof AttemptResult.Failed failed) {
                console.failed(FailureBlock.facts(attempt.event(), failed.failure(), failed.rows(), false));
            }
            Failure failure = replay.past().failure();
            console.say("then: " + then(replay.past().outcome())
                    + (failure == null ? "" : ", " + Text.oneLine(failure.message())));
            console.say("now:  " + now(result) + " in " + Times.duration(Duration.ofNanos(System.nanoTime() - began)));
        }

        @Override
        public void close() {
            body.close();
        }
    }

    private static String then(TaskState outcome) {
        return switch (outcome) {
            case RETRY_WAIT -> "FAILED, and was retried";
            case READY -> "lost with its process";
            default -> outcome.toString();
        };
    }

    private static String now(AttemptResult result) {
        if (result instanceof AttemptResult.Succeeded done) {
            String output = done.output();
            if (output == null) {
                return "SUCCEEDED";
            }
            return "SUCCEEDED, output "
                    + (output.length() > MOST_OUTPUT ? output.substring(0, MOST_OUTPUT) + "…" : output);
        }
        return result instanceof AttemptResult.Skipped
                ? "SKIPPED"
                : result instanceof AttemptResult.Failed ? "FAILED" : "INTERRUPTED";
    }
}
