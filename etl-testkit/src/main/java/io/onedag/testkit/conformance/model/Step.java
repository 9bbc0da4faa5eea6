package io.onedag.testkit.conformance.model;

import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.testkit.conformance.Operation;
import io.onedag.testkit.conformance.StartRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A step of a scenario's script. Runs go by names of the script's own, pipelines by their aliases. */
public sealed interface Step {

    /** The name of a script's only run. */
    String RUN = "run";

    /** Starts a run; {@code again}: of a key that was started before. */
    record Start(String run, String pipeline, StartRequest request, boolean again) implements Step {}

    /** Asks for a run that is refused, with a message that has all these texts. */
    record StartRefused(String pipeline, StartRequest request, List<String> says) implements Step {}

    /** Waits until so many attempts of a task run have started, in all runs. */
    record UntilStarted(String pipeline, String label, int times) implements Step {}

    /** Waits until so many attempts of a task run have ended, in all runs. */
    record UntilEnded(String pipeline, String label, int times) implements Step {}

    /** Waits until a task run's attempt has started all of its processes. */
    record UntilProcesses(String pipeline, String label) implements Step {}

    /** Waits until a task run is on record in this state. */
    record UntilState(String run, String label, TaskState state) implements Step {}

    /** Waits until a run is on record in this state. */
    record UntilRun(String run, RunState state) implements Step {}

    /** Opens a gate. */
    record Open(String pipeline, String gate) implements Step {}

    /** Waits for a run's end. */
    record Await(String run) implements Step {}

    /** Cancels a run. */
    record Cancel(String run) implements Step {}

    /** Kills the process that advances a run. */
    record Kill(String run) implements Step {}

    /** Resumes a run, with this definition of its pipeline. */
    record Resume(String run, String pipeline, boolean killable) implements Step {}

    /** Runs a task of a run again, and all after it, with this definition of its pipeline. */
    record Rerun(String run, String pipeline, String task) implements Step {}

    /** Does something that is refused, with a message that has all these texts. */
    record Refused(Step step, List<String> says) implements Step {}

    /** Looks at a run that is under way. */
    record Look(String run, ExpectedRun expected) implements Step {}

    /** Starts the only run. */
    static Step start() {
        return start(StartRequest.PLAIN);
    }

    /** Starts the only run so. */
    static Step start(StartRequest request) {
        return start(RUN, request);
    }

    /** Starts a run. */
    static Step start(String run, StartRequest request) {
        return new Start(run, Scenario.ONLY, request, false);
    }

    /** Starts a run of another of the scenario's pipelines. */
    static Step startOf(String pipeline, String run, StartRequest request) {
        return new Start(run, pipeline, request, false);
    }

    /** Starts a key that was started before. */
    static Step startAgain(String run, StartRequest request) {
        return new Start(run, Scenario.ONLY, request, true);
    }

    /** Asks for a run that is refused. */
    static Step refused(StartRequest request, String... says) {
        return new StartRefused(Scenario.ONLY, request, List.of(says));
    }

    /** Does something that is refused. */
    static Step refused(Step step, String... says) {
        return new Refused(step, List.of(says));
    }

    /** Waits until an attempt of a task run has started. */
    static Step untilStarted(String label) {
        return untilStarted(label, 1);
    }

    /** Waits until so many attempts of a task run have started. */
    static Step untilStarted(String label, int times) {
        return new UntilStarted(Scenario.ONLY, label, times);
    }

    /** Waits until an attempt of a task run has ended. */
    static Step untilEnded(String label) {
        return new UntilEnded(Scenario.ONLY, label, 1);
    }

    /** Waits until a task run's attempt has started all of its processes. */
    static Step untilProcesses(String label) {
        return new UntilProcesses(Scenario.ONLY, label);
    }

    /** Waits until a task of the only run is on record in this state. */
    static Step untilState(String label, TaskState state) {
        return new UntilState(RUN, label, state);
    }

