package io.onedag.testkit.conformance.judge;

import io.onedag.DefinitionException;
import io.onedag.Pipeline;
import io.onedag.engine.Capability;
import io.onedag.engine.Exporter.Need;
import io.onedag.engine.Support;
import io.onedag.testkit.conformance.EngineUnderTest;
import io.onedag.testkit.conformance.EngineUnderTest.RefusedException;
import io.onedag.testkit.conformance.ObservedRun;
import io.onedag.testkit.conformance.Operation;
import io.onedag.testkit.conformance.Outcome;
import io.onedag.testkit.conformance.ScenarioResult;
import io.onedag.testkit.conformance.ScenarioResult.Difference;
import io.onedag.testkit.conformance.StartRequest;
import io.onedag.testkit.conformance.model.Evidence;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.probe.Journal;
import io.onedag.testkit.conformance.probe.JournalEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Runs scenarios on one engine. Thread-safe. */
public final class Conformance {

    private final EngineUnderTest engine;
    private final Path root;

    /**
     * Makes the engine ready.
     *
     * @param root an empty folder: scenarios keep their journals here
     */
    public Conformance(EngineUnderTest engine, Path root, List<Scenario> scenarios) {
        this.engine = engine;
        this.root = root;
        var all = new ArrayList<Pipeline>();
        for (Scenario scenario : scenarios) {
            scenario.build(root).forEach((alias, pipeline) -> {
                Journal.of(root, pipeline.name()).create();
                if (!Script.isOtherVersion(scenario, alias)
                        && refused(engine.needs(pipeline)).isEmpty()) {
                    all.add(pipeline);
                }
            });
        }
        engine.prepare(root, all);
    }

