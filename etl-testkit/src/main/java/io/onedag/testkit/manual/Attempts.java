package io.onedag.testkit.manual;

import io.onedag.Rows;
import io.onedag.Task;
import io.onedag.TaskBody;
import io.onedag.attempt.Attempt;
import io.onedag.attempt.AttemptResult;
import io.onedag.attempt.Failures;
import io.onedag.attempt.Inputs;
import io.onedag.attempt.ProcessTree;
import io.onedag.attempt.RunScope;
import io.onedag.attempt.Settlement;
import io.onedag.engine.EngineRun;
import io.onedag.engine.OsProcess;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunStore;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Reason;
import io.onedag.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes the attempts of one run, with the tasks' own bodies or with those of a test, and runs them one at a time. */
final class Attempts {

    /** The middle of any jitter: the exact delay. */
    private static final RandomGenerator NO_JITTER = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public double nextDouble() {
            return 0.5;
        }
    };

    private final ManualEngine engine;
    private final EngineRun run;
    private final TestClock clock;
    private final Inputs inputs;
    /** With the tasks' own bodies. */
    private final RunScope own;
    /** With {@link #script} in the place of every body. */
    private final RunScope scripted;

    private volatile @Nullable Task script;

    Attempts(ManualEngine engine, EngineRun run, TestClock clock, Inputs inputs, RunListener listener) {
        this.engine = engine;
        this.run = run;
        this.clock = clock;
        this.inputs = inputs;
        var pipeline = run.graph().pipeline();
        Task body = context -> Objects.requireNonNull(script).execute(context);
        var bodies = new HashMap<String, TaskBody>();
        pipeline.tasks().forEach(task -> bodies.put(task.name(), new TaskBody.Code(body)));
        this.own = scope(run.graph(), listener);
        this.scripted = scope(PipelineGraph.of(pipeline.withBodies(bodies)), listener);
    }

    private RunScope scope(PipelineGraph graph, RunListener listener) {
        return new RunScope(
                graph, run.info(), run.environment(), run.home(), run.store(), run.resources(), listener, run.logs());
    }

    /** An attempt with a body, or, where that is null, with the task's own. */
    Attempt of(Step step, @Nullable Task body) {
        script = body;
        var around = new Surroundings(engine, run, step);
        RunScope scope = body == null ? own : scripted;
        return new Attempt(scope, step.task, step.mapIndex, step.round, step.attempt, step.generation, inputs, around);
    }

    /**
     * Runs an attempt, and commits its effect together with its outcome where it has one.
     *
     * @param gone whether the run's process ended meanwhile: then nothing is committed
     */
    AttemptResult run(Step step, Attempt attempt, BooleanSupplier gone) {
        try {
            OsProcess remains = step.remains;
            if (remains != null) {
                ProcessTree.endRemains(remains);
            }
            AttemptResult result = attempt.run();
            RunStore.EffectTransaction effect = Settlement.effect(result);
            if (effect != null) {
                try (effect) {
                    if (!gone.getAsBoolean()) {
                        effect.commit(new RunChange(List.of(outcome(step, settle(step, result, null))), null));
                        step.recorded = true;
                    }
                }
            }
            return result;
        } catch (RuntimeException | Error e) { // not the body's
            return new AttemptResult.Failed(Failures.of(e, own.masking()), false, Rows.NONE);
        }
    }

    /**
     * What a result makes of its task run.
     *
     * @param cut why the run was cut short meanwhile, or null
     */
    Settlement settle(Step of, AttemptResult result, @Nullable Reason cut) {
        return Settlement.of(of.definition, result, of.attempt, of.recoveries, cut, NO_JITTER);
    }

    /** How that goes on record. */
    RunChange.Outcome outcome(Step of, Settlement settled) {
        Duration delay = settled.retryIn();
        Instant now = clock.instant();
        return new RunChange.Outcome(
                of.name(),
                of.mapIndex,
                of.generation,
                settled.state(),
                settled.reason(),
                now,
                delay == null ? null : now.plus(delay),
                settled.output(),
                settled.chosen(),
                settled.failure(),
                settled.allowedFailure(),
                settled.rows());
    }
}
