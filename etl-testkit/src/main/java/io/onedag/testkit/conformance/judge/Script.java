package io.onedag.testkit.conformance.judge;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.engine.Support;
import io.onedag.testkit.conformance.EngineUnderTest;
import io.onedag.testkit.conformance.EngineUnderTest.RefusedException;
import io.onedag.testkit.conformance.EngineUnderTest.RunUnderTest;
import io.onedag.testkit.conformance.ObservedRun;
import io.onedag.testkit.conformance.ScenarioResult.Difference;
import io.onedag.testkit.conformance.model.ExpectedRun;
import io.onedag.testkit.conformance.model.ExpectedTask;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import io.onedag.testkit.conformance.probe.Journal;
import io.onedag.testkit.conformance.probe.JournalEntry;
import io.onedag.testkit.conformance.probe.JournalEntry.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Does what a scenario's script says, step by step. Confined to a thread. */
final class Script {

    private final EngineUnderTest engine;
    private final Path root;
    private final Map<String, Pipeline> pipelines;
    private final Map<String, RunUnderTest> runs = new LinkedHashMap<>();
    private final List<Difference> differences = new ArrayList<>();

    Script(EngineUnderTest engine, Path root, Map<String, Pipeline> pipelines) {
        this.engine = engine;
        this.root = root;
        this.pipelines = pipelines;
    }

    /** Its runs by name. */
    Map<String, RunUnderTest> runs() {
        return runs;
    }

    /** What was otherwise on the way. */
    List<Difference> differences() {
        return differences;
    }

    /** Goes through all steps; a step that doesn't come to its end ends the script. */
    void play(List<Step> steps) throws InterruptedException {
        for (Step step : steps) {
            int before = differences.size();
            try {
                play(step);
            } catch (RefusedException e) {
                differ(step + " was refused: " + e.getMessage());
            }
            if (differences.size() > before && !(step instanceof Step.Look)) {
                return;
            }
        }
    }

    private void play(Step step) throws InterruptedException {
        if (step instanceof Step.Start start) {
            runs.put(start.run(), engine.start(pipeline(start.pipeline()), start.request()));
        } else if (step instanceof Step.StartRefused refused) {
            refused(
                    () -> engine.start(pipeline(refused.pipeline()), refused.request()),
                    "a run: " + refused.request(),
                    refused.says());
        } else if (step instanceof Step.UntilStarted until) {
            until(step, () -> count(until.pipeline(), Kind.START, until.label()) >= until.times());
        } else if (step instanceof Step.UntilEnded until) {
            until(step, () -> count(until.pipeline(), Kind.END, until.label()) >= until.times());
        } else if (step instanceof Step.UntilProcesses until) {
            until(step, () -> count(until.pipeline(), Kind.PROCESS, until.label()) >= 2);
        } else if (step instanceof Step.UntilState until) {
            until(step, () -> {
                ObservedRun now = run(until.run()).read();
                return now != null
                        && now.find(until.label())
                                .filter(task -> task.state() == until.state())
                                .isPresent();
            });
        } else if (step instanceof Step.UntilRun until) {
            until(step, () -> state(until.run()) == until.state());
        } else if (step instanceof Step.Open open) {
            journal(open.pipeline()).open(open.gate());
        } else if (step instanceof Step.Await await) {
            if (!run(await.run()).await(engine.patience())) {
                broken("run " + await.run() + " did not end within "
                        + engine.patience().toSeconds() + " s; it is "
                        + run(await.run()).read());
            }
        } else if (step instanceof Step.Cancel cancel) {
            run(cancel.run()).cancel();
        } else if (step instanceof Step.Kill kill) {
            run(kill.run()).killDriver();
        } else if (step instanceof Step.Resume resume) {
            run(resume.run()).resume(pipeline(resume.pipeline()), resume.killable());
        } else if (step instanceof Step.Rerun rerun) {
            run(rerun.run()).rerun(pipeline(rerun.pipeline()), rerun.task());
        } else if (step instanceof Step.Refused refused) {
            refused(() -> play(refused.step()), refused.step().toString(), refused.says());
        } else if (step instanceof Step.Look look) {
            compare(look.run(), run(look.run()).read(), look.expected());
        }
    }