    /** Runs a scenario. What goes wrong is a difference, and no exception. */
    public ScenarioResult run(Scenario scenario) throws InterruptedException {
        long start = System.nanoTime();
        var because = new ArrayList<String>();
        var differences = new ArrayList<Difference>();
        List<JournalEntry> journal = List.of();
        Outcome outcome;
        Set<Capability> capabilities = scenario.capabilities();
        if (!scenario.refused().isEmpty()) {
            definitionRefused(scenario, differences);
            outcome = differences.isEmpty() ? Outcome.EQUAL : Outcome.DIFFERENT;
        } else {
            Map<String, Pipeline> pipelines = scenario.build(root);
            List<String> lacking = lacking(scenario.operations());
            List<Need> needs = needs(scenario, pipelines);
            List<String> refused = refused(needs);
            if (!refused.isEmpty()) {
                because.addAll(refused);
                refusal(pipelines, differences);
                outcome = differences.isEmpty() ? Outcome.REFUSED : Outcome.DIFFERENT;
            } else if (!lacking.isEmpty()) {
                because.addAll(lacking);
                outcome = Outcome.REFUSED;
            } else {
                journal = play(scenario, pipelines, differences);
                outcome = verdict(scenario, needs, differences, because);
            }
        }
        return new ScenarioResult(
                scenario,
                engine.name(),
                outcome,
                capabilities,
                because,
                differences,
                journal.stream().map(JournalEntry::toString).toList(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    private List<JournalEntry> play(Scenario scenario, Map<String, Pipeline> pipelines, List<Difference> differences)
            throws InterruptedException {
        var script = new Script(engine, root, pipelines);
        try {
            script.play(scenario.steps());
            var ended = new LinkedHashMap<String, ObservedRun>();
            var traces = new ArrayList<String>();
            var contradictions = new ArrayList<String>();
            script.runs().forEach((name, run) -> {
                ObservedRun read = run.read();
                if (read != null) {
                    ended.put(name, read);
                }
                traces.addAll(run.traces());
                contradictions.addAll(run.contradictions());
            });
            if (script.differences().isEmpty()) {
                scenario.expected().forEach((name, expected) -> script.compare(name, ended.get(name), expected));
            }
            var seen = new Evidence(pipelines, script.journal(), ended, traces, engine.tolerance());
            differences.addAll(script.differences());
            contradictions.forEach(each -> differences.add(new Difference(Support.Kind.OUTCOME, each)));
            if (differences.isEmpty()) {
                differences.addAll(Invariants.violated(seen, scenario.expected()));
                scenario.checks()
                        .forEach(check -> check.find()
                                .apply(seen)
                                .ifPresent(found -> differences.add(new Difference(
                                        check.kind(), "expected: " + check.description() + "; " + found))));
            }
        } catch (RuntimeException e) {
            differences.add(new Difference(Support.Kind.OUTCOME, "the engine threw " + e, true));
        }
        return script.journal();
    }

    /** A definition that can't be: no engine ever sees it. */
    private void definitionRefused(Scenario scenario, List<Difference> differences) {
        scenario.pipelines().forEach((alias, definition) -> {
            try {
                definition.pipeline(root);
                differences.add(new Difference(Support.Kind.OUTCOME, "the definition was not refused"));
            } catch (DefinitionException e) {
                for (String text : scenario.refused()) {
                    if (!String.valueOf(e.getMessage()).contains(text)) {
                        differences.add(new Difference(
                                Support.Kind.OUTCOME,
                                "the refusal doesn't say \"" + text + "\", but: " + e.getMessage()));
                    }
                }
            }
        });
    }

    /** What the engine declares that it refuses, it refuses, and says which task needs it; nothing starts. */
    private void refusal(Map<String, Pipeline> pipelines, List<Difference> differences) {
        for (Pipeline pipeline : pipelines.values()) {
            List<Need> needs = engine.needs(pipeline);
            if (refused(needs).isEmpty()) {
                continue;
            }
            try {
                engine.start(pipeline, StartRequest.PLAIN);
                differences.add(new Difference(
                        Support.Kind.OUTCOME,
                        "pipeline " + pipeline.name() + " was started, though the engine declares that it refuses it"));
            } catch (RefusedException e) {
                needs.forEach(need -> {
                    if (need.support() instanceof Support.Refused no) {
                        var says = new ArrayList<>(need.tasks());
                        says.add(pipeline.name());
                        says.add(need.capability().name().toLowerCase(Locale.ROOT));
                        says.add(no.reason());
                        says.add(no.wayOut());
                        says.removeIf(String.valueOf(e.getMessage())::contains);
                        says.forEach(text -> differences.add(new Difference(
                                Support.Kind.OUTCOME,
                                "the refusal doesn't say \"" + text + "\", but: " + e.getMessage())));
                    }
                });
            }
            if (!Journal.of(root, pipeline.name()).entries().isEmpty()) {
                differences.add(new Difference(Support.Kind.OUTCOME, "something started all the same"));
            }
        }
    }

    private Outcome verdict(Scenario scenario, List<Need> needs, List<Difference> differences, List<String> because) {
        if (differences.isEmpty()) {
            return Outcome.EQUAL;
        }
        boolean outcomeDiffers = differences.stream().anyMatch(each -> each.kind() == Support.Kind.OUTCOME);
        boolean broken = differences.stream().anyMatch(Difference::broken);
        for (Need need : broken ? List.<Need>of() : needs) {
            if (need.support() instanceof Support.Approximate almost && covers(almost, outcomeDiffers)) {
                because.add(need.capability() + ": " + almost.differs());
            }
        }
        engine.differs(scenario.name())
                .filter(almost -> covers(almost, outcomeDiffers))
                .ifPresent(almost -> because.add(almost.differs()));
        return because.isEmpty() ? Outcome.DIFFERENT : Outcome.APPROXIMATE;
    }

    private static boolean covers(Support.Approximate almost, boolean outcomeDiffers) {
        return !outcomeDiffers || almost.kind() == Support.Kind.OUTCOME;
    }

    /** What all pipelines of a scenario need, and what it says itself. */
    private List<Need> needs(Scenario scenario, Map<String, Pipeline> pipelines) {
        var needs = new LinkedHashSet<Need>();
        pipelines.values().forEach(pipeline -> needs.addAll(engine.needs(pipeline)));
        scenario.needs().forEach(each -> needs.add(new Need(each, List.of(), engine.support(each))));
        return List.copyOf(needs);
    }

    private static List<String> refused(List<Need> needs) {
        var refused = new ArrayList<String>();
        for (Need need : needs) {
            if (need.support() instanceof Support.Refused no) {
                refused.add(need.capability() + ": " + no.reason() + "; " + no.wayOut());
            }
        }
        return refused;
    }

    private List<String> lacking(Set<Operation> operations) {
        var lacking = new ArrayList<String>();
        for (Operation operation : operations) {
            engine.lacks(operation).ifPresent(why -> lacking.add("it can't " + operation.meaning() + ": " + why));
        }
        return lacking;
    }
}