    /** Waits until a run is on record in this state. */
    static Step untilRun(String run, RunState state) {
        return new UntilRun(run, state);
    }

    /** Opens a gate. */
    static Step open(String gate) {
        return new Open(Scenario.ONLY, gate);
    }

    /** Waits for the only run's end. */
    static Step await() {
        return await(RUN);
    }

    /** Waits for a run's end. */
    static Step await(String run) {
        return new Await(run);
    }

    /** Cancels the only run. */
    static Step cancel() {
        return cancel(RUN);
    }

    /** Cancels a run. */
    static Step cancel(String run) {
        return new Cancel(run);
    }

    /** Kills the process that advances the only run. */
    static Step kill() {
        return kill(RUN);
    }

    /** Kills the process that advances a run. */
    static Step kill(String run) {
        return new Kill(run);
    }

    /** Resumes the only run. */
    static Step resume() {
        return resumeAs(Scenario.ONLY);
    }

    /** Resumes the only run, with another definition of its pipeline. */
    static Step resumeAs(String pipeline) {
        return new Resume(RUN, pipeline, false);
    }

    /** Resumes the only run in a process that can be killed. */
    static Step resumeInProcessToKill() {
        return new Resume(RUN, Scenario.ONLY, true);
    }

    /** Runs a task of the only run again, and all after it. */
    static Step rerun(String task) {
        return new Rerun(RUN, Scenario.ONLY, task);
    }

    /** Asks for a rerun that is refused. */
    static Step rerunRefused(String task, String... says) {
        return refused(rerun(task), says);
    }

    /** Runs a task of the only run again, and all after it, with another definition of its pipeline. */
    static Step rerunAs(String pipeline, String task) {
        return new Rerun(RUN, pipeline, task);
    }

    /** Looks at the only run. */
    static Step look(ExpectedRun expected) {
        return look(RUN, expected);
    }

    /** Looks at a run. */
    static Step look(String run, ExpectedRun expected) {
        return new Look(run, expected);
    }

    /** What the engine has to be able to do for it. */
    default Set<Operation> operations() {
        var needed = EnumSet.noneOf(Operation.class);
        if (this instanceof Start start) {
            needed.addAll(operations(start.request()));
            if (start.again()) {
                needed.add(Operation.START_AGAIN);
            }
        } else if (this instanceof StartRefused refused) {
            needed.addAll(operations(refused.request()));
        } else if (this instanceof UntilState || this instanceof UntilRun || this instanceof Look) {
            needed.add(Operation.READ_WHILE_RUNNING);
        } else if (this instanceof Cancel) {
            needed.add(Operation.CANCEL);
        } else if (this instanceof Kill) {
            needed.add(Operation.KILL_DRIVER);
        } else if (this instanceof Resume resume) {
            needed.add(Operation.RESUME);
            if (resume.killable()) {
                needed.add(Operation.KILL_DRIVER);
            }
            if (!resume.pipeline().equals(Scenario.ONLY)) {
                needed.add(Operation.CHANGED_DEFINITION);
            }
        } else if (this instanceof Refused refused) {
            needed.addAll(refused.step().operations());
        } else if (this instanceof Rerun rerun) {
            needed.add(Operation.RERUN);
            if (!rerun.pipeline().equals(Scenario.ONLY)) {
                needed.add(Operation.CHANGED_DEFINITION);
            }
        }
        return needed;
    }

    private static Set<Operation> operations(StartRequest request) {
        var needed = EnumSet.noneOf(Operation.class);
        if (request.key() != null) {
            needed.add(Operation.RUN_KEY);
        }
        if (request.interval() != null) {
            needed.add(Operation.INTERVAL);
        }
        if (request.testMode()) {
            needed.add(Operation.TEST_MODE);
        }
        if (request.killable()) {
            needed.add(Operation.KILL_DRIVER);
        }
        return needed;
    }
}