    /** An action of a script. */
    private interface Action {
        void run() throws InterruptedException;
    }

    private void refused(Action action, String what, List<String> says) throws InterruptedException {
        try {
            action.run();
            differ("not refused was " + what);
        } catch (RefusedException e) {
            for (String text : engine.refusesInOurWords() ? says : List.<String>of()) {
                if (!String.valueOf(e.getMessage()).contains(text)) {
                    differ("the refusal doesn't say \"" + text + "\", but: " + e.getMessage());
                }
            }
        }
    }

    private void until(Step step, BooleanSupplier met) throws InterruptedException {
        long end = System.nanoTime() + engine.patience().toNanos();
        while (!met.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (System.nanoTime() > end) {
                broken(step + " did not come about within " + engine.patience().toSeconds() + " s");
                return;
            }
            LockSupport.parkNanos(engine.pace().look().toNanos());
        }
    }

    private long count(String pipeline, Kind kind, String label) {
        return journal(pipeline).entries().stream()
                .filter(entry -> entry.kind() == kind
                        && (entry.label().equals(label) || (entry.runKey() + ":" + entry.label()).equals(label)))
                .count();
    }

    private @Nullable RunState state(String run) {
        ObservedRun now = run(run).read();
        return now == null ? null : now.state();
    }

    /** Compares a run with how it is to stand. */
    void compare(String name, @Nullable ObservedRun found, ExpectedRun expected) {
        if (found == null) {
            differ("run " + name + " is not on record");
            return;
        }
        if (found.state() != expected.state()) {
            differ("run " + name + " is " + found.state() + (found.reason() == null ? "" : " (" + found.reason() + ")")
                    + ", expected " + expected.state());
        }
        for (ExpectedTask task : expected.tasks()) {
            found.find(task.label())
                    .ifPresentOrElse(
                            on -> task.differences(on, engine.tellsReasons())
                                    .forEach(each -> differ(task.label() + " " + each
                                            + (on.error() == null ? "" : "; its error: " + on.error()))),
                            () -> differ("there is no task run " + task.label() + ", expected " + task.state()));
        }
        if (expected.all()) {
            List<String> labels =
                    expected.tasks().stream().map(ExpectedTask::label).toList();
            found.tasks().stream()
                    .filter(task -> !labels.contains(task.label()))
                    .forEach(task -> differ("there is a task run that isn't expected: " + task));
        }
    }

    private void broken(String message) {
        differences.add(new Difference(Support.Kind.OUTCOME, message, true));
    }

    private void differ(String message) {
        differences.add(new Difference(Support.Kind.OUTCOME, message));
    }

    private RunUnderTest run(String name) {
        return Objects.requireNonNull(runs.get(name), () -> "the script has no run " + name);
    }

    private Pipeline pipeline(String alias) {
        return Objects.requireNonNull(pipelines.get(alias), () -> "the scenario has no pipeline " + alias);
    }

    private Journal journal(String alias) {
        return Journal.of(root, pipeline(alias).name());
    }

    /** What attempts did, over all pipelines. */
    List<JournalEntry> journal() {
        var names = pipelines.values().stream().map(Pipeline::name).distinct().toList();
        var all = new ArrayList<JournalEntry>();
        names.forEach(name -> all.addAll(Journal.of(root, name).entries()));
        if (names.size() > 1) {
            all.sort(java.util.Comparator.comparing(JournalEntry::at));
        }
        return all;
    }

    /** The aliases of a scenario's definitions that stand for another version of the same pipeline. */
    static boolean isOtherVersion(Scenario scenario, String alias) {
        return !alias.equals(Scenario.ONLY)
                && Objects.requireNonNull(scenario.pipelines().get(alias))
                        .name()
                        .equals(scenario.name());
    }
}
